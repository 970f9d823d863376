-- Any part of a telephone number, from four digits: each four in a row is a key, a hundred times rarer than three signs.
create function phone_parts(value text) returns text[] language sql immutable strict parallel safe
    return array(select substr(value, n, 4) from generate_series(1, length(value) - 3) n)
-- ;;
drop index contact_point_part
-- ;;
create index contact_point_parts on contact_point using gin (phone_parts(value)) where kind <> 'email'
-- ;;
-- Of one centre the newest first, so that a walk through its tickets and orders meets no others.
create index ticket_recent_of_centre on ticket (centre_id, opened_at desc, id desc)
-- ;;
create index repair_order_recent_of_centre on repair_order (centre_id, started_at desc, id desc)
