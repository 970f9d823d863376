alter table charge drop constraint charge_number_where_owed
-- ;;
alter table charge add constraint charge_number_where_owed
    check ((state <> 'recorded' or invoice_number is null) and (state <> 'invoiced' or (total > 0 and invoice_number is not null)))
