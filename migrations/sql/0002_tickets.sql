alter table ticket_entry drop constraint ticket_entry_kind_known
-- ;;
alter table ticket_entry add constraint ticket_entry_kind_known check (kind in ('note', 'reply', 'customer', 'system'))
