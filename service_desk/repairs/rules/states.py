"""The states of a repair order and its allowed moves, its kinds of lines, and how a repair ended."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from service_desk.centres.rules import KnownSetting, declare
from service_desk.faults.rules import Outcome

SUBJECT = "repair"  # subject_kind of events, stock moves and time entries of an order
ITEM_SUBJECT = "repair_item"  # subject_kind of the decisions: each unit on an order is judged on its own

CHECK_NEEDED = declare(
    KnownSetting(
        "check_before_closing",
        bool,
        False,
        "An order closes only after its quality check has been passed.",
        room="repairs",
    )
)


SHIPS_BACK = declare(
    KnownSetting(
        "ships_back",
        bool,
        True,
        "Customers may ask on their page to have a finished unit sent to them.",
        room="repairs",
    )
)


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


_BENCH = frozenset({State.DIAGNOSING, State.ESTIMATING, State.REPAIRING, State.WAITING_PART})
_SENT, _CHECK, _GONE = State.AWAITING_APPROVAL, State.QUALITY_CHECK, State.CANCELLED
# From each state, where an order may go. `closed -> repairing` is the reopening, which needs a right of its own.
MOVES: Mapping[State, frozenset[State]] = {
    State.RECEIVED: _BENCH | {_SENT, _GONE},
    State.DIAGNOSING: (_BENCH - {State.DIAGNOSING}) | {_SENT, _CHECK, State.CLOSED, _GONE},
    State.ESTIMATING: (_BENCH - {State.ESTIMATING}) | {_SENT, _GONE},
    State.AWAITING_APPROVAL: frozenset({State.DIAGNOSING, State.REPAIRING, _GONE}),
    State.REPAIRING: (_BENCH - {State.REPAIRING}) | {_SENT, _CHECK, State.CLOSED, _GONE},
    State.WAITING_PART: (_BENCH - {State.WAITING_PART}) | {_SENT, _GONE},
    State.QUALITY_CHECK: frozenset({State.DIAGNOSING, State.REPAIRING, State.CLOSED}),
    State.CLOSED: frozenset({State.HANDED_OVER, State.REPAIRING}),
    State.HANDED_OVER: frozenset(),
    State.CANCELLED: frozenset(),
}
ENDED = frozenset({State.CLOSED, State.HANDED_OVER, State.CANCELLED})
# While the customer has not answered the estimate, nothing may be added to what they are asked to accept.
CHANGEABLE = frozenset(State) - ENDED - {State.AWAITING_APPROVAL}
# Moves a person may simply ask for; the others are the outcome of an act of their own (estimate, closure, ...).
BY_HAND = _BENCH | {State.QUALITY_CHECK}


def sources(target: State) -> frozenset[State]:
    """The states from which an order may move to `target`."""
    return frozenset(state for state, targets in MOVES.items() if target in targets)


def by_hand(state: State) -> frozenset[State]:
    """Where a person may simply move an order that is in `state`."""
    return MOVES[state] & BY_HAND if state in CHANGEABLE else frozenset()


class LineKind(StrEnum):
    PART = "part"
    LABOUR = "labour"
    TRAVEL = "travel"
    EXPENSE = "expense"


class Keeps(StrEnum):
    """Who has the old unit after an exchange."""

    CUSTOMER = "customer"
    COMPANY = "company"


class EstimateState(StrEnum):
    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"  # a later one was sent before this one was answered


class Answer(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"


class ReturnBy(StrEnum):
    """How the customer wants their unit back."""

    PICK_UP = "pick_up"
    SHIP = "ship"


def overall(outcomes: Iterable[Outcome]) -> Outcome:
    """One word for an order with several items: the best that happened to any of them."""
    return min(outcomes, key=list(Outcome).index, default=Outcome.NOT_REPAIRED)
