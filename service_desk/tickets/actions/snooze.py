"""Put a ticket off until a time, and wake it: when the time comes, when the customer writes, or by hand."""

from datetime import datetime
from typing import Final
from uuid import UUID

from service_desk.events.actions import record
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM, Actor
from service_desk.foundation.db import atomic, execute, fetch, fetchrow, joined
from service_desk.foundation.errors import Stale
from service_desk.foundation.version import save
from service_desk.tickets.actions.seen import changeable, seen
from service_desk.tickets.actions.trace import trace
from service_desk.tickets.rules import (
    OPEN_STATES,
    SUBJECT,
    NotOpen,
    State,
    TicketSnoozed,
    TicketWoken,
    check_words,
    checked_until,
)
from service_desk.tickets.tables import Ticket

_AT_ONCE: Final = 200
_DUE: Final = f"select id, number, centre_id, snoozed_until from ticket where snoozed_until <= $1 order by snoozed_until limit {_AT_ONCE}"
_WAKE: Final = """
with was as (select id, snoozed_until from ticket where id = $1 and snoozed_until is not null for update)
update ticket set snoozed_until = null, woke_at = $2, version = version + 1 from was where ticket.id = was.id
returning was.snoozed_until, ticket.number, ticket.centre_id"""
_NOTED: Final = (
    "update ticket set woke_at = null, version = version + 1 where id = $1 and woke_at is not null returning id"
)


async def snooze_ticket(
    *, ticket_id: UUID, until: datetime, by: Actor, why: str = "", version: int | None = None
) -> int:
    """Put off until then, or until the customer writes; the new version. Raises SnoozedWhen, NotOpen, ClosedTicket, Stale."""
    told, then = check_words(why), checked_until(clock.aware(until), clock.now())
    async with joined():
        ticket = await changeable(ticket_id, by, "tickets.move")
        state = State(ticket["state"])
        if state not in OPEN_STATES:
            raise NotOpen(number=ticket["number"], state=state)
        if version not in (None, ticket["version"]):
            raise Stale(version=ticket["version"])
        saved = await save(
            Ticket, ticket_id, version=None, snoozed_until=then, snooze_words=told, snoozed_by=by.id, woke_at=None
        )
        await trace(ticket_id, {"snoozed_until": (ticket["snoozed_until"], then)}, by, told)
        snoozed = TicketSnoozed(ticket_id, ticket["number"], then)
        await record(snoozed, subject=(SUBJECT, ticket_id), centre_id=ticket["centre_id"], by=by)
    return saved


async def wake_ticket(*, ticket_id: UUID, by: Actor) -> None:
    """It is to be done now; that one woke by itself is noted."""
    async with joined():
        await seen(ticket_id, by, "tickets.move")
        await woken(ticket_id, by, told=False)
        await noted(ticket_id)


async def woken(ticket_id: UUID, by: Actor, *, told: bool = True) -> bool:
    """Inside an action: awake, where it slept; `told`: whoever put it off is to be told so."""
    row = await fetchrow(_WAKE, ticket_id, clock.now() if told else None)
    if row is None:
        return False
    await trace(ticket_id, {"snoozed_until": (row["snoozed_until"], None)}, by)
    awake = TicketWoken(ticket_id, row["number"])
    await record(awake, subject=(SUBJECT, ticket_id), centre_id=row["centre_id"], by=by)
    return True


async def noted(ticket_id: UUID) -> None:
    """Inside an action: that it woke is known by now."""
    await execute(_NOTED, ticket_id)


async def wake_due() -> int:
    """Those whose time has come; how many."""
    done = 0
    while rows := await fetch(_DUE, clock.now()):
        for row in rows:
            async with atomic():
                done += await woken(row["id"], SYSTEM)
    return done
