"""Countries, languages and weekends as they may be entered."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final

from babel import Locale

from service_desk.centres.rules.posting import LatePosting
from service_desk.foundation.errors import Invalid
from service_desk.foundation.i18n import LANGUAGES
from service_desk.foundation.written import Either

# Codes of Unicode CLDR that are no country's, and those that people write for another country.
_NOT_COUNTRIES: Final = frozenset("EU EZ UN QO XA XB ZZ".split())
_MEANT: Final = {"UK": "GB", "EL": "GR", "SU": "RU", "YU": "RS", "AN": "CW", "FX": "FR", "TP": "TL", "BU": "MM"}
WEEKDAYS = frozenset(range(1, 8))
DAY = 24 * 60
Shift = tuple[int, int]


class NotACountry(Invalid):
    code = "not_a_country"
    message = "'{value}' is not a country code. Use two capital letters, such as {near} (ISO 3166)."

    def __init__(self, *, value: str, near: Sequence[str] = ("IR", "DE"), field: str | None = None) -> None:
        super().__init__(value=value, near=Either(near), field=field)


class NotALanguage(Invalid):
    code = "not_a_language"
    message = "'{value}' is not a language of this desk. Use one of {choices}."


class NotSpoken(Invalid):
    code = "not_spoken"
    message = "This company does not speak '{value}': it speaks {choices}. Use one of these, or add it to the company's languages first."


class NotAWeekend(Invalid):
    code = "not_a_weekend"
    message = "A weekend is a list of ISO weekdays, Monday 1 to Sunday 7, and leaves at least one day to work."


class NotAShift(Invalid):
    code = "not_a_shift"
    message = "A shift is an ISO weekday with the minutes of the day at which it opens and closes, such as 480 to 1020."


class NotAPolicy(Invalid):
    code = "not_a_late_posting_policy"
    message = "'{value}' is no way to post late. Use next_open_day or reject."


@cache
def countries() -> dict[str, str]:
    """English names by ISO 3166 code."""
    known = Locale("en").territories.items()
    return {code: name for code, name in known if re.fullmatch("[A-Z]{2}", code) and code not in _NOT_COUNTRIES}


def checked_country(value: str, field: str = "country") -> str:
    """Raises NotACountry: under a code that no country has, neither its tax nor its law would ever be found."""
    if value not in countries():
        near = [_MEANT[value]] if value in _MEANT else ["IR", "DE"]
        raise NotACountry(value=value[:20], near=near, field=field)
    return value


def checked_language(value: str) -> str:
    if value not in LANGUAGES:
        raise NotALanguage(value=value[:20], choices=Either(LANGUAGES), field="language")
    return value


def checked_spoken(value: str, languages: Sequence[str]) -> str:
    """A language in which the company writes to customers; one that named none speaks all that the desk knows."""
    if languages and checked_language(value) not in languages:
        raise NotSpoken(value=value, choices=list(languages), field="language")
    return checked_language(value)


def checked_weekend(days: Iterable[int]) -> list[int]:
    weekend = sorted(set(days))
    if not set(weekend) < WEEKDAYS:
        raise NotAWeekend(field="weekend")
    return weekend


def checked_late_posting(value: str) -> str:
    if value not in tuple(LatePosting):
        raise NotAPolicy(value=value[:20], field="late_posting")
    return value


def checked_hours(hours: Mapping[int, Sequence[Shift]]) -> list[tuple[int, int, int]]:
    """(weekday, opens, closes) of every shift."""
    shifts = [(day, opens, closes) for day, of_day in hours.items() for opens, closes in of_day]
    if not all(day in WEEKDAYS and 0 <= opens < closes <= DAY for day, opens, closes in shifts):
        raise NotAShift(field="hours")
    return shifts
