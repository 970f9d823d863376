"""Judge open tickets of a unit again when its facts change: a date came, terms were set, cover was granted or withdrawn."""

from typing import Final, Protocol
from uuid import UUID

from service_desk.events.actions import record
from service_desk.events.rules import Recorded
from service_desk.faults import queries as faults
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import atomic, execute, fetch
from service_desk.tickets.actions.trace import trace
from service_desk.tickets.rules import SUBJECT, TicketJudged, virtual_line
from service_desk.warranty import actions as warranty
from service_desk.warranty import queries as covers

_OPEN: Final = """
select id, number, centre_id, scheme, symptom, reported_on, decided_verdict, decided_reason from ticket t
 where t.item_id = $1 and t.state in ('new', 'open', 'waiting_customer', 'in_repair') order by id for update"""
_WRITE: Final = "update ticket set decided_verdict = $2, decided_reason = $3, version = version + 1 where id = $1"


class OfUnit(Protocol):
    """A fact about one unit."""

    item_id: UUID


async def judge_tickets_again(event: Recorded[OfUnit]) -> None:
    """At the day of each report, as ever; what comes out the same is left alone."""
    async with atomic():
        for ticket in await fetch(_OPEN, event.payload.item_id):
            subject = (SUBJECT, ticket["id"])
            lines = (virtual_line(await faults.group(ticket["scheme"], ticket["symptom"])),)
            now = await covers.cover_of(event.payload.item_id, ticket["reported_on"], lines)
            stands = await covers.decision_for(subject)
            if stands is not None and stands.lines == now.lines:
                continue
            made = await warranty.decide_for(
                subject=subject,
                centre_id=ticket["centre_id"],
                item_id=event.payload.item_id,
                reported_on=ticket["reported_on"],
                lines=lines,
                by=SYSTEM,
            )
            await execute(_WRITE, ticket["id"], made.verdict, made.reason)
            was = {"verdict": ticket["decided_verdict"], "reason": ticket["decided_reason"]}
            after = {"verdict": made.verdict, "reason": made.reason}
            await trace(ticket["id"], {name: (was[name], after[name]) for name in was}, SYSTEM)
            judged = TicketJudged(ticket["id"], ticket["number"], made.verdict, made.reason)
            await record(judged, subject=subject, centre_id=ticket["centre_id"], by=SYSTEM)
