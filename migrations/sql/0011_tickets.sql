create index concurrently if not exists ticket_woken on ticket (woke_at) where woke_at is not null
