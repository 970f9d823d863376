"""A moment as somebody types it into a field: `14:30`, `tomorrow`, `Friday 9:00`, `5 Dec`, `1405/09/14 16:00`, `+3d`."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import get_day_names
from persiantools.jdatetime import JalaliDate

from service_desk.foundation.days.calendars import CalendarSystem
from service_desk.foundation.days.written import FORMS, Form, ascii_digits, parse
from service_desk.foundation.errors import Invalid
from service_desk.foundation.i18n import LANGUAGES
from service_desk.foundation.search import fold

LONGEST: Final = 60
_CLOCK: Final = re.compile(r"(?P<day>.*?)(?:^|[\s,،]+)(?:T)?(?P<hour>\d{1,2})[:٫](?P<minute>\d{2})(?::\d{2})?$")
_AHEAD: Final = re.compile(r"\+\s*(?P<many>\d{1,4})\s*(?P<unit>[^\W\d]{1,6})")
_UNITS: Final = {
    **dict.fromkeys(("h", "hours", "hour", "ч", "час", "ساعت", "ساعه", "小时", "时"), timedelta(hours=1)),
    **dict.fromkeys(("d", "day", "days", "д", "дн", "день", "дня", "дней", "روز", "یوم", "ایام", "天", "日"), timedelta(days=1)),
    **dict.fromkeys(("w", "week", "weeks", "н", "нед", "هفته", "اسبوع", "周"), timedelta(weeks=1)),
}  # fmt: skip
_NEAR: Final = {
    **dict.fromkeys(("today", "امروز", "اليوم", "今天", "сегодня"), 0),
    **dict.fromkeys(("tomorrow", "فردا", "غدا", "غداً", "明天", "завтра"), 1),
    **dict.fromkeys(("day after tomorrow", "پس فردا", "پس‌فردا", "پسفردا", "بعد غد", "后天", "послезавтра"), 2),
}
# Without a year: the next such day is meant.
_SHORT: Final = ("%d %b", "%d. %b", "%b %d", "%d.%m.", "%d.%m", "%m月%d日", "%d/%m", "%m/%d")
_FURTHEST: Final = 366 * 5


class UnreadableMoment(Invalid):
    code = "unreadable_moment"
    message = "'{typed}' says no day and time that can be read. Write it as {example}, as 14:30, or as +3d for three days from now."


def moment(
    typed: str,
    *,
    now: datetime,
    zone: str,
    ends: Callable[[date], time],
    jalali: bool = False,
    field: str | None = None,
) -> datetime:
    """The moment (UTC) that is meant by the clock of `zone`. A day alone means that day at `ends`, a time alone its next coming.
    `jalali`: in that calendar the writer reads days without a year. Raises UnreadableMoment."""
    text = ascii_digits(typed.strip())[:LONGEST]
    local = now.astimezone(ZoneInfo(zone))
    if told := _AHEAD.fullmatch(text):
        unit = _UNITS.get(told["unit"].casefold()) or _UNITS.get(fold(told["unit"]))
        if unit is not None and (length := unit * int(told["many"])) < timedelta(days=_FURTHEST):
            return (now + length).astimezone(UTC)
        raise _unreadable(typed, local, jalali=jalali, field=field)
    try:
        return _whole(text).astimezone(UTC)
    except ValueError:
        pass
    at: time | None = None
    if found := _CLOCK.fullmatch(text):
        try:
            at = time(int(found["hour"]), int(found["minute"]))
        except ValueError:
            raise _unreadable(typed, local, jalali=jalali, field=field) from None
        text = found["day"].strip(" ,،")
    if not text and at is not None:
        day = local.date() if at > local.time().replace(tzinfo=None) else local.date() + timedelta(days=1)
    else:
        read = _day(text, local.date(), jalali=jalali)
        if read is None or abs((read - local.date()).days) > _FURTHEST:
            raise _unreadable(typed, local, jalali=jalali, field=field)
        day = read
    return datetime.combine(day, at or ends(day), ZoneInfo(zone)).astimezone(UTC)


def _whole(text: str) -> datetime:
    """Of a computer, with its zone."""
    told = datetime.fromisoformat(text)
    if told.tzinfo is None:
        raise ValueError(text)
    return told


def _day(text: str, today: date, *, jalali: bool) -> date | None:
    plain = " ".join(fold(text).replace("\u200c", " ").split())
    if plain in _near():
        return today + timedelta(days=_near()[plain])
    if (weekday := _weekdays().get(plain)) is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    return next(_read(text, today, jalali=jalali), None)


def _read(text: str, today: date, *, jalali: bool) -> Iterator[date]:
    """By the forms that have a year, else by those without one."""
    century = 1400 if jalali else 2000
    for pattern in FORMS:
        for calendar in (CalendarSystem.JALALI, CalendarSystem.HIJRI, CalendarSystem.GREGORIAN):
            form = Form(pattern, calendar, century if "%y" in pattern else None)
            try:
                day = parse(text, form)
            except ValueError:
                continue
            if abs((day - today).days) <= _FURTHEST:
                yield day
    written = JalaliDate(today).year if jalali else today.year  # type: ignore[no-untyped-call]
    own = CalendarSystem.JALALI if jalali else CalendarSystem.GREGORIAN
    for calendar in (own, *({CalendarSystem.JALALI, CalendarSystem.GREGORIAN} - {own})):
        year = written if calendar is own else JalaliDate(today).year if own is CalendarSystem.GREGORIAN else today.year  # type: ignore[no-untyped-call]
        for short in _SHORT if calendar is own else _SHORT[:3]:
            if calendar is CalendarSystem.JALALI and short == "%d/%m":
                continue  # Persians write the month before the day
            for each in (year, year + 1):
                try:
                    day = parse(f"{each} {text}", Form(f"%Y {short}", calendar))
                except ValueError:
                    continue
                if day >= today:
                    yield day
                    break


@cache
def _near() -> dict[str, int]:
    return {" ".join(fold(word).replace("\u200c", " ").split()): days for word, days in _NEAR.items()}


@cache
def _weekdays() -> dict[str, int]:
    """Monday 0, by their names in the languages of the desk; one that means two days means none."""
    found: dict[str, set[int]] = {}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for weekday, name in get_day_names(width, "stand-alone", language).items():
                found.setdefault(" ".join(fold(name).replace("\u200c", " ").rstrip(".").split()), set()).add(weekday)
    return {name: min(days) for name, days in found.items() if len(days) == 1 and len(name) > 1}


def _unreadable(typed: str, local: datetime, *, jalali: bool, field: str | None) -> UnreadableMoment:
    day = local.date() + timedelta(days=3)
    shown = JalaliDate(day).strftime("%Y/%m/%d") if jalali else day.isoformat()  # type: ignore[no-untyped-call]
    return UnreadableMoment(typed=typed.strip()[:LONGEST], example=f"{shown} 14:30", field=field)
