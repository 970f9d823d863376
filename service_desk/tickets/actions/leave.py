"""What is to be done with the tickets of a person who leaves."""

from typing import Final
from uuid import UUID

from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import fetch
from service_desk.tickets.rules import SUBJECT, TicketAssigned

_UNASSIGN: Final = """
update ticket set assignee_id = null, version = version + 1
 where assignee_id = $1 and state in ('new', 'open', 'waiting_customer', 'in_repair') returning id, number, centre_id"""


async def unassign_all(staff_id: UUID, by: Actor) -> list[str]:
    """Open tickets of somebody who leaves belong to nobody; their numbers. Ended ones keep who did them."""
    rows = sorted(await fetch(_UNASSIGN, staff_id), key=lambda row: row["number"])
    for row in rows:
        event = TicketAssigned(row["id"], row["number"], None)
        await record(event, subject=(SUBJECT, row["id"]), centre_id=row["centre_id"], by=by)
    return [row["number"] for row in rows]
