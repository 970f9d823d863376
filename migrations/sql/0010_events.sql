-- What else than its subject a delivery keeps the order of: the moves of one part, say. Made at once on a table that is written all the time.
create index concurrently if not exists event_delivery_beside on event_delivery (handler, beside_id, id)
 where beside_id is not null and state in ('queued', 'retry_wait', 'sending')
