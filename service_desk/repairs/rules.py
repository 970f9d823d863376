"""Repair orders: states and moves, what may be done in which, totals, and how a repair ended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

SUBJECT = "repair"  # subject_kind of events, stock moves and time entries of an order


class State(StrEnum):
    RECEIVED = "received"
    DIAGNOSING = "diagnosing"
    ESTIMATING = "estimating"
    AWAITING_APPROVAL = "awaiting_approval"
    REPAIRING = "repairing"
    WAITING_PART = "waiting_part"
    QUALITY_CHECK = "quality_check"
    CLOSED = "closed"
    HANDED_OVER = "handed_over"
    CANCELLED = "cancelled"


_BENCH = frozenset(
    {State.DIAGNOSING, State.ESTIMATING, State.REPAIRING, State.WAITING_PART}
)
# From each state, where an order may go. `closed -> repairing` is the reopening, which needs a right of its own.
MOVES: Mapping[State, frozenset[State]] = {
    State.RECEIVED: _BENCH | {State.CANCELLED},
    State.DIAGNOSING: (_BENCH - {State.DIAGNOSING})
    | {State.QUALITY_CHECK, State.CLOSED, State.CANCELLED},
    State.ESTIMATING: (_BENCH - {State.ESTIMATING})
    | {State.AWAITING_APPROVAL, State.CANCELLED},
    State.AWAITING_APPROVAL: frozenset(
        {State.DIAGNOSING, State.ESTIMATING, State.REPAIRING, State.CANCELLED}
    ),
    State.REPAIRING: (_BENCH - {State.REPAIRING})
    | {State.QUALITY_CHECK, State.CLOSED, State.CANCELLED},
    State.WAITING_PART: (_BENCH - {State.WAITING_PART}) | {State.CANCELLED},
    State.QUALITY_CHECK: frozenset({State.DIAGNOSING, State.REPAIRING, State.CLOSED}),
    State.CLOSED: frozenset({State.HANDED_OVER, State.REPAIRING}),
    State.HANDED_OVER: frozenset(),
    State.CANCELLED: frozenset(),
}
# While the customer has not answered the estimate, nothing may be added to what they are asked to accept.
CHANGEABLE = frozenset(State) - {
    State.AWAITING_APPROVAL,
    State.CLOSED,
    State.HANDED_OVER,
    State.CANCELLED,
}
ENDED = frozenset({State.CLOSED, State.HANDED_OVER, State.CANCELLED})
# Moves a person may simply ask for; the others are the outcome of an act of their own (estimate, closure, ...).
BY_HAND = _BENCH | {State.QUALITY_CHECK}


def sources(target: State) -> frozenset[State]:
    """The states from which an order may move to `target`."""
    return frozenset(state for state, targets in MOVES.items() if target in targets)


class LineKind(StrEnum):
    PART = "part"
    LABOUR = "labour"
    TRAVEL = "travel"
    EXPENSE = "expense"


class EstimateState(StrEnum):
    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    EXPIRED = "expired"
    REPLACED = "replaced"  # a newer estimate of the same order took its place


class Outcome(StrEnum):
    REPAIRED = "repaired"
    EXCHANGED = "exchanged"
    NO_FAULT = "no_fault"
    DECLINED = "declined"
    NOT_REPAIRED = "not_repaired"


# Repair codes of the starter scheme that are no attempt at a repair and still say how it ended (domain.md 9).
_ENDINGS: Mapping[str, Outcome] = {
    "R09": Outcome.EXCHANGED,
    "R11": Outcome.NO_FAULT,
    "R12": Outcome.NO_FAULT,
    "R13": Outcome.DECLINED,
}


def outcome(repair_code: str, flags: Iterable[str]) -> Outcome:
    """How the work on one item ended. The flag `attempt` (a † code) is what later makes a repeat repair (RPT-1)."""
    if "attempt" in flags:
        return Outcome.REPAIRED
    return _ENDINGS.get(repair_code, Outcome.NOT_REPAIRED)


@dataclass(frozen=True)
class Share:
    """What one payer bears of a line: `percent` of it, which is `amount` in the order's currency (DATE-9)."""

    payer: str
    percent: Decimal
    amount: Decimal


@dataclass(frozen=True)
class ClosedLine:
    """One order line as it was closed. A reversing line has negative quantity, amount, cost and shares.

    `amount` is the price (net of tax) in the order's currency and equals the sum of the shares; `cost` is what it
    cost us, in `cost_currency`, for the whole line.
    """

    line_id: UUID
    seq: int
    kind: str
    item_id: UUID | None
    product_id: UUID | None
    quantity: Decimal
    uom: str
    unit_price: Decimal
    amount: Decimal
    cost: Decimal
    cost_currency: str
    verdict: str
    reason: str
    payer: str
    shares: tuple[Share, ...]
    move_id: UUID | None
    time_entry_id: UUID | None
    reverses_id: UUID | None


@dataclass(frozen=True)
class RepairStarted:
    order_id: UUID
    number: str
    ticket_id: UUID | None
    party_id: UUID | None
    item_ids: tuple[UUID, ...]
    reported_on: date


@dataclass(frozen=True)
class RepairMoved:
    order_id: UUID
    number: str
    from_state: str
    to_state: str


@dataclass(frozen=True)
class Diagnosed:
    order_id: UUID
    number: str
    item_id: UUID | None
    symptom: str | None
    section: str | None
    defect: str | None
    repair: str | None


@dataclass(frozen=True)
class PartUsed:
    """A part left the stock for this order; `move_id` is its stock move, `old_serial` what was taken out."""

    order_id: UUID
    number: str
    line_id: UUID
    move_id: UUID
    product_id: UUID
    quantity: Decimal
    lot: str
    serial: str
    old_serial: str


@dataclass(frozen=True)
class PartTakenBack:
    order_id: UUID
    number: str
    line_id: UUID
    move_id: UUID
    product_id: UUID
    quantity: Decimal


@dataclass(frozen=True)
class LineAdded:
    """A labour, travel or expense line was written."""

    order_id: UUID
    number: str
    line_id: UUID
    kind: str
    quantity: Decimal
    amount: Decimal
    currency: str
    time_entry_id: UUID | None


@dataclass(frozen=True)
class LineVoided:
    order_id: UUID
    number: str
    line_id: UUID
    kind: str


@dataclass(frozen=True)
class CoverOverridden:
    """A holder of the right put cover back on; the note stays with the order."""

    order_id: UUID
    number: str
    repair_item_id: UUID
    item_id: UUID | None


@dataclass(frozen=True)
class EstimateSent:
    """`total` is the whole price, `customer_total` what the customer is asked to accept; both net of tax."""

    estimate_id: UUID
    number: str
    order_id: UUID
    order_number: str
    party_id: UUID | None
    currency: str
    total: Decimal
    customer_total: Decimal
    valid_until: date


@dataclass(frozen=True)
class EstimateAnswered:
    estimate_id: UUID
    number: str
    order_id: UUID
    order_number: str
    answer: str


@dataclass(frozen=True)
class QualityChecked:
    order_id: UUID
    number: str
    passed: bool


@dataclass(frozen=True)
class RepairClosed:
    """The work is done and priced. `lines` are only those of this closing: a reopened order closes again with
    `closing` 2 and the lines (reversing ones among them) written since, so that nothing is billed or posted twice.
    """

    order_id: UUID
    number: str
    closing: int
    ticket_id: UUID | None
    party_id: UUID | None
    item_ids: tuple[UUID, ...]
    currency: str
    reported_on: date
    closed_on: date
    outcome: str
    total: Decimal
    lines: tuple[ClosedLine, ...]


@dataclass(frozen=True)
class RepairHandedOver:
    order_id: UUID
    number: str
    party_id: UUID | None
    item_ids: tuple[UUID, ...]
    handed_over_on: date
    outcome: str


@dataclass(frozen=True)
class RepairCancelled:
    order_id: UUID
    number: str
    ticket_id: UUID | None
    party_id: UUID | None
    item_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class RepairReopened:
    order_id: UUID
    number: str
    closing: int


def part_of(lines: Iterable[ClosedLine], payer: str) -> Decimal:
    """What one payer bears of these lines."""
    return sum(
        (
            share.amount
            for line in lines
            for share in line.shares
            if share.payer == payer
        ),
        Decimal(0),
    )


def total(lines: Iterable[ClosedLine]) -> Decimal:
    return sum((line.amount for line in lines), Decimal(0))
