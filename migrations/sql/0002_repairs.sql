alter table estimate drop constraint estimate_state_known
-- ;;
alter table estimate add constraint estimate_state_known
    check (state in ('sent', 'accepted', 'refused', 'expired', 'superseded'))
-- ;;
alter table repair_order add constraint repair_order_return_known check (return_by in ('', 'pick_up', 'ship'))
