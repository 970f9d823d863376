-- What one member of staff has before them, by when it is due: among very much that is others'.
create index ticket_own_due on ticket (assignee_id, coalesce(due_at, '9999-12-31 00:00:00+00'), id)
    where state in ('new', 'open', 'waiting_customer', 'in_repair') and assignee_id is not null
-- ;;
-- One open order to a ticket. It holds no order without one, so that a list of what is open never goes along it and sorts.
drop index repair_order_ticket
-- ;;
create unique index repair_order_ticket on repair_order (ticket_id)
    where ticket_id is not null and state not in ('closed', 'handed_over', 'cancelled')
