"""Move a ticket from state to state, and write on it."""

from collections.abc import Sequence
from uuid import UUID

from service_desk.centres import queries as centres
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.db import fetchrow, joined
from service_desk.foundation.errors import Conflict, Invalid
from service_desk.foundation.ids import uuid7
from service_desk.foundation.written import Term
from service_desk.tickets.actions.answer import mark_read
from service_desk.tickets.actions.clocks import answered, follow_state
from service_desk.tickets.actions.seen import seen
from service_desk.tickets.actions.snooze import noted, woken
from service_desk.tickets.actions.trace import trace, write_entry
from service_desk.tickets.rules import (
    ENDED,
    MOVES,
    REOPENED,
    SUBJECT,
    EntryKind,
    NoteAdded,
    State,
    TicketMoved,
    check_words,
    sources,
)

_MOVE = """
with was as (select id, state, due_at, due_left from ticket where id = $1 and state = any($3) for update)
update ticket set state = $2, state_at = $4, state_by = $5, version = version + 1
  from was where ticket.id = was.id
returning ticket.id, ticket.number, ticket.centre_id, ticket.priority, ticket.first_response_due_at, was.state, was.due_at, was.due_left"""


class IllegalMove(Conflict):
    code = "illegal_move"
    message = "Ticket {number} is {state} and cannot become {target}. From here it can become: {choices}."


class EmptyNote(Invalid):
    code = "empty_note"
    message = "There is nothing in this note. Write something, then send it again."


class ReopeningReason(Invalid):
    code = "reopening_reason"
    message = "Ticket {number} is {state}. Say in a note why it is opened again."


async def move_ticket(*, ticket_id: UUID, to: State, by: Actor, note: str = "") -> None:
    """One conditional UPDATE, written on the ticket; IllegalMove says where it may go instead, ReopeningReason asks for a note."""
    told = check_words(note)
    async with joined():
        ticket = await seen(ticket_id, by, "tickets.move")
        was = State(ticket["state"])
        if was in REOPENED and was in sources(to) and to is not State.CLOSED and not told:
            raise ReopeningReason(number=ticket["number"], state=was, field="note")
        if was in REOPENED and to is not State.CLOSED:
            await centres.centre_at_work(ticket["centre_id"])
        if not await _move(ticket_id, to, by, sources(to), told):
            was = State((await seen(ticket_id, by, "tickets.move"))["state"])
            raise IllegalMove(number=ticket["number"], state=was, target=to, choices=_choices(was))


async def follow(*, ticket_id: UUID, to: State, by: Actor) -> None:
    """For rooms above: the ticket goes where their order went, as far as its own moves allow; one that was closed or cancelled
    stays. Who may do the one may do the other, so no right of the ticket's is asked for."""
    async with joined():
        await _move(ticket_id, to, by, sources(to) - ENDED)


async def _move(ticket_id: UUID, to: State, by: Actor, sources: frozenset[State], note: str = "") -> bool:
    row = await fetchrow(_MOVE, ticket_id, to, list(sources), now(), by.id)
    if row is not None:
        await follow_state(row, to)
        if to in REOPENED:
            await woken(ticket_id, by, told=False)
        await noted(ticket_id)
        await trace(ticket_id, {"state": (row["state"], to)}, by, note)
        moved = TicketMoved(ticket_id, row["number"], row["state"], to)
        await record(moved, subject=(SUBJECT, ticket_id), centre_id=row["centre_id"], by=by)
    return row is not None


async def add_note(*, ticket_id: UUID, body: str, by: Actor, kind: EntryKind = EntryKind.NOTE) -> UUID:
    """Write on a ticket, whatever its state: what is said afterwards belongs to it too. A reply answers what the customer wrote."""
    said, entry_id = check_words(body), uuid7()
    if not said:
        raise EmptyNote(field="body")
    async with joined():
        row = await seen(ticket_id, by, "tickets.open")
        await write_entry(entry_id, ticket_id, kind, said, {}, by)
        await noted(ticket_id)
        if kind is EntryKind.REPLY:
            await answered(ticket_id)
        added = NoteAdded(ticket_id, row["number"], entry_id, kind)
        await record(added, subject=(SUBJECT, ticket_id), centre_id=row["centre_id"], by=by)
        if kind is EntryKind.REPLY:
            await mark_read(ticket_id=ticket_id, by=by)
    return entry_id


def _choices(state: State) -> Sequence[str]:
    return sorted(MOVES[state]) or (Term("nothing; open a new ticket"),)
