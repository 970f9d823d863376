create index concurrently if not exists ticket_snoozed on ticket (snoozed_until) where snoozed_until is not null
