create unique index location_code on location (centre_id, code)
-- ;;
create unique index location_virtual on location (centre_id, kind)
    where kind in ('supplier', 'consumption', 'customer_owned', 'loss')
-- ;;
alter table location add constraint location_kind_known
    check (kind in ('warehouse', 'van', 'bench', 'supplier', 'consumption', 'customer_owned', 'loss'))
-- ;;
create unique index stock_balance on stock (product_id, location_id, lot, serial)
-- ;;
-- One serial is one thing, so it can be in one place only.
create unique index stock_serial_in_one_place on stock (product_id, serial) where serial <> '' and quantity > 0
-- ;;
alter table stock add constraint stock_never_negative check (quantity >= 0)
-- ;;
alter table stock add constraint stock_serial_is_one check (serial = '' or quantity <= 1)
-- ;;
alter table stock add constraint stock_cost_not_negative check (unit_cost >= 0)
-- ;;
alter table stock_move add constraint stock_move_positive check (quantity > 0 and unit_cost >= 0 and from_id <> to_id)
-- ;;
alter table stock_move add constraint stock_move_kind_known
    check (kind in ('receipt', 'issue', 'return', 'transfer', 'adjustment'))
-- ;;
create trigger stock_move_append_only before update or delete on stock_move for each row execute function refuse_change()
-- ;;
create index stock_move_product on stock_move (product_id, id)
-- ;;
create index stock_move_subject on stock_move (subject_id) where subject_id is not null
-- ;;
create index stock_move_reverses on stock_move (reverses_id) where reverses_id is not null
-- ;;
create unique index part_cost_once on part_cost (product_id, valid_from)
-- ;;
alter table part_cost add constraint part_cost_not_negative check (cost >= 0)
