"""The kinds of products, dates, evidence and notices, and which days may be entered."""

from datetime import date
from enum import StrEnum

from service_desk.foundation.errors import Invalid
from service_desk.foundation.written import Either


class ProductKind(StrEnum):
    MODEL = "model"
    PART = "part"
    SERVICE = "service"


class Tracking(StrEnum):
    NONE = "none"
    BATCH = "batch"
    SERIAL = "serial"


class Basis(StrEnum):
    """What a date of a unit tells; the candidates for the start of its warranty (domain page, section 2)."""

    MANUFACTURE = "manufacture"
    SHIP = "ship"
    DELIVER = "deliver"
    INVOICE = "invoice"
    PURCHASE = "purchase"
    INSTALL = "install"
    ACTIVATE = "activate"
    REGISTER = "register"
    FIRST_USE = "first_use"


class EvidenceKind(StrEnum):
    NONE = "none"
    RECEIPT = "receipt"
    INVOICE = "invoice"
    DELIVERY_NOTE = "delivery_note"
    CARD = "card"
    MAKER = "maker"
    FILE = "file"
    STATEMENT = "statement"


class NoticeKind(StrEnum):
    OPEN_ORDER = "open_order"
    CAMPAIGN = "campaign"
    BLOCKED = "blocked"


class NotAKind(Invalid):
    code = "not_a_kind"
    message = "'{value}' is not known here. Use one of {choices}."


class FutureDate(Invalid):
    code = "future_date"
    message = "The {basis} date {day} lies in the future. Enter the day it happened, at the latest {today}."


class FutureDay(Invalid):
    code = "future_day"
    message = "{day} lies in the future. Enter the day it happened, at the latest {today}."


class ImpossibleDay(Invalid):
    code = "impossible_day"
    message = "The {basis} date {day} cannot be right: nothing sold before {earliest} is served here. Check the year."


EARLIEST = date(1900, 1, 1)


def checked_day(basis: Basis, day: date, today: date) -> date:
    """A date in the future is refused when it is entered, not when it is judged (START-2)."""
    if day > today:
        raise FutureDate(basis=basis, day=day, today=today, field="on_date")
    if day < EARLIEST:
        raise ImpossibleDay(basis=basis, day=day, earliest=EARLIEST, field="on_date")
    return day


def checked_since(day: date, today: date) -> date:
    """The day from which an owner has a unit, or a part sits in it."""
    if not EARLIEST <= day <= today:
        raise FutureDay(day=day, today=today, field="since")
    return day


def _one_of(kinds: type[StrEnum], value: str, field: str) -> str:
    if value not in tuple(kinds):
        raise NotAKind(value=value[:30], choices=Either(kind.value for kind in kinds), field=field)
    return value


def checked_kind(value: str) -> str:
    return _one_of(ProductKind, value, "kind")


def checked_tracking(value: str) -> str:
    return _one_of(Tracking, value, "tracking")


def checked_basis(value: str) -> Basis:
    return Basis(_one_of(Basis, value, "basis"))


def checked_evidence(value: str) -> str:
    return _one_of(EvidenceKind, value, "evidence_kind")
