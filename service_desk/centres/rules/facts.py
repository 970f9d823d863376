"""The facts other rooms read about the company and its centres, and the events this room records."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    id: UUID
    code: str
    name: dict[str, str]
    book_currency: str
    default_language: str
    late_posting: str
    country: str = ""
    languages: tuple[str, ...] = ()
    version: int = 1


@dataclass(frozen=True, slots=True)
class CentreFacts:
    """`zone` is an IANA name; `weekend` holds ISO weekdays, Monday 1."""

    id: UUID
    code: str
    name: dict[str, str]
    zone: str
    country: str
    language: str
    currency: str
    weekend: tuple[int, ...]
    retired: bool
    version: int = 1


class PeriodState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """An accounting period, both ends included."""

    id: UUID
    starts_on: date
    ends_on: date
    state: PeriodState
    version: int = 1


@dataclass(frozen=True, slots=True)
class HolidayFacts:
    """A day on which a centre is closed; `name` by language."""

    on_date: date
    name: Mapping[str, str]


@dataclass(frozen=True)
class CompanyCreated:
    company_id: UUID
    code: str
    book_currency: str


@dataclass(frozen=True)
class CompanyChanged:
    """`fields`: what became another."""

    company_id: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True)
class CentreChanged:
    """`fields`: what became another."""

    centre_id: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True)
class CentreRetired:
    centre_id: UUID


@dataclass(frozen=True)
class CentreRevived:
    centre_id: UUID


@dataclass(frozen=True)
class CentreCreated:
    centre_id: UUID
    code: str
    zone: str
    currency: str


@dataclass(frozen=True)
class HolidayAdded:
    centre_id: UUID
    on_date: date


@dataclass(frozen=True)
class HolidaysChanged:
    """Public holidays of the centre's country were put in or taken out together."""

    centre_id: UUID
    put: int
    removed: int


@dataclass(frozen=True)
class HolidayRemoved:
    centre_id: UUID
    on_date: date


@dataclass(frozen=True)
class HoursSet:
    """The working hours of a centre were written anew."""

    centre_id: UUID


@dataclass(frozen=True)
class AccountingPeriodOpened:
    period_id: UUID
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class AccountingPeriodClosed:
    period_id: UUID
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class RateSet:
    currency: str
    per_currency: str
    rate: Decimal
    valid_from: date


@dataclass(frozen=True)
class SettingChanged:
    name: str
    value: str
    valid_from: date
