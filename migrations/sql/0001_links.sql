create unique index rating_order on rating (subject_id)
-- ;;
alter table rating add constraint rating_score check (score between 1 and 5)
