"""What a customer writes through their link: it stands on the time line, and the ticket waits to be read."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from service_desk.events.actions import record
from service_desk.foundation import clock, files
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic, fetchrow
from service_desk.foundation.errors import Invalid
from service_desk.foundation.ids import uuid7
from service_desk.tickets.actions.attach import attach_file
from service_desk.tickets.actions.move import follow
from service_desk.tickets.actions.seen import seen
from service_desk.tickets.actions.snooze import woken
from service_desk.tickets.actions.trace import write_entry
from service_desk.tickets.rules import SUBJECT, CustomerWrote, EntryKind, State, check_words

_UNREAD: Final = """
update ticket set unread_at = coalesce(unread_at, $2), version = version + 1 where id = $1 returning number, centre_id, state"""


class NothingSaid(Invalid):
    code = "nothing_said"
    message = "Write something, or add a picture."


async def hear_customer(*, ticket_id: UUID, words: str, by: Actor, pictures: Sequence[files.Incoming] = ()) -> UUID:
    """Keep what the customer wrote, whatever the ticket's state; one that waited for them is open again, one that was put off is awake.
    The entry's id.

    Raises NothingSaid, TooManyFiles.
    """
    said, entry_id = check_words(words), uuid7()
    if not said and not pictures:
        raise NothingSaid(field="words")
    async with atomic():
        await seen(ticket_id, by, "tickets.open")
        await write_entry(entry_id, ticket_id, EntryKind.CUSTOMER, said, {}, by)
        for picture in pictures:
            await attach_file(ticket_id=ticket_id, file=picture, by=by)
        row = await fetchrow(_UNREAD, ticket_id, clock.now())
        assert row is not None  # it was seen a moment ago
        await woken(ticket_id, by)
        if row["state"] == State.WAITING_CUSTOMER:
            await follow(ticket_id=ticket_id, to=State.OPEN, by=by)
        wrote = CustomerWrote(ticket_id, row["number"], entry_id, len(pictures))
        await record(wrote, subject=(SUBJECT, ticket_id), centre_id=row["centre_id"], by=by)
    return entry_id
