"""Days as files write them: several forms in order, three calendars, digits of any script, months by number or name, no century guessed."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Final, NamedTuple

from hijridate import Hijri
from persiantools.jdatetime import JalaliDate

from service_desk.foundation.days.calendars import CalendarSystem
from service_desk.foundation.days.months import month_of
from service_desk.foundation.written import Phrase

__all__ = ["CalendarSystem"]

EARLIEST: Final = date(1970, 1, 1)
_NUMBERS: Final = {
    "Y": r"(?P<Y>\d{4})",
    "y": r"(?P<y>\d{2})",
    "m": r"(?P<m>\d{1,2})",
    "d": r"(?P<d>\d{1,2})",
} | dict.fromkeys("bB", r"(?P<b>[^\W\d_](?:[^\d,/]*[^\W\d_])?\.?)")
_TIMES: Final = {"H": r"\d{1,2}", "M": r"\d{2}", "S": r"\d{2}", "f": r"\d{1,6}"}
# In this order the first that fits a whole column is taken.
FORMS: Final = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y%m%d",
    "%Y年%m月%d日", "%d %b %Y", "%d. %b %Y", "%d-%b-%Y", "%b %d, %Y", "%b %d %Y", "%d de %b de %Y", "%d %b %Y г.", "%d/%b/%Y", "%Y-%b-%d", "%Y %b %d",
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%d.%m.%y", "%d/%m/%y", "%m/%d/%y", "%y/%m/%d",
    "%y-%m-%d", "%d-%m-%y", "%d-%b-%y", "%d %b %y", "%d. %b %y",
)  # fmt: skip
_ORDINAL: Final = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)  # 12th March
_HIJRI_FROM: Final = 1410  # a year above it is not yet reached in the Jalali calendar


class Form(NamedTuple):
    """`pattern` in the signs of strptime; `century` is what two-digit years are added to (1400, 2000)."""

    pattern: str
    calendar: CalendarSystem = CalendarSystem.GREGORIAN
    century: int | None = None

    def __str__(self) -> str:
        return self.pattern if self.calendar is CalendarSystem.GREGORIAN else f"{self.pattern} ({self.calendar})"


def ascii_digits(text: str) -> str:
    """Digits of every script as 0-9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


@lru_cache(maxsize=256)
def _pattern(form: str) -> re.Pattern[str] | None:
    """None where the form has signs that only strptime reads: days of the week, halves of the day, zones."""
    out, at = "", 0
    while at < len(form):
        sign = form[at]
        if sign == "%":
            at += 1
            known = _NUMBERS | _TIMES
            if at >= len(form) or form[at] not in known:
                return None
            out += known[form[at]]
        else:
            out += re.escape(sign)
        at += 1
    return re.compile(out)


@lru_cache(maxsize=131072)
def parse(text: str, form: Form) -> date:
    """The Gregorian day. Raises ValueError."""
    written = _ORDINAL.sub("", ascii_digits(text.strip()))
    pattern = _pattern(form.pattern)
    if pattern is None:
        return _by_words(written, form)
    found = pattern.fullmatch(written)
    if found is None:
        raise ValueError(text)
    parts = found.groupdict()
    if parts.get("y") is not None:
        if form.century is None:
            raise ValueError(text)
        year = form.century + int(parts["y"])
    else:
        year = int(parts["Y"])
    named = parts.get("b")
    month = month_of(named, form.calendar) if named else int(parts["m"])
    return _gregorian(year, month, int(parts["d"]), form.calendar)


def _by_words(written: str, form: Form) -> date:
    day = datetime.strptime(written, form.pattern).date()  # noqa: DTZ007  # a civil date has no zone
    if "%y" in form.pattern and form.century is not None:
        day = day.replace(year=form.century + day.year % 100)
    return day


def _gregorian(year: int, month: int, day: int, calendar: CalendarSystem) -> date:
    if calendar is CalendarSystem.JALALI:
        found: date = JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]
        return found
    if calendar is CalendarSystem.HIJRI:
        try:
            told = Hijri(year, month, day).to_gregorian()
        except OverflowError as error:
            raise ValueError(str(error)) from None
        return date(told.year, told.month, told.day)
    return date(year, month, day)


def checked_form(pattern: str) -> Phrase | None:
    """Why a form cannot be used, or None."""
    signs = set(re.findall("%(.)", pattern))
    if not signs & {"Y", "y"} or not signs & {"m", "b", "B"} or "d" not in signs:
        return Phrase("'{form}' does not say year, month and day, as %Y-%m-%d does", form=pattern)
    if unknown := signs - {*_NUMBERS, *_TIMES, "b", "B", "p", "I", "z", "Z", "a", "A", "%"}:
        return Phrase("'{form}' has a sign that is not known: {sign}", form=pattern, sign=f"%{min(unknown)}")
    return None


def fits(text: str, forms: Iterable[Form], latest: date) -> date | None:
    """The day by the first form that reads it, if it can be one of a sale; else None."""
    for form in forms:
        try:
            day = parse(text, form)
        except ValueError:
            continue
        if EARLIEST <= day <= latest:
            return day
    return None


def share(values: Mapping[str, int], forms: Iterable[Form], latest: date) -> int:
    """How many of the counted values the forms read."""
    kept = tuple(forms)
    return sum(count for text, count in values.items() if fits(text, kept, latest) is not None)


def possible(values: Mapping[str, int], latest: date, century: int | None = None) -> list[Form]:
    """The forms and calendars that read every one of these values, the likeliest first."""
    if not values:
        return []
    calendars = _calendars(values)
    found = []
    for pattern in FORMS:
        if "%y" in pattern and century is None:
            continue
        for calendar in calendars:
            form = Form(pattern, calendar, century if "%y" in pattern else None)
            if all(fits(text, (form,), latest) for text in values):
                found.append(form)
    return found


def two_digit_years(values: Iterable[str]) -> bool:
    """No year of four digits stands anywhere."""
    return not any(re.search(r"\d{4}", ascii_digits(text)) for text in values)


def _calendars(values: Iterable[str]) -> tuple[CalendarSystem, ...]:
    years = [int(year) for text in values for year in re.findall(r"(?<!\d)(1[34]\d\d)(?!\d)", ascii_digits(text))]
    if not years:
        return (CalendarSystem.GREGORIAN,)
    return (CalendarSystem.HIJRI,) if max(years) >= _HIJRI_FROM else (CalendarSystem.JALALI, CalendarSystem.HIJRI)
