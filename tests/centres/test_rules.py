"""Posting days, numbers and settings, without a database."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_desk.centres.rules import (
    KNOWN,
    LatePosting,
    NoOpenPeriod,
    NotASettingValue,
    PeriodClosed,
    PeriodFacts,
    UnknownSetting,
    human_number,
    known,
    posting_day,
)
from service_desk.centres.rules.numbers import BadCode, checked_code
from service_desk.centres.rules.places import (
    NotACountry,
    NotAShift,
    NotAWeekend,
    checked_country,
    checked_hours,
    checked_weekend,
)
from service_desk.centres.rules.settings import KnownSetting

JUNE = PeriodFacts(uuid4(), date(2026, 6, 1), date(2026, 6, 30), "closed")
JULY = PeriodFacts(uuid4(), date(2026, 7, 1), date(2026, 7, 31), "open")
AUGUST = PeriodFacts(uuid4(), date(2026, 8, 1), date(2026, 8, 31), "open")
YEAR = (JUNE, JULY, AUGUST)
NEXT = LatePosting.NEXT_OPEN_DAY


def test_a_day_in_an_open_period_is_its_own_posting_day():
    assert posting_day(date(2026, 7, 31), YEAR, NEXT) == date(2026, 7, 31)


def test_a_closed_day_moves_to_the_first_open_one():
    assert posting_day(date(2026, 6, 15), YEAR, NEXT) == date(2026, 7, 1)


def test_a_day_before_all_periods_moves_to_the_first_open_one():
    assert posting_day(date(1999, 1, 1), YEAR, NEXT) == date(2026, 7, 1)


def test_a_strict_company_refuses_a_closed_day():
    with pytest.raises(PeriodClosed, match="15 June 2026"):
        posting_day(date(2026, 6, 15), YEAR, LatePosting.REJECT)


def test_behind_the_last_open_period_nothing_can_be_posted():
    with pytest.raises(NoOpenPeriod, match="Open one"):
        posting_day(date(2026, 9, 1), YEAR, NEXT)


@given(st.dates(date(2026, 1, 1), date(2026, 8, 31)))
def test_a_posting_never_moves_back(day):
    moved = posting_day(day, YEAR, NEXT)
    assert moved >= day
    assert any(p.state == "open" and p.starts_on <= moved <= p.ends_on for p in YEAR)


@given(st.dates(date(2026, 7, 1), date(2026, 8, 31)))
def test_an_open_day_never_moves(day):
    assert posting_day(day, reversed(YEAR), NEXT) - day == timedelta(0)


@pytest.mark.parametrize(("count", "shown"), [(1, "TEH-R-000001"), (123, "TEH-R-000123"), (1234567, "TEH-R-1234567")])
def test_a_number_grows_past_its_width_and_is_never_cut(count, shown):
    assert human_number("TEH-R-", 6, count) == shown


@pytest.mark.parametrize("code", ["", "T", "1AB", "TOOLONG", "TE-H", "ТЕН", "T;DROP"])
def test_a_bad_code_is_refused(code):
    with pytest.raises(BadCode, match="two to six"):
        checked_code(code)


@pytest.mark.parametrize("country", ["", "ir", "IRN", "1R", "ИР"])
def test_a_country_is_two_capital_letters(country):
    with pytest.raises(NotACountry):
        checked_country(country)


@pytest.mark.parametrize("days", [(0,), (8,), range(1, 8)])
def test_a_weekend_leaves_a_day_to_work(days):
    with pytest.raises(NotAWeekend):
        checked_weekend(days)


@pytest.mark.parametrize("hours", [{1: [(600, 600)]}, {8: [(0, 10)]}, {1: [(0, 1441)]}, {1: [(-1, 10)]}])
def test_an_impossible_shift_is_refused(hours):
    with pytest.raises(NotAShift):
        checked_hours(hours)


def test_every_known_setting_accepts_its_own_default():
    for setting in KNOWN.values():
        assert setting.read(setting.default) == setting.default


@pytest.mark.parametrize(
    ("name", "value"),
    [("digits", "roman"), ("digits", 1), ("labour_least_minutes", -1), ("labour_least_minutes", True)],
)
def test_a_value_of_the_wrong_kind_is_refused_with_what_would_suit(name, value):
    with pytest.raises(NotASettingValue, match=r"one of|whole number from 0 to 480"):
        known(name).read(value)


@pytest.mark.parametrize("value", ["abc", "NaN", True, 1.5, None, "-1"])
def test_an_amount_setting_takes_only_amounts(value):
    with pytest.raises(NotASettingValue, match="a number, at least 0"):
        KnownSetting("limit", Decimal, Decimal(0), "", least=0).read(value)


def test_an_amount_setting_reads_text():
    assert KnownSetting("limit", Decimal, Decimal(0), "").read("12.50") == Decimal("12.50")


def test_an_unknown_setting_is_named():
    with pytest.raises(UnknownSetting, match="colour"):
        known("colour")
