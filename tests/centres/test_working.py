"""Working time: shifts on the wall clock of the centre's zone, without its holidays."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_desk.centres.rules import WorkingCalendar

BERLIN = WorkingCalendar(
    "Europe/Berlin", tuple((day, 480, 1020) for day in range(1, 6)), frozenset({date(2026, 12, 25)})
)
TEHRAN = WorkingCalendar(
    "Asia/Tehran", (*((day, 480, 720) for day in (6, 7, 1, 2, 3)), *((day, 780, 1020) for day in (6, 7, 1, 2, 3))), frozenset()
)  # fmt: skip


def at(calendar, text):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(calendar.zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("calendar", "start", "minutes", "end"),
    [
        (BERLIN, "2026-12-01 09:00", 240, "2026-12-01 13:00"),
        (BERLIN, "2026-12-01 16:00", 240, "2026-12-02 11:00"),
        (BERLIN, "2026-12-04 16:30", 60, "2026-12-07 08:30"),  # over a weekend
        (BERLIN, "2026-12-24 16:30", 60, "2026-12-28 08:30"),  # over a holiday and a weekend
        (BERLIN, "2026-12-05 12:00", 0, "2026-12-07 08:00"),  # reported when it is closed
        (BERLIN, "2027-03-26 16:00", 120, "2027-03-29 09:00"),  # the clocks go forward in between
        (TEHRAN, "2026-12-02 11:30", 60, "2026-12-02 13:30"),  # over the noon break
        (TEHRAN, "2026-12-02 16:30", 60, "2026-12-05 08:30"),  # Thursday and Friday are free
    ],
)  # fmt: skip
def test_so_much_working_time_ends_then(calendar, start, minutes, end):
    assert calendar.after(at(calendar, start), timedelta(minutes=minutes)) == at(calendar, end)


def test_a_night_shift_keeps_its_wall_clock_when_the_clocks_change():
    night = WorkingCalendar("Europe/Berlin", ((7, 0, 360),), frozenset())
    spring, autumn = at(night, "2027-03-28 00:00"), at(night, "2026-10-25 00:00")
    assert night.between(spring, spring + timedelta(days=1)) == timedelta(hours=5)
    assert night.between(autumn, autumn + timedelta(days=1)) == timedelta(hours=7)


def test_a_centre_that_never_works_keeps_no_clock():
    shut = WorkingCalendar("UTC", (), frozenset())
    now = datetime(2026, 12, 1, tzinfo=UTC)
    assert shut.after(now, timedelta(minutes=1)) is None
    assert shut.between(now, now + timedelta(days=9)) == timedelta()


def test_shifts_that_overlap_count_once():
    double = WorkingCalendar("UTC", ((2, 480, 720), (2, 600, 780)), frozenset())
    day = datetime(2026, 12, 1, tzinfo=UTC)
    assert double.between(day, day + timedelta(days=1)) == timedelta(hours=5)


@given(st.integers(0, 60 * 24 * 30), st.integers(1, 9000))
def test_the_time_between_start_and_end_is_what_was_asked(ahead, minutes):
    start = datetime(2026, 3, 20, tzinfo=UTC) + timedelta(minutes=ahead)
    end = BERLIN.after(start, timedelta(minutes=minutes))
    assert end is not None
    assert BERLIN.between(start, end) == timedelta(minutes=minutes)
