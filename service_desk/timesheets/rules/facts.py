"""The facts that other rooms read about time, and the events this room records."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from service_desk.timesheets.rules.worth import ResourceKind


def hours_of(minutes: int) -> Decimal:
    """The quantity of a labour line, to four digits: shown, never multiplied with a price."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.0001"))


CLOCK: Final = "clock"
"""The topic of live news about whose clock runs; its key is the member of staff."""


@dataclass(frozen=True, slots=True)
class ResourceFacts:
    id: UUID
    centre_id: UUID
    staff_id: UUID | None
    code: str
    name: str
    kind: ResourceKind
    retired: bool
    version: int = 1
    left: bool = False  # the member of staff that it is was retired


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """A running clock. `subject_number` is the human number of what it runs on."""

    entry_id: UUID
    resource_id: UUID
    centre_id: UUID
    subject_kind: str
    subject_id: UUID
    activity: str
    started_at: datetime
    subject_number: str = ""


@dataclass(frozen=True, slots=True)
class TimeFacts:
    """Time worked, with rates per hour and amounts as they were on the day it began. `minutes` are the billed ones, and
    what money is reckoned from; `hours` is for the eye."""

    entry_id: UUID
    resource_id: UUID
    centre_id: UUID
    subject_kind: str
    subject_id: UUID
    activity: str
    worked_on: date
    started_at: datetime
    stopped_at: datetime
    minutes: int
    cost_rate: Decimal | None
    bill_rate: Decimal | None
    cost: Decimal | None
    bill: Decimal | None
    currency: str
    too_long: bool

    @property
    def hours(self) -> Decimal:
        return hours_of(self.minutes)


@dataclass(frozen=True)
class ResourceCreated:
    resource_id: UUID
    code: str
    kind: str


@dataclass(frozen=True)
class ResourceRetired:
    resource_id: UUID
    code: str


@dataclass(frozen=True)
class ResourceRevived:
    resource_id: UUID
    code: str


@dataclass(frozen=True)
class LabourRateSet:
    resource_id: UUID | None
    activity: str
    cost_rate: Decimal
    bill_rate: Decimal
    currency: str
    valid_from: date


@dataclass(frozen=True)
class ClockStarted:
    entry_id: UUID
    resource_id: UUID
    subject_kind: str
    subject_id: UUID
    activity: str
    started_at: datetime


@dataclass(frozen=True)
class TimeRecorded:
    entry_id: UUID
    resource_id: UUID
    subject_kind: str
    subject_id: UUID
    activity: str
    worked_on: date
    minutes: int
    cost: Decimal | None
    bill: Decimal | None
    currency: str
    too_long: bool


@dataclass(frozen=True)
class TimeVoided:
    entry_id: UUID
    resource_id: UUID
    subject_kind: str
    subject_id: UUID
