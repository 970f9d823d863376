drop index import_run_unfinished
-- ;;
create sequence import_run_number
-- ;;
update import_run set state = 'finished' where finished_at is not null
-- ;;
update import_run set state = 'cancelled', finished_at = started_at where finished_at is null
-- ;;
update import_run set number = nextval('import_run_number')
-- ;;
alter table import_run add constraint import_run_known_state
  check (state in ('waiting', 'running', 'finished', 'tried', 'failed', 'cancelled', 'undone'))
-- ;;
create unique index import_run_named on import_run (number)
-- ;;
create index import_run_at_work on import_run (started_at) where state in ('waiting', 'running')
-- ;;
create index import_finding_of_run on import_finding (run_id, outcome, line)
