create unique index idempotency_principal_key on idempotency (principal, key)
-- ;;
alter table idempotency add constraint idempotency_key_length check (length(key) between 16 and 100)
-- ;;
create index idempotency_created on idempotency (created_at)
-- ;;
create unique index file_chunk_position on file_chunk (file_id, position)
