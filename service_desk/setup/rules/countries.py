"""What is usual in a country: currency, language, weekend, time zone (Unicode CLDR), and the standard rate of its sales tax."""

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.languages import get_official_languages
from babel.numbers import get_territory_currencies
from persiantools.jdatetime import JalaliDate

from service_desk.centres.rules.places import countries
from service_desk.foundation.i18n import LANGUAGES

# Where CLDR names several zones, but all but a few people live in the first.
_ONE_ZONE: Final = frozenset({"DE", "CN"})
_JALALI: Final = frozenset({"IR", "AF"})
_TAXES: Final = Path(__file__).parents[1] / "taxes.toml"


@dataclass(frozen=True, slots=True)
class StandardTax:
    """What a country's law says, as far as we know it: to be confirmed by whoever keeps the books."""

    percent: Decimal
    law: str
    since: date


@cache
def _by_name() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in (*LANGUAGES, "de"):
        for code, name in Locale(language).territories.items():
            if code in countries():
                names.setdefault(_plain(name), code)
    return names


def _plain(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text).casefold() if sign.isalnum())


def country_of(written: str) -> str | None:
    """The code for a code or a name in any of our languages: `ir`, `Iran`, `ایران`, `Deutschland`."""
    code = written.strip().upper()
    return code if code in countries() else _by_name().get(_plain(written))


def near_countries(written: str) -> list[str]:
    near = difflib.get_close_matches(_plain(written), _by_name(), n=3, cutoff=0.7)
    return list(dict.fromkeys(_by_name()[name] for name in near))


def currency_of(country: str) -> str:
    found = get_territory_currencies(country)
    return str(found[0]) if found else ""


def language_of(country: str) -> str:
    """The first official language that the desk speaks, else English."""
    return next((language for language in get_official_languages(country) if language in LANGUAGES), "en")


def weekend_of(country: str) -> list[int]:
    """ISO weekdays."""
    try:
        place = Locale.parse(f"und_{country}")
    except (UnknownLocaleError, ValueError):
        return [6, 7]
    first, last = place.weekend_start, place.weekend_end
    return sorted((first + step) % 7 + 1 for step in range((last - first) % 7 + 1))


def zones_of(country: str) -> list[str]:
    found = get_global("territory_zones").get(country, [])
    return sorted(zone for zone in found if zone in available_timezones())


def zone_of(country: str, city: str = "") -> str:
    """The only one, the one of the city, or none where nobody can guess it."""
    found = zones_of(country)
    named = [zone for zone in found if _plain(zone.rpartition("/")[2]) == _plain(city)]
    if named or len(found) == 1 or country in _ONE_ZONE:
        return (named or found or [""])[0]
    return ""


def near_zones(written: str) -> list[str]:
    """Zones of a city of that name, else those spelled alike: `Tehran`, `asia/tehran`, `Asia/Teheran`."""
    zones = available_timezones()
    asked = _plain(written.rpartition("/")[2])
    named = sorted(zone for zone in zones if _plain(zone.rpartition("/")[2]) == asked and "/" in zone)
    return named[:3] or difflib.get_close_matches(written, zones, n=3, cutoff=0.7)


@cache
def taxes() -> dict[str, StandardTax]:
    """By country; see taxes.toml."""
    read = tomllib.loads(_TAXES.read_text(encoding="utf-8"))
    return {country: StandardTax(Decimal(percent), law, since) for country, (percent, law, since) in read.items()}


def tax_of(country: str) -> Decimal | None:
    found = taxes().get(country)
    return found.percent if found else None


def months(country: str, first: date, last: date) -> list[tuple[date, date]]:
    """The months that touch these days, by the calendar that the country keeps its books in."""
    found: list[tuple[date, date]] = []
    start = first
    while start <= last:
        start, after = _jalali_month(start) if country in _JALALI else _month(start)
        found.append((start, after - timedelta(days=1)))
        start = after
    return found


def _month(day: date) -> tuple[date, date]:
    start = day.replace(day=1)
    return start, (start + timedelta(days=32)).replace(day=1)


def _jalali(day: date) -> JalaliDate:
    return JalaliDate(day)  # type: ignore[no-untyped-call]  # the library has no types


def _gregorian(year: int, month: int) -> date:
    """The first day of a Jalali month."""
    first: date = JalaliDate(year, month, 1).to_gregorian()  # type: ignore[no-untyped-call]
    return first


def _jalali_month(day: date) -> tuple[date, date]:
    written = _jalali(day)
    start = _gregorian(written.year, written.month)
    later = _jalali(start + timedelta(days=32))
    return start, _gregorian(later.year, later.month)


def year_around(country: str, day: date) -> tuple[date, date]:
    """First day of the year that the books are in, and the last day of the next one."""
    if country not in _JALALI:
        return date(day.year, 1, 1), date(day.year + 1, 12, 31)
    year = _jalali(day).year
    return _gregorian(year, 1), _gregorian(year + 2, 1) - timedelta(days=1)


def code_of(names: Iterable[str]) -> str:
    """Two to six capital letters made of a name: TEH of Tehran, KOL of Köln, SSG of Sepehr Service Group."""
    for name in names:
        plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
        words = re.findall(r"[A-Za-z][A-Za-z0-9]*", plain)
        if not words:
            continue
        code = "".join(word[0] for word in words) if len(words) > 1 else words[0][:3]
        if len(code) > 1:
            return code.upper()[:6]
    return ""
