"""The public holidays of a country, from the `holidays` package (MIT), which is kept up to date by its own community."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Final

from service_desk.foundation.errors import Invalid
from service_desk.foundation.written import Term

# Names in our languages, in the package's words for them; what it cannot say in one of them is left out.
_SPOKEN: Final = {"en": ("en_US", "en_GB"), "fa": ("fa_IR", "fa_AF"), "ar": ("ar",), "zh": ("zh_CN",), "ru": ("ru",)}

_ANY_YEAR: Final = 2026


class UnknownRegion(Invalid):
    code = "unknown_region"
    message = (
        "{country} has no region '{region}' with holidays of its own. There are: {known}. Change the setting "
        "'holiday_region' of the centre."
    )


def checked_region(country: str, region: str) -> str:
    """Asked when it is set: a region that is none would stop the holidays of all centres. Raises UnknownRegion."""
    public_holidays(country, region, _ANY_YEAR, _ANY_YEAR)
    return region


@lru_cache(maxsize=256)
def public_holidays(country: str, region: str, first: int, last: int) -> dict[date, dict[str, str]]:
    """{day: {language: name}} of the years `first` to `last`; nothing for a country that the package does not know.

    country: ISO 3166-1 alpha-2. region: ISO 3166-2 without the country, '' for the whole country. Raises UnknownRegion.
    Islamic holidays of coming years are reckoned, and say so in their names: the moon is seen later.
    """
    import holidays  # takes a tenth of a second, and only init and updates ask

    subdivisions = holidays.list_supported_countries().get(country)
    if subdivisions is None:
        return {}
    if region and region not in subdivisions:
        raise UnknownRegion(country=country, region=region, known=sorted(subdivisions) or Term("none"))
    years = range(first, last + 1)
    spoken = holidays.list_localized_countries().get(country)
    found: dict[date, dict[str, str]] = {}
    for language, words in _in_our_languages(spoken):
        named = holidays.country_holidays(country, subdiv=region or None, years=years, language=words)
        for day, name in named.items():
            found.setdefault(day, {})[language] = name
    return dict(sorted(found.items()))


def _in_our_languages(spoken: Iterable[str] | None) -> list[tuple[str, str | None]]:
    if spoken is None:  # the package speaks only the country's own language, and does not say which
        return [("en", None)]
    there = list(spoken)
    chosen: list[tuple[str, str | None]] = []
    for language, wanted in _SPOKEN.items():
        fitting = [each for each in wanted if each in there] or [
            each for each in there if each.startswith(f"{language}_")
        ]
        if fitting:
            chosen.append((language, fitting[0]))
    return chosen or [("en", None)]
