"""Check digits and dates inside a GS1 message."""

from calendar import monthrange
from datetime import date
from functools import lru_cache

from barcodes.checks import gs1_valid
from barcodes.gs1.table import CHECKED, DATES


def sound(ai: str, value: str) -> bool:
    """The check digit or the date that this identifier carries is right; True for identifiers without either."""
    if ai in CHECKED:
        return gs1_valid(value)
    return ai not in DATES or day_of(value) is not None


def day_of(value: str) -> date | None:
    """YYMMDD as a date, or None when there is no such day. Day 00 is the last of the month.

    The century is the one that puts the year at most 49 back and 50 ahead (GS1 General Specifications 7.12).
    """
    return _day(value, date.today().year)  # noqa: DTZ011  # the window is fifty years wide


@lru_cache(maxsize=4096)
def _day(value: str, this_year: int) -> date | None:
    year, month, day = int(value[:2]), int(value[2:4]), int(value[4:6])
    year += this_year - this_year % 100
    if year - this_year > 50:
        year -= 100
    elif this_year - year >= 50:
        year += 100
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    return date(year, month, day or last) if day <= last else None
