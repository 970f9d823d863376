"""Read the ticket an action is about; one of a centre the actor may not see is answered like one that is not there."""

from uuid import UUID

from asyncpg import Record

from service_desk.foundation.actor import Actor
from service_desk.foundation.db import fetchrow
from service_desk.foundation.errors import Conflict, NotFound
from service_desk.tickets.rules import ENDED, State

_SEEN = (
    "select id, number, centre_id, state, item_id, party_id, reported_on, words, accessories, scheme, symptom, condition, channel, priority, "
    "assignee_id, decided_verdict, decided_reason, opened_at, first_response_due_at, due_at, due_left, snoozed_until, snooze_words, version from ticket where id = $1"
)


class ClosedTicket(Conflict):
    code = "closed_ticket"
    message = (
        "Ticket {number} is {state}. Open it again with a reason to change it, or open a new ticket for a new report."
    )


async def seen(ticket_id: UUID, by: Actor, right: str) -> Record:
    row = await fetchrow(_SEEN, ticket_id)
    if row is None or not by.sees(row["centre_id"]):
        raise NotFound(kind="ticket", key=ticket_id)
    by.require(right, row["centre_id"])
    return row


async def changeable(ticket_id: UUID, by: Actor, right: str) -> Record:
    """Like `seen`, locked until the action ends; raises ClosedTicket for one that is history."""
    row = await fetchrow(f"{_SEEN} for update", ticket_id)
    if row is None or not by.sees(row["centre_id"]):
        raise NotFound(kind="ticket", key=ticket_id)
    by.require(right, row["centre_id"])
    if row["state"] in ENDED:
        raise ClosedTicket(number=row["number"], state=State(row["state"]))
    return row
