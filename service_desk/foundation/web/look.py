"""How facts look on a page: codes, people, days, moments, money, badges, in the reader's language, calendar and digits."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_timedelta
from markupsafe import Markup
from persiantools.jdatetime import JalaliDate

from service_desk.foundation import clock
from service_desk.foundation.i18n import one_line, say
from service_desk.foundation.money import Money
from service_desk.foundation.reader import Digits, Reader
from service_desk.foundation.sentences import badge
from service_desk.foundation.web.html import code, markup
from service_desk.foundation.written import (
    digits,
    locale_of,
    written_amount,
    written_duration,
    written_number,
)

NEAR: Final = timedelta(days=7)  # what lies further away is told by its day
_PLAIN: Final = str.maketrans("۰۱۲۳۴۵۶۷۸۹٬٫", "0123456789,.")

# How a state looks: word, sign and tint, so that it is never told by colour alone.
LOOKS: Final[Mapping[str, tuple[str, str]]] = {
    "new": ("new", "new"),
    "open": ("open", "flag"),
    "waiting": ("waiting", "waiting"),
    "working": ("working", "wrench"),
    "done": ("done", "check"),
    "refused": ("refused", "cross"),
    "ended": ("ended", "stop"),
}


class Look:
    """The names that every template knows; one for each page that is drawn."""

    def __init__(self, reader: Reader, icons: str) -> None:
        self.reader = reader
        self.icons = icons

    def names(self) -> dict[str, Callable[..., Any]]:
        return {
            name: getattr(self, name)
            for name in ("icon", "code", "person", "number", "duration", "day", "moment", "clocked", "money", "badge", "words_of", "key", "initials")
        }  # fmt: skip

    def icon(self, name: str, label: str = "") -> Markup:
        """A sign beside a word; with a label it stands alone."""
        return _icon(self.icons, name, label)

    def code(self, text: object) -> Markup:
        """A serial, number, phone or address: left to right, Latin digits, in one piece."""
        return code(str(text)) if text not in (None, "") else Markup("")

    def person(self, name: str | None, address: str = "") -> Markup:
        if not name:
            return Markup("")
        shown = markup("<bdi>{}</bdi>", one_line(name))
        return markup('<a href="{}">{}</a>', address, shown) if address else shown

    def initials(self, name: str) -> str:
        """Of a person, for a small round mark."""
        parts = one_line(name).split()
        return "".join(part[0] for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts))[:2].upper()

    def number(self, value: int | Decimal) -> str:
        return self._digits(written_number(value, self.reader.language))

    def duration(self, minutes: int) -> str:
        """Time worked, in hours and minutes."""
        return self._digits(written_duration(minutes, self.reader.language))

    def key(self, keys: str) -> Markup:
        """A key, on the thing that it presses."""
        return markup('<kbd dir="ltr">{}</kbd>', keys)

    def day(self, value: date | None) -> Markup:
        if value is None:
            return Markup("")
        shown, other = self._day(value), format_date(value, "long", locale=locale_of(self.reader.language))
        return markup('<time datetime="{}" title="{}">{}</time>', value.isoformat(), other, shown)

    def clocked(self, value: datetime) -> Markup:
        """The hour and minute alone, where the day stands above."""
        local = value.astimezone(ZoneInfo(self.reader.zone))
        return markup('<time datetime="{}">{}</time>', value.isoformat(), self._digits(f"{local:%H:%M}"))

    def moment(self, value: datetime | None) -> Markup:
        """Relative while it is near, else by its day; the whole moment is in the title."""
        if value is None:
            return Markup("")
        local = value.astimezone(ZoneInfo(self.reader.zone))
        away = value - clock.now()
        whole = f"{self._day(local.date())}, {self._digits(f'{local:%H:%M}')}"
        shown = self._day(local.date())
        if abs(away) < NEAR:
            shown = self._digits(
                digits(format_timedelta(away, add_direction=True, locale=locale_of(self.reader.language)), self.reader.language)
            )  # fmt: skip
        return markup('<time datetime="{}" title="{}">{}</time>', value.isoformat(), whole, shown)

    def money(self, amount: Money | None, none: str = "") -> Markup:
        """No price is said, never shown as nought."""
        if amount is None:
            return markup('<span class="quiet">{}</span>', none)
        shown = self._digits(written_amount(amount.amount, amount.currency, self.reader.language))
        return markup('<bdi class="amount">{}</bdi>', shown)

    def badge(self, member: StrEnum, look: str) -> Markup:
        """The word of a state with its sign; `look`: one of LOOKS."""
        return _badge(type(member), member, look, self.reader.language, self.icons)

    def words_of(self, name: Mapping[str, str] | None) -> Markup:
        """A name that is kept in several languages."""
        return markup("<bdi>{}</bdi>", one_line(say(name, self.reader.language))) if name else Markup("")

    def _day(self, value: date) -> str:
        language = self.reader.language
        if self.reader.jalali and value.year > 621:
            there: Any = JalaliDate(value)  # type: ignore[no-untyped-call]  # the library has no types
            month = there.strftime("%B", locale="fa" if language == "fa" else "en")
            return self._digits(digits(f"{there.day} {month} {there.year}", language))
        return self._digits(digits(format_date(value, "medium", locale=locale_of(language)), language))

    def _digits(self, text: str) -> str:
        return (
            text.translate(_PLAIN) if self.reader.taste.digits is Digits.LATIN else digits(text, self.reader.language)
        )


@lru_cache(maxsize=2048)
def _icon(icons: str, name: str, label: str) -> Markup:
    told = markup('role="img" aria-label="{}"', label) if label else Markup('aria-hidden="true"')
    return markup('<svg class="icon i-{}" {}><use href="{}#{}"/></svg>', name, told, icons, name)


@lru_cache(maxsize=2048)
def _badge(_kind: type[StrEnum], member: StrEnum, look: str, language: str, icons: str) -> Markup:
    """Members of two enums may be equal as texts: their kind is part of what is kept."""
    tint, sign = LOOKS[look]
    return markup(
        '<span class="badge {}">{}<span>{}</span></span>', tint, _icon(icons, sign, ""), badge(member, language)
    )
