create function refuse_change() returns trigger language plpgsql as $$ begin
  raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege'; end $$
-- ;;
create trigger event_append_only before update or delete on event for each row execute function refuse_change()
-- ;;
create trigger event_seal_append_only before update or delete on event_seal for each row execute function refuse_change()
-- ;;
create index event_subject on event (subject_kind, subject_id, id)
-- ;;
create unique index event_delivery_once on event_delivery (event_id, handler)
-- ;;
create index event_delivery_due on event_delivery (id) where state in ('queued', 'retry_wait')
-- ;;
create index event_delivery_open on event_delivery (handler, subject_id, id) where state in ('queued', 'retry_wait', 'sending', 'dead')
