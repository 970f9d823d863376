"""What happened in the made-up company during the last weeks: work in every state there is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from service_desk.demo.data import Complaint, complaints, parts_for
from service_desk.demo.rules.jobs import STAGES, Fault, Job, Spare, Stage
from service_desk.demo.rules.places import BY_CODE
from service_desk.repairs.rules import Answer
from service_desk.repairs.rules import State as OrderState
from service_desk.tickets.rules import Channel
from service_desk.tickets.rules import State as TicketState

WEEKS: Final = 8
ITEMS: Final = 2000
_FINISHED: Final = frozenset({Stage.CLOSED, Stage.HANDED_OVER})
_CONDITIONS: Final = ("C01", "C02", "C03", "C04", "C06", "C10", "C99")
# What else happens to an order or a ticket after its last step: state -> how many, and how far its job goes.
TICKETS: Final[Mapping[TicketState, int]] = {
    TicketState.NEW: 5,
    TicketState.OPEN: 3,
    TicketState.WAITING_CUSTOMER: 3,
    TicketState.RESOLVED: 2,
    TicketState.CLOSED: 2,
    TicketState.CANCELLED: 1,
}
ORDERS: Final[Mapping[OrderState, tuple[int, Stage]]] = {
    OrderState.RECEIVED: (3, Stage.STARTED),
    OrderState.DIAGNOSING: (3, Stage.DIAGNOSED),
    OrderState.AWAITING_APPROVAL: (3, Stage.ESTIMATED),
    OrderState.REPAIRING: (3, Stage.REPAIRED),
    OrderState.WAITING_PART: (2, Stage.REPAIRED),
    OrderState.QUALITY_CHECK: (2, Stage.CHECKED),
    OrderState.CLOSED: (4, Stage.CLOSED),
    OrderState.HANDED_OVER: (16, Stage.HANDED_OVER),
    OrderState.CANCELLED: (1, Stage.STARTED),
}
# The way of a ticket that needed no repair.
WAYS: Final[Mapping[TicketState, tuple[TicketState, ...]]] = {
    TicketState.NEW: (),
    TicketState.OPEN: (TicketState.OPEN,),
    TicketState.WAITING_CUSTOMER: (TicketState.OPEN, TicketState.WAITING_CUSTOMER),
    TicketState.RESOLVED: (TicketState.OPEN, TicketState.RESOLVED),
    TicketState.CLOSED: (TicketState.RESOLVED, TicketState.CLOSED),
    TicketState.CANCELLED: (TicketState.CANCELLED,),
}


@dataclass(frozen=True, slots=True)
class Owned:
    """A sold unit that may break: whose it is, and where it would be brought."""

    serial: str
    product_class: str
    owner_id: UUID
    reachable: bool
    language: str
    centre: str
    in_cover: bool


@dataclass(frozen=True, slots=True)
class Episode:
    """One ticket of the past weeks. `ends`: the state it is in today."""

    unit: Owned
    job: Job
    until: Stage
    ends: TicketState | OrderState


def sold_on(rng: Random, today: date) -> date:
    """Within the last forty months, so that some are out of cover."""
    return today - timedelta(days=rng.randint(10, 1200))


def episodes(rng: Random, units: Sequence[Owned], now: datetime) -> list[Episode]:
    """Oldest first: what is finished lies further back than what is still open."""
    plan: list[tuple[TicketState | OrderState, Stage]] = []
    for order, (count, stage) in ORDERS.items():
        plan += [(order, stage)] * count
    for ticket, count in TICKETS.items():
        plan += [(ticket, Stage.REPORTED)] * count
    rng.shuffle(plan)
    plan.sort(key=lambda one: (one[1] not in _FINISHED, STAGES.index(one[1]) <= STAGES.index(Stage.ESTIMATED)))
    left = list(units)
    days = WEEKS * 7 / len(plan)
    told = [
        _episode(rng, left, ends, stage, now - timedelta(days=WEEKS * 7 + 1 - at * days))
        for at, (ends, stage) in enumerate(plan)
    ]
    return sorted(told, key=lambda one: one.job.reported_at)


def _episode(rng: Random, left: list[Owned], ends: TicketState | OrderState, until: Stage, about: datetime) -> Episode:
    asked = ends is OrderState.AWAITING_APPROVAL
    unit = next(unit for unit in left if unit.in_cover != (asked or rng.random() < 0.35))
    left.remove(unit)
    complaint = _complaint(rng, unit.product_class)
    at = datetime.combine(
        about.date(), time(rng.randint(8, 13), rng.randint(0, 59)), ZoneInfo(BY_CODE[unit.centre].zone)
    )
    job = Job(
        centre=unit.centre,
        serial=unit.serial,
        words=complaint.words[unit.language],
        fault=Fault(
            complaint.symptom, complaint.section, _defect(rng, complaint), complaint.repair, rng.choice(_CONDITIONS)
        ),
        reported_at=at.astimezone(UTC),
        channel=rng.choice((Channel.PHONE, Channel.COUNTER, Channel.EMAIL, Channel.WEB)),
        spare=_spare(rng, unit.product_class) if complaint.repair == "R01" else None,
        minutes=rng.randint(15, 100),
        journey=rng.random() < 0.15,
        answer=Answer.ACCEPTED if asked or rng.random() < 0.7 else None,
    )
    return Episode(unit, job, until, ends)


def _complaint(rng: Random, product_class: str) -> Complaint:
    """One that suits: nobody's telephone leaks water."""
    group = {"mobile": "1356", "computer": "12356", "tool": "1247", "climate": "1248", "white": "12678"}
    suited = [one for one in complaints() if one.symptom[1] in group.get(product_class, "12467")]
    return rng.choice(suited)


def _defect(rng: Random, complaint: Complaint) -> str:
    return rng.choice(("D21", "D22", "D24")) if rng.random() < 0.1 else complaint.defect


def _spare(rng: Random, product_class: str) -> Spare:
    part = rng.choice(parts_for(product_class))
    return Spare(part.sku, part.tracking)
