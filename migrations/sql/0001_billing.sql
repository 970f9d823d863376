create unique index charge_once on charge (order_id, closing, payer)
-- ;;
create unique index charge_invoice_number on charge (invoice_number) where invoice_number is not null
-- ;;
alter table charge add constraint charge_adds_up check (net + tax = total)
-- ;;
alter table charge add constraint charge_state_known check (state in ('recorded', 'invoiced', 'credit'))
-- ;;
alter table charge add constraint charge_number_where_owed
    check ((state = 'invoiced') = (invoice_number is not null) and (state <> 'invoiced' or total > 0))
-- ;;
create unique index charge_line_seq on charge_line (charge_id, seq)
-- ;;
create index charge_line_order_line on charge_line (order_line_id)
-- ;;
alter table charge_line add constraint charge_line_adds_up check (net + tax = total)
