alter table stock_move drop constraint stock_move_kind_known
-- ;;
alter table stock_move add constraint stock_move_kind_known
    check (kind in ('receipt', 'issue', 'return', 'transfer', 'adjustment', 'correction'))
-- ;;
-- What became of one thing: asked whenever a serial comes in.
create index stock_move_serial on stock_move (product_id, serial, id) where serial <> ''
