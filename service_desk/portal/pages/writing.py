"""How a page writes days, moments and sums: in the reader's language, a moment by the clock of the centre."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date
from markupsafe import Markup, escape

from service_desk.foundation.written import (
    digits,
    locale_of,
    written_amount,
    written_day,
    written_duration,
    written_number,
)
from service_desk.repairs.rules import line_minutes, line_words


@dataclass(frozen=True, slots=True)
class Pen:
    language: str
    zone: str

    def day(self, day: date) -> Markup:
        """The long form, Jalali in Persian with the Gregorian day in the title."""
        return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), written_day(day, self.language))

    def weekday(self, day: date) -> str:
        name = format_date(day, "EEEE", locale=locale_of(self.language))
        return f"{name[:1].upper()}{name[1:]}"

    def moment(self, moment: datetime) -> Markup:
        local = moment.astimezone(ZoneInfo(self.zone))
        time = digits(f"{local:%H:%M}", self.language)
        return Markup('<time datetime="{}">{} · {}</time>').format(
            moment.isoformat(), written_day(local.date(), self.language), time
        )

    def hours(self, shifts: tuple[tuple[int, int], ...]) -> Markup:
        spans = [f"{o // 60:02}:{o % 60:02}–{c // 60:02}:{c % 60:02}" for o, c in shifts]
        return Markup('<bdi dir="ltr">{}</bdi>').format(digits(", ".join(spans), self.language))

    def until(self, minute: int) -> Markup:
        return Markup('<bdi dir="ltr">{}</bdi>').format(digits(f"{minute // 60:02}:{minute % 60:02}", self.language))

    def money(self, amount: Decimal, currency: str) -> Markup:
        return Markup("<bdi>{}</bdi>").format(escape(written_amount(Decimal(amount), currency, self.language)))

    def line(self, kind: str, text: str) -> str:
        """What a line of an estimate is called."""
        return line_words(kind, text, self.language)

    def much(self, kind: str, quantity: str, uom: str) -> str:
        """How much of it: time in hours and minutes, the rest as a number; empty of a single thing."""
        minutes = line_minutes(kind, None, Decimal(quantity), uom)
        if minutes is not None:
            return written_duration(minutes, self.language)
        return "" if Decimal(quantity) == 1 else f"× {self.number(quantity)}"

    def number(self, value: Decimal | int | str) -> str:
        return written_number(Decimal(value), self.language)

    def costs(self, amount: Decimal | str) -> bool:
        return Decimal(amount) != 0
