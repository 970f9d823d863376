"""How each language writes numbers, dates and amounts, counts things, and keeps foreign codes in their direction."""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, get_currency_name, get_currency_symbol
from persiantools.jdatetime import JalaliDate

from service_desk.foundation.i18n import RIGHT_TO_LEFT

LRI, FSI, PDI = "\u2066", "\u2068", "\u2069"
ISOLATES: Final = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_PERSIAN = str.maketrans("0123456789,.", "۰۱۲۳۴۵۶۷۸۹٬٫")
# The long Russian form ends in an abbreviation with a full stop, which a sentence would double.
_DAY_FORMATS: Final = {"ru": "d MMMM y 'года'"}
_SPOKEN: Final = {("fa", "IRR"): "ریال", ("fa", "AED"): "درهم امارات", ("fa", "USD"): "دلار"}
"""What is said of a currency every day, shorter than its full name."""
_LOCALES: Final = {"en": "en_GB", "zh": "zh_Hans"}


@lru_cache(maxsize=8)
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, language))


def plural_for(language: str) -> Callable[..., str]:
    """`plural(3, one="day", other="days")` by the CLDR rule: ru one/few/many, ar six forms, fa `one` is 0 and 1."""
    rule = _locale(language).plural_form

    def plural(count: int, **forms: str) -> str:
        return forms.get(rule(count), forms["other"])

    return plural


def filters(language: str) -> Mapping[str, Callable[..., str]]:
    """What templates of a language may write behind a bar: `{{ due|day }}`, `{{ price|money }}`, `{{ serial|code }}`."""

    def number(value: int | str) -> str:
        return _digits(format_decimal(Decimal(value), locale=_locale(language), numbering_system="latn"), language)

    def day(value: str) -> str:
        return written_day(date.fromisoformat(value[:10]), language)

    def money(value: Mapping[str, Any]) -> str:
        return written_amount(Decimal(value["amount"]), value["currency"], language)

    def code(value: object) -> str:
        """A number, serial or link: read from left to right inside right-to-left text."""
        return f"{LRI}{value}{PDI}" if language in RIGHT_TO_LEFT else str(value)

    def name(value: str) -> str:
        """A word in whatever script people have; set apart only where it runs against the text."""
        against = _runs_right(value) is not (language in RIGHT_TO_LEFT)
        return f"{FSI}{value}{PDI}" if value and against else value

    return {"number": number, "day": day, "money": money, "code": code, "name": name}


def written_day(day: date, language: str) -> str:
    """The long form of a date: Jalali in Persian, Gregorian elsewhere."""
    if language == "fa":
        jalali: Any = JalaliDate(day)  # type: ignore[no-untyped-call]  # the library has no types
        return _digits(f"{jalali.day} {jalali.strftime('%B', locale='fa')} {jalali.year}", "fa")
    return format_date(day, format=_DAY_FORMATS.get(language, "long"), locale=_locale(language))


def written_amount(amount: Decimal, currency: str, language: str) -> str:
    """An amount as people of the language write it: `€1,234.50`, `۶۴٬۸۴۵٬۰۰۰ ریال`, `105.00 درهم إماراتي`, `1 234,50 €`.

    With the currency's sign where the language has one, else with its name.
    """
    locale = _locale(language)
    sign = get_currency_symbol(currency, locale)
    if language not in RIGHT_TO_LEFT and sign != currency:
        return format_currency(amount, currency, locale=locale, currency_digits=True, numbering_system="latn").strip()
    number = format_currency(
        amount, currency, format="#,##0.00", locale=locale, currency_digits=True, numbering_system="latn"
    ).strip()
    if language == "en":
        return f"{currency} {number}"
    name = _SPOKEN.get((language, currency)) or get_currency_name(currency, count=amount, locale=locale)
    if language == "zh":
        return f"{number}{name}"
    return f"{_digits(number, language)} {name}"


def _digits(text: str, language: str) -> str:
    return text.translate(_PERSIAN) if language == "fa" else text


def _runs_right(text: str) -> bool:
    """By the first letter with a direction, as Unicode does it."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in {"L", "R", "AL"}:
            return kind != "L"
    return False
