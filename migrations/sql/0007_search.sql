-- What is open in one centre, the newest first: among very much that is open elsewhere.
create index ticket_open_of_centre on ticket (centre_id, opened_at desc, id desc)
    where state in ('new', 'open', 'waiting_customer', 'in_repair')
-- ;;
create index repair_order_open_of_centre on repair_order (centre_id, started_at desc, id desc)
    where state not in ('closed', 'handed_over', 'cancelled')
