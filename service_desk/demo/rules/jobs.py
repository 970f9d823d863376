"""A whole main job as it is planned, what it leaves behind, and when each of its steps happens."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from service_desk.repairs.rules import Answer, RepairClosed
from service_desk.tickets.rules import Channel


class Stage(StrEnum):
    """How far a job goes, in order."""

    REPORTED = "reported"
    STARTED = "started"
    DIAGNOSED = "diagnosed"
    ESTIMATED = "estimated"
    ANSWERED = "answered"
    REPAIRED = "repaired"
    CHECKED = "checked"
    CLOSED = "closed"
    HANDED_OVER = "handed_over"


STAGES: Final = tuple(Stage)
# After the report; work on the bench begins when the technician is free, and what follows moves along with it.
_AFTER: Final = {
    Stage.REPORTED: timedelta(0),
    Stage.STARTED: timedelta(hours=1),
    Stage.DIAGNOSED: timedelta(hours=2),
    Stage.ESTIMATED: timedelta(hours=3),
    Stage.ANSWERED: timedelta(hours=22),
    Stage.REPAIRED: timedelta(hours=24),
    Stage.CHECKED: timedelta(hours=27),
    Stage.CLOSED: timedelta(hours=28),
    Stage.HANDED_OVER: timedelta(hours=50),
}
LONGEST_JOB: Final = _AFTER[Stage.HANDED_OVER]
ESTIMATES_HOLD: Final = timedelta(
    days=90
)  # longer than the demo's past, so that there is one to answer when it is opened
PLANNED_HOURS: Final = 2  # in every estimate; no job takes longer


def moment(stage: Stage, reported_at: datetime) -> datetime:
    return reported_at + _AFTER[stage]


@dataclass(frozen=True, slots=True)
class Fault:
    """In codes of the starter scheme: as reported, as found, and what was done."""

    symptom: str
    section: str
    defect: str
    repair: str
    condition: str = "C01"


@dataclass(frozen=True, slots=True)
class Spare:
    """A part the job uses; `back` of it turn out not to be needed."""

    sku: str
    tracking: str
    quantity: int = 1
    back: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """`answer`: what the customer says to an estimate, which is made only where they would pay; None: nobody asks."""

    centre: str
    serial: str
    words: str
    fault: Fault
    reported_at: datetime
    channel: Channel = Channel.PHONE
    spare: Spare | None = None
    minutes: int = 30
    journey: bool = False
    answer: Answer | None = None


@dataclass(slots=True)
class Played:
    """What was done, as the actions answered; expectations are derived from this and from nothing else."""

    reachable: bool
    ticket_id: UUID | None = None
    ticket_number: str = ""
    verdict: str = ""
    order_id: UUID | None = None
    order_number: str = ""
    estimates: list[UUID] = field(default_factory=list)
    refused: bool = False
    issued: list[UUID] = field(default_factory=list)
    returned: list[UUID] = field(default_factory=list)
    closed: RepairClosed | None = None
