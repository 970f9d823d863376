create index repair_order_open on repair_order (started_at desc, id desc)
    where state not in ('closed', 'handed_over', 'cancelled')
-- ;;
create index repair_order_recent on repair_order (started_at desc, id desc)
-- ;;
alter table repair_order add constraint repair_order_state_known check (state in ('received', 'diagnosing', 'estimating',
    'awaiting_approval', 'repairing', 'waiting_part', 'quality_check', 'closed', 'handed_over', 'cancelled'))
-- ;;
create unique index repair_item_once on repair_item (order_id, item_id) where item_id is not null
-- ;;
create unique index order_line_seq on order_line (order_id, seq)
-- ;;
alter table order_line add constraint order_line_kind_known check (kind in ('part', 'labour', 'travel', 'expense'))
-- ;;
create unique index estimate_waiting on estimate (order_id) where state = 'sent'
-- ;;
alter table estimate add constraint estimate_state_known
    check (state in ('sent', 'accepted', 'refused', 'expired'))
-- ;;
create unique index repair_order_ticket on repair_order (ticket_id)
    where state not in ('closed', 'handed_over', 'cancelled')
