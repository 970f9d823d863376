-- Taking units out asks whether terms point to them, open or closed: a partial index cannot answer that.
drop index item_terms_closed;
-- ;;
create index item_terms_item on item_terms (item_id)
