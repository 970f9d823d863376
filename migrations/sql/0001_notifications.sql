-- The event (and so the handler) that says something says it once, for ever.
create unique index message_dedupe on message (dedupe_key)
-- ;;
create unique index message_event_once on message (event_id, handler, handler_seq) where event_id is not null
-- ;;
create unique index message_reference on message (reference)
-- ;;
create unique index message_seq on message (seq)
-- ;;
create unique index message_provider_id on message (channel, provider_id) where provider_id is not null
-- ;;
-- The claim walks these three; their predicates are repeated literally in notifications/dispatcher/statements.py.
create index message_due on message (priority desc, not_before, seq) where state = 'queued'
-- ;;
create index message_ahead on message (recipient_key, seq) where state in ('queued', 'sending')
-- ;;
create index message_unsettled on message (lease_until) where state = 'sending'
-- ;;
create index message_unknown on message (not_before) where state = 'unknown'
-- ;;
create index message_thread on message (thread, seq)
-- ;;
create index message_recipient on message (recipient_key, seq)
-- ;;
alter table message add constraint message_state_known check (state in ('queued', 'sending', 'unknown', 'accepted',
    'sent', 'delivered', 'read', 'undelivered', 'failed', 'cancelled', 'expired', 'dead', 'suppressed'))
-- ;;
alter table message add constraint message_medium_known check (medium in ('sms', 'email', 'whatsapp'))
-- ;;
-- A leased row that lost its token could never be settled.
alter table message add constraint message_lease_whole check (state <> 'sending' or (lease_token is not null and lease_until is not null))
-- ;;
create index message_event_message on message_event (message_id, at)
-- ;;
create unique index message_event_token on message_event (token) where token is not null
-- ;;
create index consent_latest on consent (recipient_key, medium, category, seq desc)
-- ;;
create unique index suppression_in_force on suppression (medium, address) where lifted_at is null
-- ;;
create unique index template_text_number on template_text (key, medium, language, number)
-- ;;
alter table send_window add constraint send_window_sane
    check (weekday between 0 and 6 and opens between 0 and 1439 and closes between 1 and 1440 and opens < closes)
-- ;;
create unique index error_rule_code on error_rule (channel, code)
-- ;;
create unique index channel_stop_in_force on channel_stop (channel) where cleared_at is null
