"""Periods, windows and deadlines (trade page, section 1)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_desk.warranty.rules import Interval, Period, add_months, days_in, last_day, local_date
from service_desk.warranty.rules.dates import deadline, extend, window_end, working_deadline

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
MONTHS = st.integers(0, 240)


@pytest.mark.parametrize(
    ("start", "period", "last"),
    [
        ("2024-03-15", Period(24), "2026-03-14"),
        ("2023-01-31", Period(1), "2023-02-27"),
        ("2024-01-31", Period(1), "2024-02-28"),
        ("2024-01-30", Period(1), "2024-02-28"),
        ("2024-01-29", Period(1), "2024-02-28"),
        ("2024-01-28", Period(1), "2024-02-27"),
        ("2024-02-29", Period(12), "2025-02-27"),
        ("2024-03-01", Period(12), "2025-02-28"),
        ("2024-08-31", Period(6), "2025-02-27"),
        ("2025-03-01", Period(36), "2028-02-29"),
        ("2025-06-30", Period(0, 30), "2025-07-29"),
        ("2024-01-31", Period(1, 15), "2024-03-14"),
    ],
)
def test_the_last_covered_day(start, period, last):
    assert last_day(date.fromisoformat(start), period) == date.fromisoformat(last)


def test_where_the_first_day_does_not_count_the_term_ends_a_day_later():
    assert last_day(date(2024, 3, 15), Period(24), first_day_counts=False) == date(2026, 3, 15)


def test_a_window_is_inclusive_and_a_deadline_elapses():
    assert window_end(date(2025, 3, 1), 30) == date(2025, 3, 30)
    assert deadline(date(2025, 6, 2), 45) == date(2025, 7, 17)


@pytest.mark.parametrize(("weekend", "last"), [((5, 6), "2025-04-17"), ((4,), "2025-04-15")])
def test_a_return_authorisation_lasts_ten_working_days(weekend, last):
    assert working_deadline(date(2025, 4, 3), 10, weekend) == date.fromisoformat(last)


def test_twelve_months_after_a_repair_work_on_the_end():
    assert extend(date(2028, 9, 9), 12) == date(2029, 9, 9)


@pytest.mark.parametrize(
    ("zone", "on"), [("Asia/Tehran", "2026-03-15"), ("Europe/Berlin", "2026-03-14"), ("America/New_York", "2026-03-14")]
)
def test_a_report_is_dated_by_the_centre_that_took_it(zone, on):
    assert local_date(datetime(2026, 3, 14, 21, 30, tzinfo=UTC), zone) == date.fromisoformat(on)


def out(first, last):
    return Interval(date.fromisoformat(first), date.fromisoformat(last))


def test_overlapping_days_out_of_use_count_once():
    june = [out("2025-06-02", "2025-06-20"), out("2025-06-15", "2025-06-25")]
    assert (days_in(june[:1]), days_in(june)) == (19, 24)
    inside = [out("2025-01-10", "2025-01-21"), out("2025-03-03", "2025-03-20"), out("2025-03-15", "2025-03-18")]
    assert days_in(inside) == 30


def test_working_days_leave_out_weekends_and_holidays():
    three_weeks = [out("2025-03-03", "2025-03-21")]
    assert days_in(three_weeks, weekend=(5, 6)) == 15
    assert days_in(three_weeks, weekend=(5, 6), non_working={date(2025, 3, 17)}) == 14


@given(DAYS, DAYS, MONTHS, st.integers(1, 400))
def test_a_later_start_never_ends_earlier(one, other, months, days):
    first, second = sorted((one, other))
    assert last_day(first, Period(months, days)) <= last_day(second, Period(months, days))


@given(DAYS, MONTHS, MONTHS)
def test_months_add_up_where_the_first_step_does_not_clip(start, a, b):
    middle = add_months(start, a)
    if middle.day == start.day and a + b:
        assert last_day(start, Period(a + b)) == last_day(middle, Period(b))


@given(st.lists(st.tuples(DAYS, st.integers(0, 60)), max_size=8))
def test_the_union_of_intervals_counts_each_day_once(spans):
    intervals = [Interval(first, first + timedelta(days=length)) for first, length in spans]
    each = {i.first + timedelta(days=n) for i in intervals for n in range((i.last - i.first).days + 1)}
    assert days_in(intervals) == len(each)
