"""One ticket with its item and customer, and what was written on it."""

from typing import Any, Final
from uuid import UUID

from notifications.queries import obstacle
from service_desk.foundation import files
from service_desk.foundation.db import fetch, fetchrow
from service_desk.foundation.errors import NotFound
from service_desk.foundation.naming import looked_up, number
from service_desk.parties import queries as parties
from service_desk.parties.rules import recipient
from service_desk.tickets.rules import SUBJECT, EntryFacts, TicketFacts

_TICKET: Final = """
select t.id, t.centre_id, t.number, t.state, t.item_id, t.serial_given, coalesce(i.serial, i.batch) as serial, p.sku,
       p.name as product_name, o.id as party_id, o.name as party_name, t.channel, t.priority, t.words, t.accessories, t.scheme, t.symptom,
       t.condition, t.reported_at, t.reported_tz, t.reported_on, t.opened_at, t.opened_by, t.assignee_id, t.state_at,
       t.decided_verdict as verdict, t.decided_reason as reason, t.version, t.unread_at,
       t.first_response_due_at, t.answered_at, t.due_at, t.due_left,
       t.snoozed_until, t.snooze_words, t.woke_at
  from ticket t left join service_item i on i.id = t.item_id left join product p on p.id = i.product_id
       left join party a on a.id = t.party_id left join party o on o.id = coalesce(a.merged_into, a.id)
"""


async def ticket(ticket_id: UUID, centres: frozenset[UUID] | None = None) -> TicketFacts:
    """NotFound also for one of a centre outside `centres` (None: all may be seen)."""
    return _facts(await fetchrow(f"{_TICKET} where t.id = $1", ticket_id), centres, ticket_id)


def _facts(row: Any, centres: frozenset[UUID] | None, key: object) -> TicketFacts:
    if row is None or (centres is not None and row["centre_id"] not in centres):
        raise NotFound(kind="ticket", key=key)
    return TicketFacts(**row)


async def unreachable(party_id: UUID | None) -> str | None:
    """Why no message reaches the customer of a ticket now; None where one does."""
    return await obstacle(recipient(await parties.party(party_id) if party_id is not None else None))


async def entries(ticket_id: UUID) -> list[EntryFacts]:
    """What was written on a ticket, the first first."""
    rows = await fetch(
        "select id, kind, body, changes, written_at, written_by from ticket_entry where ticket_id = $1 order by id",
        ticket_id,
    )
    return [EntryFacts(**row) for row in rows]


async def attachments(ticket_id: UUID, centres: frozenset[UUID] | None = None) -> list[files.FileFacts]:
    """The files on a ticket, the first first; NotFound as for `ticket`."""
    await ticket(ticket_id, centres)
    return await files.listed((SUBJECT, ticket_id))


async def attachment(ticket_id: UUID, file_id: UUID, centres: frozenset[UUID] | None = None) -> tuple[str, str, bytes]:
    """(file name, media type, bytes) of a file on a ticket; NotFound for a file of anything else."""
    await ticket(ticket_id, centres)
    return await files.read(file_id, (SUBJECT, ticket_id))


ticket_named = looked_up(
    "ticket",
    "select id, number as alone from ticket where number = $1 and ($2::uuid[] is null or centre_id = any($2))",
    number,
)
