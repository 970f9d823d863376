-- The open list walks this from the newest; its predicate is repeated literally in service_desk/tickets/queries.
create index ticket_open on ticket (opened_at desc, id desc)
    where state in ('new', 'open', 'waiting_customer', 'in_repair')
-- ;;
create index ticket_recent on ticket (opened_at desc, id desc)
-- ;;
create index ticket_item on ticket (item_id) where item_id is not null
-- ;;
create index ticket_party on ticket (party_id) where party_id is not null
-- ;;
create index ticket_search on ticket using gin (search)
-- ;;
alter table ticket add constraint ticket_state_known
    check (state in ('new', 'open', 'waiting_customer', 'in_repair', 'resolved', 'closed', 'cancelled'))
-- ;;
alter table ticket_entry add constraint ticket_entry_kind_known check (kind in ('note', 'reply', 'system'))
-- ;;
-- A loaded ticket keeps the name it had where it came from, so that a second run finds it.
create unique index ticket_external_ref on ticket (external_ref) where external_ref is not null
