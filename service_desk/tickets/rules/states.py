"""The states of a ticket, its allowed moves, and the words its fields may hold."""

from collections.abc import Mapping
from enum import StrEnum

SUBJECT = "ticket"


class State(StrEnum):
    NEW = "new"
    OPEN = "open"
    WAITING_CUSTOMER = "waiting_customer"
    IN_REPAIR = "in_repair"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"


# From each state, where a ticket may go. What was ended is opened again with a reason only; a new report is a new ticket.
MOVES: Mapping[State, frozenset[State]] = {
    State.NEW: frozenset({State.OPEN, State.WAITING_CUSTOMER, State.IN_REPAIR, State.RESOLVED, State.CANCELLED}),
    State.OPEN: frozenset({State.WAITING_CUSTOMER, State.IN_REPAIR, State.RESOLVED, State.CANCELLED}),
    State.WAITING_CUSTOMER: frozenset({State.OPEN, State.IN_REPAIR, State.RESOLVED, State.CANCELLED}),
    State.IN_REPAIR: frozenset({State.OPEN, State.WAITING_CUSTOMER, State.RESOLVED}),
    State.RESOLVED: frozenset({State.OPEN, State.IN_REPAIR, State.CLOSED}),
    State.CLOSED: frozenset({State.OPEN}),
    State.CANCELLED: frozenset({State.OPEN}),
}
OPEN_STATES = (State.NEW, State.OPEN, State.WAITING_CUSTOMER, State.IN_REPAIR)
ENDED = frozenset({State.CLOSED, State.CANCELLED})
REOPENED = frozenset({State.RESOLVED, *ENDED})  # out of these only with a reason


def sources(target: State) -> frozenset[State]:
    """The states from which a ticket may move to `target`."""
    return frozenset(state for state, targets in MOVES.items() if target in targets)


def way_back(was: State, to: State) -> State | None:
    """Where a move is taken back to: the state before, `open` where no move leads back to that; None where none does."""
    before = was if was in MOVES[to] else State.OPEN
    return before if before in MOVES[to] else None


class Channel(StrEnum):
    PHONE = "phone"
    COUNTER = "counter"
    EMAIL = "email"
    WEB = "web"
    PORTAL = "portal"
    CHAT = "chat"
    SMS = "sms"
    FIELD = "field"
    DEALER = "dealer"
    IMPORT = "import"


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    SAFETY = "safety"  # a symptom with the flag `safety`: someone could be hurt


class EntryKind(StrEnum):
    NOTE = "note"
    REPLY = "reply"
    CUSTOMER = "customer"  # written by the customer, through their link
    SYSTEM = "system"
