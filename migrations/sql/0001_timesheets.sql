create extension if not exists btree_gist
-- ;;
create unique index resource_code on resource (centre_id, code)
-- ;;
alter table resource add constraint resource_kind_known check (kind in ('person', 'machine'))
-- ;;
create unique index labour_rate_once on labour_rate (centre_id, resource_id, activity, valid_from) nulls not distinct
-- ;;
alter table labour_rate add constraint labour_rate_not_negative check (cost_rate >= 0 and bill_rate >= 0)
-- ;;
create unique index time_entry_one_clock on time_entry (resource_id) where stopped_at is null and voided_at is null
-- ;;
-- An open clock reaches into the future, so nothing can be entered after its start.
alter table time_entry add constraint time_entry_apart
    exclude using gist (resource_id with =, tstzrange(started_at, stopped_at) with &&) where (voided_at is null)
-- ;;
alter table time_entry add constraint time_entry_forward check (stopped_at >= started_at and minutes >= 0)
-- ;;
create index time_entry_subject on time_entry (subject_id)
-- ;;
create index time_entry_open on time_entry (started_at) where stopped_at is null and voided_at is null
