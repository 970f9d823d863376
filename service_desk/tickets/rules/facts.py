"""What a ticket records, and what others read of it: ids and facts; the customer's words stay in the row."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from service_desk.tickets.rules.states import Channel, EntryKind, Priority, State
from service_desk.warranty.rules.vocabulary import Verdict


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
    """Fields were corrected; only their names are told."""

    ticket_id: UUID
    number: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class TicketJudged:
    """Facts of the unit changed, and the verdict with them."""

    ticket_id: UUID
    number: str
    verdict: str
    reason: str


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
class CustomerWrote:
    """The customer wrote or sent pictures through their link; the ticket waits to be read."""

    ticket_id: UUID
    number: str
    entry_id: UUID
    files: int


@dataclass(frozen=True)
class TicketRead:
    """Somebody of the staff has read what the customer wrote."""

    ticket_id: UUID
    number: str


@dataclass(frozen=True)
class ReplyWithdrawn:
    """A reply was taken back before it was sent; it was never said."""

    ticket_id: UUID
    number: str
    entry_id: UUID


@dataclass(frozen=True)
class FileAttached:
    ticket_id: UUID
    number: str
    file_id: UUID


@dataclass(frozen=True)
class TicketsLoaded:
    """A batch of another system's closed tickets came in; one event for all of them."""

    batch_id: UUID
    added: int
    already_there: int


@dataclass(frozen=True)
class TicketsUnloaded:
    """Loaded tickets that nobody had used are gone again."""

    batch_id: UUID
    removed: int


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """A ticket as other rooms and the doors read it. `words` and the names are personal. `unread_at`: since when something that
    the customer wrote waits to be read. `answered_at`: when the staff first answered. `due_left`: the working minutes that are left
    while the customer is waited for; there is no `due_at` then. `snoozed_until`: put off until then, because of `snooze_words`.
    `woke_at`: since when it is to be done again after that, and nobody has noted it. `accessories`: what came with the unit, one a line."""

    id: UUID
    centre_id: UUID
    number: str
    state: State
    item_id: UUID | None
    serial_given: str
    serial: str | None
    sku: str | None
    product_name: dict[str, str] | None
    party_id: UUID | None
    party_name: str | None
    channel: Channel
    priority: Priority
    words: str
    scheme: str
    symptom: str
    condition: str
    reported_at: datetime
    reported_tz: str
    reported_on: date
    opened_at: datetime
    opened_by: UUID
    assignee_id: UUID | None
    state_at: datetime
    verdict: Verdict
    reason: str
    version: int
    unread_at: datetime | None = None
    first_response_due_at: datetime | None = None
    answered_at: datetime | None = None
    due_at: datetime | None = None
    due_left: int | None = None
    snoozed_until: datetime | None = None
    snooze_words: str = ""
    woke_at: datetime | None = None
    accessories: str = ""


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """A note, a reply, what the customer wrote, or (`kind` system) what was changed: `changes` says field by field what it was and became."""

    id: UUID
    kind: EntryKind
    body: str
    changes: dict[str, list[Any]]
    written_at: datetime
    written_by: UUID


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One line of the queue; `words` are the first of the report. `state_at`: in that state since. `unread_at`: the customer wrote last,
    at that time, and waits for an answer."""

    id: UUID
    centre_id: UUID
    number: str
    state: State
    priority: Priority
    item_id: UUID | None
    serial: str
    sku: str | None
    product_name: dict[str, str] | None
    party_id: UUID | None
    party_name: str | None
    words: str
    symptom: str
    verdict: Verdict
    reason: str
    reported_on: date
    opened_at: datetime
    first_response_due_at: datetime | None
    answered_at: datetime | None
    due_at: datetime | None
    assignee_id: UUID | None
    assignee_name: str | None
    state_at: datetime
    changed_at: datetime
    version: int
    unread_at: datetime | None = None
    snoozed_until: datetime | None = None
    snooze_words: str = ""
    woke_at: datetime | None = None
