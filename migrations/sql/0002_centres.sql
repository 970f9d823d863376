-- The week begins on the day behind the centre's weekend.
delete from setting where name = 'first_day_of_week'
