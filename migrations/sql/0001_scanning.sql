create unique index printer_code on printer (centre_id, code)
-- ;;
alter table printer add constraint printer_kind_known check (kind in ('raw_tcp', 'cups', 'download'))
-- ;;
alter table printer add constraint printer_language_known check (language in ('zpl', 'escpos', 'pdf'))
-- ;;
alter table print_job add constraint print_job_state_known
    check (state in ('queued', 'sending', 'retry_wait', 'done', 'dead', 'cancelled'))
-- ;;
-- What the sender and the backlog walk; their predicates say the same states.
create index print_job_waiting on print_job (printer_id, id) where state in ('queued', 'sending', 'retry_wait', 'dead')
-- ;;
create index print_job_recent on print_job (centre_id, id desc)
-- ;;
create index print_job_kept on print_job (state_at) where data is not null and state in ('done', 'cancelled', 'dead')
-- ;;
create unique index station_code on station (centre_id, code)
-- ;;
create unique index station_state_of on station_state (station_id)
-- ;;
-- The same message delivered twice is one message.
create unique index sent_picture_once on sent_picture (source, message_key, position)
-- ;;
-- What the fetcher and the backlog walk; their predicates say the same states.
create index sent_picture_waiting on sent_picture (id) where state in ('queued', 'fetching', 'retry_wait', 'dead')
-- ;;
alter table sent_picture add constraint sent_picture_state_known
    check (state in ('queued', 'fetching', 'retry_wait', 'read', 'refused', 'dead'))
-- ;;
alter table sent_picture add constraint sent_picture_source_known check (source in ('email', 'whatsapp'))
-- ;;
create index scan_record_age on scan_record (scanned_at)
-- ;;
create index scan_record_picture on scan_record (picture_id) where picture_id is not null
-- ;;
create index scan_record_station on scan_record (station_id, id desc) where station_id is not null
-- ;;
create index stock_session_open on stock_session (centre_id, id desc) where state = 'open'
-- ;;
create index stock_session_recent on stock_session (centre_id, id desc)
-- ;;
alter table stock_session add constraint stock_session_state_known check (state in ('open', 'finished', 'cancelled'))
-- ;;
alter table stock_session add constraint stock_session_purpose_known check (purpose in ('receipt', 'count'))
-- ;;
create unique index session_scan_seq on session_scan (session_id, seq)
-- ;;
-- A serial or a tag counts once in a session, however often and from however many readers it arrives.
create unique index session_scan_once on session_scan (session_id, identity) where identity <> '' and undone_at is null
-- ;;
alter table session_scan add constraint session_scan_outcome_known check (outcome in ('counted', 'named', 'unclear', 'unknown'))
-- ;;
-- A code that is printed on a shelf or a badge: only 0-9, A-Z and - survive every keyboard, so points and underlines are hyphens there.
create index location_token on location (centre_id, translate(code, '._', '--'))
-- ;;
-- A part with a serial is found in stock by that serial alone, whatever part it is.
create index stock_by_serial on stock (serial) where serial <> ''
