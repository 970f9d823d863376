"""When a centre is open, as one sentence: `Mon–Fri 9:00–18:00; Sat 10:00–14:00; closed 25 December`."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final

from babel.dates import format_skeleton, get_day_names
from persiantools.jdatetime import JalaliDate

from service_desk.foundation.written import digits, listed, locale_of

Shift = tuple[int, int]
_DAYS: Final = {"fa": "{} تا {}", "zh": "{}至{}"}
_TIMES: Final = {"fa": "{} تا {}"}
_BETWEEN: Final = {"fa": "؛ ", "ar": "؛ ", "zh": "；"}
_CLOSED: Final = {
    "en": "closed {}",
    "fa": "{} تعطیل",
    "ar": "مغلق {}",
    "zh": "{}休息",
    "ru": "{} закрыто",
}
_RANGE_FROM: Final = 3  # two days are named, more are a range
MOST_CLOSED: Final = 3


def opening_words(
    hours: Iterable[tuple[int, int, int]], weekend: Sequence[int], language: str, closed: Iterable[date] = ()
) -> str:
    """Empty where no hours are kept. `hours`: (ISO weekday, opens, closes) in minutes of the centre's day; the week begins on the
    day behind its weekend. `closed`: the holidays ahead, of which those are told on which it would be open."""
    by_day: dict[int, list[Shift]] = {}
    for weekday, opens, closes in sorted(hours):
        by_day.setdefault(weekday, []).append((opens, closes))
    if not by_day:
        return ""
    week = [(first_day(weekend) - 1 + ahead) % 7 + 1 for ahead in range(7)]
    runs: dict[tuple[Shift, ...], list[list[int]]] = {}
    for shifts, days in groupby(week, key=lambda day: tuple(by_day.get(day, ()))):
        if shifts:
            runs.setdefault(shifts, []).append(list(days))
    told = [f"{_days(days, language)} {_times(shifts, language)}" for shifts, days in runs.items()]
    shut = [day for day in sorted(set(closed)) if day.isoweekday() in by_day][:MOST_CLOSED]
    if shut:
        told.append(_CLOSED[language].format(listed([_short(day, language) for day in shut], language, "and")))
    return _BETWEEN.get(language, "; ").join(told)


def first_day(weekend: Sequence[int]) -> int:
    """The ISO weekday behind the weekend: Monday, or Saturday where Friday is free, or Sunday where Friday and Saturday are."""
    return next((day for day in range(1, 8) if day not in weekend and (day + 5) % 7 + 1 in weekend), 1)


def _days(runs: list[list[int]], language: str) -> str:
    names = get_day_names("abbreviated", "stand-alone", locale_of(language))
    said = []
    for run in runs:
        words = [names[day - 1] for day in run]
        if len(words) < _RANGE_FROM:
            said += words
        else:
            said.append(_DAYS.get(language, "{}–{}").format(words[0], words[-1]))
    return listed(said, language)


def _times(shifts: Iterable[Shift], language: str) -> str:
    spans = (_TIMES.get(language, "{}–{}").format(_time(opens), _time(closes)) for opens, closes in shifts)
    return digits(listed(spans, language), language)


def _time(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"


def _short(day: date, language: str) -> str:
    """A day without its year."""
    if language == "fa":
        jalali: Any = JalaliDate(day)  # type: ignore[no-untyped-call]  # the library has no types
        return digits(f"{jalali.day} {jalali.strftime('%B', locale='fa')}", language)
    return format_skeleton("MMMMd", day, locale=locale_of(language))
