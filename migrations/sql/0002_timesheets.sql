-- Numbers and minutes of what was booked before these columns were there.
update time_entry t set subject_number = r.number from repair_order r where t.subject_kind = 'repair' and r.id = t.subject_id
-- ;;
update order_line l set minutes = t.minutes from time_entry t
 where t.id = l.time_entry_id and l.kind = 'labour' and l.reverses_id is null
-- ;;
create index charge_line_reverses on charge_line (reverses_line_id) where reverses_line_id is not null
