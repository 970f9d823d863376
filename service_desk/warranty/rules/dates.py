"""Periods, windows and deadlines (DATE-1 to DATE-8). Gregorian, pure; nothing here reads a clock."""

from calendar import monthrange
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
LONGEST_MONTHS = 1200  # a hundred years; a longer period is a typing error


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months, then days (DATE-1, DATE-2)."""

    months: int = 0
    days: int = 0

    def plus(self, other: "Period") -> "Period":
        return Period(self.months + other.months, self.days + other.days)

    def __bool__(self) -> bool:
        return self.months > 0 or self.days > 0


@dataclass(frozen=True, slots=True)
class Interval:
    """Calendar days out of use; both ends are in it."""

    first: date
    last: date


def add_months(day: date, months: int) -> date:
    """The same day `months` later, clipped to the end of a shorter month. Always add to the original start."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day < 29:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day(start: date, period: Period, first_day_counts: bool = True) -> date:
    """The last covered day, inclusive: clipped to the month's end, then one day off (DATE-1, DATE-7)."""
    end = add_months(start, period.months) + period.days * _DAY
    return end - _DAY if first_day_counts else end


def window_end(start: date, days: int) -> date:
    """The last day of a cover window of `days` (repair warranty, DOA, registration): `start` is day 1 (DATE-6)."""
    return start + (days - 1) * _DAY


def deadline(event: date, days: int) -> date:
    """The last lawful day of a deadline of `days` elapsed days (DATE-6)."""
    return event + days * _DAY


def extend(last: date, months: int) -> date:
    """`months` more after an inclusive end (EXT-1): the one addition that works on the end, as days may stand in it."""
    return add_months(last + _DAY, months) - _DAY


def local_date(instant: datetime, zone: str) -> date:
    """The civil date of an aware instant at the centre that took the report (DATE-3)."""
    return instant.astimezone(ZoneInfo(zone)).date()


def days_in(intervals: Iterable[Interval], non_working: Collection[date] = (), weekend: Collection[int] = ()) -> int:
    """Days in the union of intervals; days of `weekend` (0 = Monday) and of `non_working` are left out."""
    total, reached = 0, date.min
    for interval in sorted(intervals, key=lambda each: each.first):
        first = max(interval.first, reached + _DAY)
        if interval.last < first:
            continue
        if weekend or non_working:
            span = (first + n * _DAY for n in range((interval.last - first).days + 1))
            total += sum(day.weekday() not in weekend and day not in non_working for day in span)
        else:
            total += (interval.last - first).days + 1
        reached = interval.last
    return total


def working_deadline(event: date, days: int, weekend: Collection[int], holidays: Collection[date] = ()) -> date:
    """The last good day after `days` working days; the day of the event is not counted (DOA-2)."""
    day = event
    while days > 0:
        day += _DAY
        if day.weekday() not in weekend and day not in holidays:
            days -= 1
    return day
