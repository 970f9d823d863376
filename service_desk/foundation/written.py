"""Values inside sentences, as each language writes them: numbers, amounts, days, moments, lists, counted things.

A sentence has named places. `{day}` takes whatever value stands there; `{count:# line|# lines}` counts, with one form for each plural
category of the language (CLDR) in its order (en, fa one|other, ru one|few|many, ar one|two|few|many|other, zh other) and `#` for the number.
"""

import enum
import re
import string
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, get_timezone_location
from babel.numbers import format_currency, format_decimal, get_currency_name, get_currency_symbol
from persiantools.jdatetime import JalaliDate

RIGHT_TO_LEFT: Final = frozenset({"fa", "ar"})
_PERSIAN: Final = str.maketrans("0123456789,.", "۰۱۲۳۴۵۶۷۸۹٬٫")
# The long Russian form ends in an abbreviation with a full stop, which a sentence would double.
_DAY_FORMATS: Final = {"ru": "d MMMM y 'года'"}
_SPOKEN: Final = {("fa", "IRR"): "ریال", ("fa", "AED"): "درهم امارات", ("fa", "USD"): "دلار"}
"""What is said of a currency every day, shorter than its full name."""
_LOCALES: Final = {"en": "en_GB", "zh": "zh_Hans"}
_MOMENTS: Final = {
    "en": "{day}, {time} ({zone} time)",
    "fa": "{day} ساعت {time} (به وقت {zone})",
    "ar": "{day} الساعة {time} (بتوقيت {zone})",
    "zh": "{day} {time}（{zone}时间）",
    "ru": "{day}, {time} (часовой пояс: {zone})",
}
_COMMAS: Final = {"fa": "، ", "ar": "، ", "zh": "、"}
# Hours and minutes by their plural forms, and what stands between them.
_DURATIONS: Final = {
    "en": ("# h", "# min", " "),
    "fa": ("# ساعت", "# دقیقه", " و "),
    "ar": ("ساعة|ساعتان|# ساعات|# ساعة|# ساعة", "دقيقة|دقيقتان|# دقائق|# دقيقة|# دقيقة", " و"),
    "zh": ("# 小时", "# 分钟", " "),
    "ru": ("# ч", "# мин", " "),
}
_CATEGORIES: Final = {
    "en": ("one", "other"),
    "fa": ("one", "other"),
    "ar": ("one", "two", "few", "many", "other"),
    "zh": ("other",),
    "ru": ("one", "few", "many"),
}
# Shorter numbers may be a line, a page or a year, which nobody groups.
_GROUPED_FROM: Final = 10_000
_HAN: Final = re.compile("[\u3001-\u303f\u4e00-\u9fff\uff01-\uff5e]")
Translate = Callable[[str], str | None]


class Term(str):
    """A word or phrase of ours in English, said as the glossaries of the rooms say it (`[terms]` of errors.toml)."""

    __slots__ = ()


class Phrase:
    """Words of ours with places of their own: `Phrase("it is at {place}", place=code)`."""

    __slots__ = ("params", "text")

    def __init__(self, text: str, **params: Any) -> None:
        self.text = text
        self.params = params

    def __str__(self) -> str:
        return filled(self.text, self.params, "en")

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))


class Country(str):
    """A country by its ISO code: `Iran`, «ایران»."""

    __slots__ = ()

    def __str__(self) -> str:
        return written_country(self, "en")

    __format__ = object.__format__


class Either(tuple[Any, ...]):
    """Things of which one is meant: `a, b or c`."""

    __slots__ = ()

    def __str__(self) -> str:
        return listed(self, "en", "or")

    __format__ = object.__format__


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment as the people of a zone read it off the wall."""

    instant: datetime
    zone: str

    def __str__(self) -> str:
        return written_moment(self.instant, self.zone, "en")


@lru_cache(maxsize=8)
def locale_of(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, language))


def digits(text: str, language: str) -> str:
    """Latin digits as the language writes them."""
    return text.translate(_PERSIAN) if language == "fa" else text


def written_number(value: int | Decimal, language: str) -> str:
    """`12,500`, `۱۲٬۵۰۰`, `12 500`; all digits after the point, and no zeros at their end."""
    form = "0.############" if -_GROUPED_FROM < value < _GROUPED_FROM else None
    try:
        plain = format_decimal(
            value, format=form, locale=locale_of(language), decimal_quantization=form is not None,
            numbering_system="latn",
        )  # fmt: skip
    except InvalidOperation:  # more digits than Decimal reckons with: as somebody wrote it who did not mean it
        plain = str(value)
    return digits(plain, language)


def written_day(day: date, language: str) -> str:
    """The long form of a date: Jalali in Persian, Gregorian elsewhere."""
    if language == "fa" and day.year > 621:  # the first year of the Jalali calendar
        jalali: Any = JalaliDate(day)  # type: ignore[no-untyped-call]  # the library has no types
        return digits(f"{jalali.day} {jalali.strftime('%B', locale='fa')} {jalali.year}", "fa")
    return format_date(day, format=_DAY_FORMATS.get(language, "long"), locale=locale_of(language))


def written_moment(instant: datetime, zone: str, language: str) -> str:
    """`30 November 2026, 16:27 (Tehran time)`, `۹ آذر ۱۴۰۵ ساعت ۱۶:۲۷ (به وقت تهران)`."""
    try:
        local = instant.astimezone(ZoneInfo(zone))
    except OverflowError:  # the last hours of the calendar are there in one zone only
        local, zone = instant, "UTC"
    place = "UTC" if zone in {"UTC", "Etc/UTC", "Etc/GMT"} else _city(zone, language)
    return _MOMENTS[language].format(
        day=written_day(local.date(), language), time=digits(f"{local:%H:%M}", language), zone=place
    )


def written_country(code: str, language: str) -> str:
    return str(locale_of(language).territories.get(str.__str__(code), str.__str__(code)))


@lru_cache(maxsize=512)
def _city(zone: str, language: str) -> str:
    return get_timezone_location(ZoneInfo(zone), locale=locale_of(language), return_city=True)


def written_amount(amount: Decimal, currency: str, language: str) -> str:
    """An amount as people of the language write it: `€1,234.50`, `۶۴٬۸۴۵٬۰۰۰ ریال`, `105.00 درهم إماراتي`, `1 234,50 €`.

    With the currency's sign where the language has one, else with its name.
    """
    locale = locale_of(language)
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
    return f"{digits(number, language)} {name}"


def listed(words: Iterable[str], language: str, style: str = "") -> str:
    """Several words as the language lists them; `style` is "or", "and", or empty for a plain list after a colon."""
    said = list(words)
    comma = _COMMAS.get(language, ", ")
    if not style or len(said) == 1:
        return comma.join(said)
    pattern = locale_of(language).list_patterns["or" if style == "or" else "standard"]
    last = pattern["2"] if len(said) == 2 else pattern["end"]
    return last.format(comma.join(said[:-1]), said[-1]) if said else ""


def category(count: int | Decimal, language: str) -> str:
    return str(locale_of(language).plural_form(count))


def counted(count: int | Decimal, forms: str, language: str) -> str:
    """The form for `count` of "# line|# lines"."""
    known = forms.split("|")
    order = _CATEGORIES[language]
    wanted = category(count, language)
    at = order.index(wanted) if wanted in order else len(order) - 1
    return known[min(at, len(known) - 1)].replace("#", written_number(count, language))


def written_duration(minutes: int, language: str) -> str:
    """`1 h 25 min`, `۱ ساعت و ۲۵ دقیقه`, `ساعة و25 دقيقة`, `1 小时 25 分钟`, `1 ч 25 мин`."""
    hours, rest = divmod(abs(minutes), 60)
    by_hour, by_minute, between = _DURATIONS[language]
    said = [counted(hours, by_hour, language)] if hours else []
    said += [counted(rest, by_minute, language)] if rest or not hours else []
    return f"{'−' if minutes < 0 else ''}{between.join(said)}"


def written(value: Any, language: str, translate: Translate = lambda _word: None) -> str:  # noqa: PLR0911  # one line a type
    """Any value of a sentence. Plain text stays as somebody typed it; a Term is one of our words."""
    if isinstance(value, (Term, enum.StrEnum)):
        return str(translate(value) or (value.replace("_", " ") if isinstance(value, enum.StrEnum) else value))
    if isinstance(value, Phrase):
        return filled(translate(value.text) or value.text, value.params, language, translate)
    if isinstance(value, Country):
        return written_country(value, language)
    if isinstance(value, str) or value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, (int, Decimal)):
        return written_number(value, language) if not isinstance(value, Decimal) or value.is_finite() else str(value)
    if isinstance(value, Moment):
        return written_moment(value.instant, value.zone, language)
    if isinstance(value, datetime):
        return written_moment(value, "UTC", language)
    if isinstance(value, date):
        return written_day(value, language)
    if isinstance(value, (list, tuple)):
        style = "or" if isinstance(value, Either) else ""
        return listed([written(each, language, translate) for each in value], language, style)
    if hasattr(value, "amount") and hasattr(value, "currency"):
        return written_amount(value.amount, value.currency, language)
    return str(value)


def filled(template: str, params: Mapping[str, Any], language: str, translate: Translate = lambda _word: None) -> str:
    """The sentence with its places filled."""
    said = []
    for text, name, spec, _ in string.Formatter().parse(template):
        said.append(text)
        if name is None:
            continue
        value = params[name]
        if spec:
            number = int(value) if isinstance(value, str) and value.isdecimal() else value
            said.append(counted(number, spec, language) if isinstance(number, (int, Decimal)) else str(value))
        else:
            said.append(written(value, language, translate))
    return _close(said) if language == "zh" else "".join(said)


def _close(parts: list[str]) -> str:
    """Chinese has blanks beside Latin letters and numbers alone: a place that holds Chinese words loses the ones around it."""
    said = ""
    for part in parts:
        after = said.rstrip(" ")
        if said != after and part and _HAN.match(after[-1:]) and _HAN.match(part):
            said = after
        elif part.startswith(" ") and _HAN.match(said[-1:]) and _HAN.match(part.lstrip(" ")):
            part = part.lstrip(" ")  # noqa: PLW2901
        said += part
    return said


def machine(value: Any) -> Any:  # noqa: PLR0911  # one line a type
    """A value of a sentence for a program: JSON, days and moments in ISO 8601, decimals as text."""
    if isinstance(value, Moment):
        return value.instant.isoformat()
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, (list, tuple)):
        return [machine(each) for each in value]
    if isinstance(value, (Phrase, Exception)) or (hasattr(value, "amount") and hasattr(value, "currency")):
        return str(value)
    if isinstance(value, str):
        return str(value.value) if isinstance(value, enum.Enum) else str.__str__(value)
    return value if isinstance(value, (int, dict)) else None
