"""Each unit on an order is in a state of its own; the order's state follows from those of its units."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from service_desk.repairs.rules.states import State


class ServiceType(StrEnum):
    """What is done with a unit. Advance exchange: the customer has the other unit before theirs arrives."""

    REPAIR = "repair"
    EXCHANGE = "exchange"
    ADVANCE_EXCHANGE = "advance_exchange"
    REFURBISH = "refurbish"
    LOANER_RETURN = "loaner_return"


class WaitReason(StrEnum):
    """For whom or what a unit waits."""

    PART = "part"
    CUSTOMER = "customer"
    MANUFACTURER = "manufacturer"
    PAYMENT = "payment"
    OTHER = "other"


# The first of these that any unit is in is the order's: what stops the whole order, then work, then waiting, then what is done.
LEADING: Final = (
    State.AWAITING_APPROVAL,
    State.REPAIRING,
    State.DIAGNOSING,
    State.ESTIMATING,
    State.WAITING_PART,
    State.RECEIVED,
    State.QUALITY_CHECK,
    State.CLOSED,
    State.HANDED_OVER,
    State.CANCELLED,
)


def follows(units: Iterable[State]) -> State:
    """The state of an order with units in these states; it has at least one.

    A unit that nobody has begun with, on an order that is begun, is still to be diagnosed: the order never goes back to received.
    """
    states = set(units)
    if len(states) > 1 and State.RECEIVED in states:
        states = (states - {State.RECEIVED}) | {State.DIAGNOSING}
    return next(state for state in LEADING if state in states)


def waits_for(to: State, before: WaitReason | None) -> WaitReason | None:
    """Why a unit waits once it has come into a state: for a part where the state says so, else no more."""
    return before or WaitReason.PART if to is State.WAITING_PART else None


@dataclass(frozen=True, slots=True)
class HandoverFacts:
    """A unit came from one technician to another; None: nobody. `reason` is personal."""

    repair_item_id: UUID
    from_id: UUID | None
    to_id: UUID | None
    reason: str
    given_at: datetime
    given_by: UUID


@dataclass(frozen=True)
class UnitMoved:
    """One unit of an order came into another state; the order's own move, where it follows, is told by itself."""

    order_id: UUID
    number: str
    repair_item_id: UUID
    item_id: UUID | None
    from_state: str
    to_state: str


@dataclass(frozen=True)
class UnitPlanned:
    """`fields`: what became another of type, wait reason, shelf and promised moment."""

    order_id: UUID
    number: str
    repair_item_id: UUID
    fields: tuple[str, ...]
    promised_at: datetime | None


@dataclass(frozen=True)
class TechnicianSet:
    """Who has the unit now, and who had it before; None: nobody."""

    order_id: UUID
    number: str
    repair_item_id: UUID
    from_id: UUID | None
    to_id: UUID | None
