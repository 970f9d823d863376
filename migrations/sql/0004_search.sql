-- The reports of a day or a week, with or without words.
create index ticket_reported on ticket (reported_on)
-- ;;
create index repair_order_reported on repair_order (reported_on)
