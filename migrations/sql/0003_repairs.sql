update repair_item n set service_type = 'repair', state = r.state,
    wait_reason = case when r.state = 'waiting_part' then 'part' end
  from repair_order r where r.id = n.order_id
-- ;;
alter table repair_item add constraint repair_item_state_known check (state in ('received', 'diagnosing', 'estimating',
    'awaiting_approval', 'repairing', 'waiting_part', 'quality_check', 'closed', 'handed_over', 'cancelled'))
-- ;;
create index repair_item_technician on repair_item (technician_id) where technician_id is not null
