-- The queues by what is due and by urgency, over what is open; what a view counts stands in the index too.
create index ticket_due on ticket (coalesce(due_at, '9999-12-31 00:00:00+00'), id) include (due_at, centre_id, state, assignee_id, priority)
    where state in ('new', 'open', 'waiting_customer', 'in_repair')
-- ;;
create index ticket_urgency on ticket
    ((case priority when 'safety' then 0 when 'high' then 1 when 'normal' then 2 else 3 end), coalesce(due_at, '9999-12-31 00:00:00+00'), id)
    where state in ('new', 'open', 'waiting_customer', 'in_repair')
-- ;;
create index repair_order_due on repair_order (coalesce(due_at, '9999-12-31 00:00:00+00'), id) include (due_at, centre_id, state)
    where state not in ('closed', 'handed_over', 'cancelled')
-- ;;
-- The newest of a state that few are in among the very many that are done with.
create index ticket_in_state on ticket (state, opened_at desc, id desc) where state <> 'closed'
-- ;;
create index repair_order_in_state on repair_order (state, started_at desc, id desc) where state <> 'handed_over'
