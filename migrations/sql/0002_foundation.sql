create function note_change() returns trigger language plpgsql as $$ begin
  new.changed_at := now(); return new; end $$
-- ;;
create trigger ticket_changed before update on ticket for each row execute function note_change()
-- ;;
create trigger repair_order_changed before update on repair_order for each row execute function note_change()
-- ;;
create trigger party_changed before update on party for each row execute function note_change()
-- ;;
create trigger product_changed before update on product for each row execute function note_change()
-- ;;
create trigger service_item_changed before update on service_item for each row execute function note_change()
