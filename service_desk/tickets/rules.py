"""Tickets: their states and moves, the facts they record, and what is odd about a report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from service_desk.foundation.errors import Invalid

SUBJECT = "ticket"
# A report may be typed by a clock that runs a little ahead of ours; more than this is a mistake.
CLOCK_SKEW = timedelta(minutes=5)
# Nothing that a customer reports today broke before this; an earlier year is a typing error (1403 is Jalali).
EARLIEST = date(1970, 1, 1)
MAX_SERIAL = 90  # the longest data a GS1 carrier gives one element string
MAX_WORDS = 20_000


class State(StrEnum):
    NEW = "new"
    OPEN = "open"
    WAITING_CUSTOMER = "waiting_customer"
    IN_REPAIR = "in_repair"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"


# From each state, where a ticket may go. A closed ticket is history: a new report is a new ticket.
MOVES: Mapping[State, frozenset[State]] = {
    State.NEW: frozenset(
        {
            State.OPEN,
            State.WAITING_CUSTOMER,
            State.IN_REPAIR,
            State.RESOLVED,
            State.CANCELLED,
        }
    ),
    State.OPEN: frozenset(
        {State.WAITING_CUSTOMER, State.IN_REPAIR, State.RESOLVED, State.CANCELLED}
    ),
    State.WAITING_CUSTOMER: frozenset(
        {State.OPEN, State.IN_REPAIR, State.RESOLVED, State.CANCELLED}
    ),
    State.IN_REPAIR: frozenset({State.OPEN, State.WAITING_CUSTOMER, State.RESOLVED}),
    State.RESOLVED: frozenset({State.OPEN, State.IN_REPAIR, State.CLOSED}),
    State.CLOSED: frozenset(),
    State.CANCELLED: frozenset(),
}
OPEN_STATES = frozenset(State) - {State.RESOLVED, State.CLOSED, State.CANCELLED}


def sources(target: State) -> frozenset[State]:
    """The states from which a ticket may move to `target`."""
    return frozenset(state for state, targets in MOVES.items() if target in targets)


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
    SYSTEM = "system"


@dataclass(frozen=True)
class TicketOpened:
    """A ticket was opened and judged; `verdict` and `reason` are those of its one virtual line."""

    ticket_id: UUID
    number: str
    item_id: UUID | None
    party_id: UUID | None
    reported_on: date
    verdict: str
    reason: str


@dataclass(frozen=True)
class TicketMoved:
    ticket_id: UUID
    number: str
    from_state: str
    to_state: str


@dataclass(frozen=True)
class TicketChanged:
    """Fields were corrected; the words themselves are personal and stay out of the log."""

    ticket_id: UUID
    number: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class TicketAssigned:
    ticket_id: UUID
    number: str
    assignee_id: UUID | None


@dataclass(frozen=True)
class NoteAdded:
    ticket_id: UUID
    number: str
    entry_id: UUID
    kind: str


@dataclass(frozen=True)
class Warned:
    """Something the agent should know; it never stops the ticket. `action` names what the desk offers to do."""

    code: str
    message: str
    action: str | None = None


class ReportedInFuture(Invalid):
    code = "reported_in_future"
    message = "The report is dated {reported_at}, which has not come yet: check the date and the time zone."


class ReportedTooEarly(Invalid):
    code = "reported_too_early"
    message = "The report is dated {reported_at}, before {earliest}: check the year (Jalali and Hijri must be converted)."


def check_reported_at(reported_at: datetime, now: datetime) -> datetime:
    """The (aware) instant of the report, if it can be one. Raises ReportedInFuture or ReportedTooEarly."""
    if reported_at > now + CLOCK_SKEW:
        raise ReportedInFuture(reported_at=reported_at.isoformat(), field="reported_at")
    if reported_at.date() < EARLIEST:
        raise ReportedTooEarly(
            reported_at=reported_at.isoformat(), earliest=EARLIEST, field="reported_at"
        )
    return reported_at
