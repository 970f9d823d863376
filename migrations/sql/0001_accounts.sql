create unique index assignment_once on assignment (staff_id, role_id, centre_id) nulls not distinct
-- ;;
create index session_open on session (staff_id) where ended_at is null
