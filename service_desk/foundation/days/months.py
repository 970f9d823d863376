"""Months by their names, as files of many countries write them: whole, short, bent by grammar (Unicode CLDR), in three calendars."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from babel.dates import get_month_names
from hijridate import Hijri
from persiantools import jdatetime

from service_desk.foundation.days.calendars import CalendarSystem
from service_desk.foundation.search import fold

# Whose names can stand beside one another: listopad is October in Zagreb and November in Prague, so Croatian is not among them.
_LOCALES: Final = ("en", "de", "fr", "es", "it", "pt", "nl", "da", "sv", "nb", "pl", "cs", "tr", "ro", "id", "ru", "uk", "el", "ar", "ar_SY", "ar_DZ", "fa", "fa_AF")  # fmt: skip
_HIJRI_YEAR: Final = 1445  # of any year the months have the same names
# What people write beside what CLDR has.
_ALSO: Final[Mapping[CalendarSystem, Mapping[str, int]]] = {
    CalendarSystem.GREGORIAN: {"sept": 9, "mrz": 3, "ژانویه": 1, "فوریه": 2, "مه": 5, "می": 5, "اوت": 8},
    CalendarSystem.JALALI: {"امرداد": 5, "mordad": 5, "amordad": 5, "azar": 9, "dey": 10, "day": 10, "ordibehesht": 2},
    CalendarSystem.HIJRI: {"ربیع الاول": 3, "ربیع الثانی": 4, "جمادی الاول": 5, "جمادی الثانی": 6, "ذوالقعده": 11, "ذوالحجه": 12, "ramadan": 9},
}  # fmt: skip


def month_of(name: str, calendar: CalendarSystem) -> int:
    """1 to 12. Raises ValueError where it is the name of none."""
    try:
        return _names(calendar)[_plain(name)]
    except KeyError:
        raise ValueError(name) from None


@cache
def _names(calendar: CalendarSystem) -> Mapping[str, int]:
    """Folded names; one that means two months in different languages means none."""
    found: dict[str, set[int]] = {}
    for name, month in [*_known(calendar), *_ALSO[calendar].items()]:
        found.setdefault(_plain(name), set()).add(month)
    return {name: min(months) for name, months in found.items() if len(months) == 1 and not name.isdigit()}


def _known(calendar: CalendarSystem) -> Iterable[tuple[str, int]]:
    if calendar is CalendarSystem.GREGORIAN:
        for locale in _LOCALES:
            for width in ("wide", "abbreviated"):
                for context in ("format", "stand-alone"):
                    yield from ((name, month) for month, name in get_month_names(width, context, locale).items())
        return
    for month in range(1, 13):
        if calendar is CalendarSystem.JALALI:
            names: Any = jdatetime
            for kept in (
                names.MONTH_NAMES_FA,
                names.MONTH_NAMES_EN,
                names.MONTH_NAMES_ABBR_FA,
                names.MONTH_NAMES_ABBR_EN,
            ):
                yield kept[month], month
        else:
            day = Hijri(_HIJRI_YEAR, month, 1)
            yield from ((day.month_name(language), month) for language in ("en", "ar"))


def _plain(name: str) -> str:
    """Without accents, points, half-spaces and the hamza's seat: as names are typed."""
    return " ".join(fold(name).replace("\u200c", " ").replace(".", " ").replace("'", "").replace("-", " ").split())
