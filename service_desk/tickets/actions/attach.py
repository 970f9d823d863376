"""Attach a file to a ticket."""

from typing import Final
from uuid import UUID

from service_desk.events.actions import record
from service_desk.foundation import files
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic
from service_desk.foundation.errors import Conflict
from service_desk.tickets.actions.seen import seen
from service_desk.tickets.rules import SUBJECT, FileAttached

MOST: Final = 50


class TooManyFiles(Conflict):
    code = "too_many_files"
    message = "Ticket {number} has {limit:# file|# files} already. Open a new ticket for more."


async def attach_file(*, ticket_id: UUID, file: files.Incoming, by: Actor) -> UUID:
    """Keep a file with a ticket, whatever its state. Raises TooManyFiles."""
    async with atomic():
        ticket = await seen(ticket_id, by, "tickets.open")
        subject = (SUBJECT, ticket_id)
        if len(await files.listed(subject)) >= MOST:
            raise TooManyFiles(number=ticket["number"], limit=MOST)
        kept = await files.keep(file=file, subject=subject, centre_id=ticket["centre_id"], by=by)
        fact = FileAttached(ticket_id, ticket["number"], kept)
        await record(fact, subject=subject, centre_id=ticket["centre_id"], by=by)
    return kept
