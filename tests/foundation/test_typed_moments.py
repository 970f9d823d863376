"""A moment as people type it into a field, in five languages and two calendars."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from service_desk.foundation.days.typed import UnreadableMoment, moment

TEHRAN = "Asia/Tehran"
NOW = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)  # a Tuesday, 13:30 in Tehran


def read(typed, *, jalali=False):
    due = moment(typed, now=NOW, zone=TEHRAN, ends=lambda _: time(18), jalali=jalali)
    assert due.tzinfo is UTC
    return f"{due.astimezone(ZoneInfo(TEHRAN)):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14:30", "2026-12-01 14:30"),
        ("9:00", "2026-12-02 09:00"),  # today's has passed
        ("tomorrow", "2026-12-02 18:00"),
        ("Tomorrow 08:15", "2026-12-02 08:15"),
        ("Friday 9:00", "2026-12-04 09:00"),
        ("tue", "2026-12-08 18:00"),
        ("5 Dec", "2026-12-05 18:00"),
        ("5.12. 16:00", "2026-12-05 16:00"),
        ("5/12", "2026-12-05 18:00"),
        ("12/25", "2026-12-25 18:00"),
        ("1 January", "2027-01-01 18:00"),
        ("Dec 5, 2026 2:00", "2026-12-05 02:00"),
        ("2026-12-05 14:00", "2026-12-05 14:00"),
        ("2026-12-05T10:30:00Z", "2026-12-05 14:00"),
        ("1405/09/14 16:00", "2026-12-05 16:00"),
        ("+3d", "2026-12-04 13:30"),
        ("+ 2 h", "2026-12-01 15:30"),
        ("明天 15:00", "2026-12-02 15:00"),
        ("12月5日 15:00", "2026-12-05 15:00"),
        ("周五", "2026-12-04 18:00"),
        ("пт 12:00", "2026-12-04 12:00"),
        ("послезавтра", "2026-12-03 18:00"),
        ("غداً ١٠:٠٠", "2026-12-02 10:00"),
        ("5 ديسمبر", "2026-12-05 18:00"),
    ],
)
def test_what_is_typed_is_the_moment_that_was_meant(typed, meant):
    assert read(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("۱۴۰۵/۹/۱۴ ۱۶:۰۰", "2026-12-05 16:00"),
        ("۹/۱۴", "2026-12-05 18:00"),
        ("۱۴ آذر", "2026-12-05 18:00"),
        ("۱ فروردین", "2027-03-21 18:00"),
        ("فردا", "2026-12-02 18:00"),
        ("پس‌فردا ۱۰:۳۰", "2026-12-03 10:30"),
        ("شنبه", "2026-12-05 18:00"),
        ("+۲ روز", "2026-12-03 13:30"),
        ("5 Dec", "2026-12-05 18:00"),
    ],
)
def test_a_persian_writes_jalali_days(typed, meant):
    assert read(typed, jalali=True) == meant


@pytest.mark.parametrize(
    "typed", ["", "soon", "25:00", "12:60", "30 Feb", "2026-02-30", "9999-01-01", "+99999d", "+3", "x" * 500]
)
def test_what_cannot_be_read_is_answered_with_how_to_write_it(typed):
    with pytest.raises(UnreadableMoment, match=r"2026-12-04 14:30"):
        read(typed)
    with pytest.raises(UnreadableMoment, match=r"1405/09/13 14:30"):
        read(typed, jalali=True)
