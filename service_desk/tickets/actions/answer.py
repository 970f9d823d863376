"""What the customer wrote is read or answered; an answer that did not go is taken off the time line."""

from typing import Final
from uuid import UUID

from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import execute, fetchrow, joined
from service_desk.foundation.errors import NotFound
from service_desk.tickets.actions.seen import seen
from service_desk.tickets.rules import SUBJECT, ReplyWithdrawn, TicketRead

_READ: Final = (
    "update ticket set unread_at = null, version = version + 1 where id = $1 and unread_at is not null returning id"
)
_WITHDRAW: Final = (
    "delete from ticket_entry where id = $1 and ticket_id = $2 and kind = 'reply' returning body, written_at"
)
# What the reply answered waits again, unless another one answers it.
_UNREAD: Final = """
update ticket t set unread_at = asked.since, version = version + 1
  from (select min(written_at) as since from ticket_entry where ticket_id = $1 and kind = 'customer' and written_at > coalesce(
        (select max(written_at) from ticket_entry where ticket_id = $1 and kind = 'reply'), '-infinity')) asked
 where t.id = $1 and t.unread_at is null and asked.since is not null"""

# A first answer that was never sent is none.
_UNANSWERED: Final = """
update ticket set answered_at = null, version = version + 1
 where id = $1 and answered_at >= $2 and answered_at < $2 + interval '1 second'"""


async def mark_read(*, ticket_id: UUID, by: Actor) -> bool:
    """Somebody has read what the customer wrote; whether anything waited for that."""
    async with joined():
        row = await seen(ticket_id, by, "tickets.open")
        if await fetchrow(_READ, ticket_id) is None:
            return False
        read = TicketRead(ticket_id, row["number"])
        await record(read, subject=(SUBJECT, ticket_id), centre_id=row["centre_id"], by=by)
    return True


async def withdraw_reply(*, ticket_id: UUID, entry_id: UUID, by: Actor) -> str:
    """For the room that sends: a reply that will not go was never said. Its words, for whoever wants to write them anew."""
    async with joined():
        row = await seen(ticket_id, by, "tickets.open")
        gone = await fetchrow(_WITHDRAW, entry_id, ticket_id)
        if gone is None:
            raise NotFound(kind="message", key=entry_id)
        await execute(_UNREAD, ticket_id)
        await execute(_UNANSWERED, ticket_id, gone["written_at"])
        told = ReplyWithdrawn(ticket_id, row["number"], entry_id)
        await record(told, subject=(SUBJECT, ticket_id), centre_id=row["centre_id"], by=by)
    return str(gone["body"])
