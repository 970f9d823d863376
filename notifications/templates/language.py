"""How each language writes numbers, dates and amounts, counts things, and keeps foreign codes in their direction."""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from babel.numbers import format_decimal

from service_desk.foundation.written import RIGHT_TO_LEFT, digits, locale_of, written_amount, written_day

LRI, FSI, PDI = "\u2066", "\u2068", "\u2069"
_FROM_LEFT, _FROM_RIGHT = frozenset({"L"}), frozenset({"R", "AL"})
"""How the letters of a script run, as Unicode names it."""
ISOLATES: Final = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plural_for(language: str) -> Callable[..., str]:
    """`plural(3, one="day", other="days")` by the CLDR rule: ru one/few/many, ar six forms, fa `one` is 0 and 1."""
    rule = locale_of(language).plural_form

    def plural(count: int, **forms: str) -> str:
        return forms.get(rule(count), forms["other"])

    return plural


def filters(language: str) -> Mapping[str, Callable[..., str]]:
    """What templates of a language may write behind a bar: `{{ due|day }}`, `{{ price|money }}`, `{{ serial|code }}`."""

    def number(value: int | str) -> str:
        return digits(format_decimal(Decimal(value), locale=locale_of(language), numbering_system="latn"), language)

    def day(value: str) -> str:
        return written_day(date.fromisoformat(value[:10]), language)

    def money(value: Mapping[str, Any]) -> str:
        return written_amount(Decimal(value["amount"]), value["currency"], language)

    from_right = language in RIGHT_TO_LEFT

    def code(value: object) -> str:
        """A number, serial or link: read from left to right inside right-to-left text, and whole where it holds letters that run
        against the text."""
        text = str(value)
        return f"{LRI}{text}{PDI}" if from_right or _holds(text, _FROM_RIGHT) else text

    def name(value: str) -> str:
        """A word in whatever script people have; set apart where a letter of it runs against the text: digits and brackets behind
        such a letter would change their places."""
        return f"{FSI}{value}{PDI}" if value and _holds(value, _FROM_LEFT if from_right else _FROM_RIGHT) else value

    known: dict[str, Callable[[Any], str]] = {"number": number, "day": day, "money": money, "code": code, "name": name}
    return {kind: _or_nothing(write) for kind, write in known.items()}


def _or_nothing(write: Callable[[Any], str]) -> Callable[[Any], str]:
    """Words of a company name facts without asking whether they are known: nothing is said of one that is not."""
    return lambda value: "" if value is None or value == "" else write(value)


def _holds(text: str, kinds: frozenset[str]) -> bool:
    return any(unicodedata.bidirectional(letter) in kinds for letter in text)
