from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_desk.timesheets import rules

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("seconds", "step", "nearest", "minutes"),
    [
        (61, 1, False, 2),
        (60, 1, False, 1),
        (0, 1, False, 1),
        (29, 1, True, 1),
        (16 * 60, 15, False, 30),
        (22 * 60, 15, True, 15),
        (23 * 60, 15, True, 30),
    ],
)
def test_minutes_are_rounded_to_the_step(seconds, step, nearest, minutes):
    rule = rules.RoundingRule(step=step, nearest=nearest)
    assert rules.billed_minutes(timedelta(seconds=seconds), rule) == minutes


@given(st.timedeltas(timedelta(0), timedelta(days=1)), st.integers(1, 60))
def test_rounded_up_time_is_never_less_than_worked_nor_a_step_more(worked, step):
    minutes = rules.billed_minutes(worked, rules.RoundingRule(step=step, least=0))
    assert timedelta(0) <= timedelta(minutes=minutes) - worked < timedelta(minutes=step)


def test_an_hour_and_a_half_is_worth_one_and_a_half_rates():
    assert rules.worth(90, Decimal(50), "EUR") == 75
    assert rules.worth(1, Decimal(50), "EUR") == Decimal("0.83")
    assert rules.worth(1, Decimal(1000), "IRR") == 17


def test_without_a_rate_time_has_no_worth():
    assert rules.worth(90, None, "EUR") is None


def test_a_clock_that_is_a_little_ahead_is_taken_for_now():
    assert rules.checked_start(NOON + timedelta(seconds=20), NOON) == NOON


@pytest.mark.parametrize("check", [rules.checked_start, lambda moment, now: rules.checked_stop(NOON, moment, now)])
def test_the_future_is_refused(check):
    with pytest.raises(rules.FutureTime, match="lies in the future"):
        check(NOON + HOUR, NOON)


def test_work_cannot_stop_before_it_starts():
    with pytest.raises(rules.StopsBeforeStart):
        rules.checked_stop(NOON, NOON - HOUR, NOON)


def test_time_entered_afterwards_takes_some_time_and_at_most_a_day():
    with pytest.raises(rules.StopsBeforeStart):
        rules.checked_entry(NOON, NOON, NOON)
    with pytest.raises(rules.EntryTooLong, match="24 hours"):
        rules.checked_entry(NOON - 25 * HOUR, NOON, NOON)


@pytest.mark.parametrize("rate", ["-1", "NaN", "1.00001"])
def test_an_impossible_rate_is_refused(rate):
    with pytest.raises(rules.BadLabourRate):
        rules.checked_rate(Decimal(rate))


def test_an_activity_is_a_lower_case_word():
    assert rules.checked_activity("travel") == "travel"
    with pytest.raises(rules.BadResource):
        rules.checked_activity("")
