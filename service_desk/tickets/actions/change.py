"""Correct a ticket, name its item after all, give it to someone."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from asyncpg import ForeignKeyViolationError, Record

from service_desk.accounts import queries as accounts
from service_desk.events.actions import record
from service_desk.faults import queries as faults
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import joined
from service_desk.foundation.errors import NotFound, Stale
from service_desk.foundation.version import save
from service_desk.products import queries as products
from service_desk.tickets.actions.clocks import by_hand, of_priority
from service_desk.tickets.actions.refill import refill
from service_desk.tickets.actions.seen import changeable
from service_desk.tickets.actions.trace import trace
from service_desk.tickets.rules import (
    SUBJECT,
    Channel,
    Priority,
    TicketAssigned,
    TicketChanged,
    check_accessories,
    check_words,
    virtual_line,
)
from service_desk.tickets.tables import Ticket
from service_desk.warranty import actions as warranty

_SHOWN: Final = {"decided_verdict": "verdict", "decided_reason": "reason"}


async def change_ticket(
    *,
    ticket_id: UUID,
    version: int | None = None,
    by: Actor,
    words: str | None = None,
    symptom: str | None = None,
    condition: str | None = None,
    channel: Channel | None = None,
    priority: Priority | None = None,
    party_id: UUID | None = None,
    item_id: UUID | None = None,
    due_at: datetime | None = None,
    accessories: str | None = None,
) -> int:
    """Write what is given (None: as it was); the new version. Another item or symptom is judged anew at the same report date.
    `due_at`: promised by hand, in place of what the centre's clock reckoned.

    Raises Stale when someone else changed the ticket since `version`, ClosedTicket, StandsStill, DueBeforeReport, NotFound.
    """
    given = {
        "words": None if words is None else check_words(words), "symptom": symptom, "condition": condition,
        "channel": channel, "priority": priority, "party_id": party_id, "item_id": item_id,
        "accessories": None if accessories is None else check_accessories(accessories),
    }  # fmt: skip
    changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    async with joined():
        ticket = await changeable(ticket_id, by, "tickets.open")
        if version not in (None, ticket["version"]):
            raise Stale
        changes |= await _coded(ticket, symptom, condition)
        fields = tuple(sorted([*changes, *(["due_at"] if due_at is not None else [])]))
        item = item_id or ticket["item_id"]
        if item is not None and (item != ticket["item_id"] or "symptom" in changes):
            changes |= await _judged(
                ticket, item, changes.get("symptom", ticket["symptom"]), changes.get("scheme", ticket["scheme"]), by
            )
        promised = {} if due_at is None else by_hand(ticket, due_at)
        told = changes | ({"due_at": due_at} if promised else {})
        await trace(ticket_id, {_SHOWN.get(name, name): (ticket[name], now) for name, now in told.items()}, by)
        if priority not in (None, ticket["priority"]):
            changes |= await of_priority(ticket, priority)  # what the clocks say follows, and is not told again
        changes |= promised
        try:
            saved = await save(Ticket, ticket_id, version=ticket["version"], **changes)
        except ForeignKeyViolationError:
            raise NotFound(kind="customer", key=party_id) from None
        await refill([ticket_id])
        changed = TicketChanged(ticket_id, ticket["number"], fields)
        await record(changed, subject=(SUBJECT, ticket_id), centre_id=ticket["centre_id"], by=by)
    return saved


async def _coded(ticket: Record, symptom: str | None, condition: str | None) -> dict[str, str]:
    """The codes that are said anew, in the scheme that the ticket was coded with; in the one in use where it has none yet."""
    if symptom is None and condition is None:
        return {}
    scheme = ticket["scheme"] if ticket["symptom"] or ticket["condition"] else None
    told = await faults.reported(symptom, condition, centre_id=ticket["centre_id"], scheme=scheme)
    if told.scheme != ticket["scheme"]:
        return {"scheme": told.scheme, "symptom": told.symptom, "condition": told.condition}
    # What is not said anew stays, also where its code was retired since.
    said = {"symptom": (symptom, told.symptom), "condition": (condition, told.condition)}
    return {name: code for name, (given, code) in said.items() if given is not None or not ticket[name]}


async def _judged(ticket: Record, item_id: UUID, symptom: str, scheme: str, by: Actor) -> dict[str, Any]:
    await products.item(item_id)
    decision = await warranty.decide_for(
        subject=(SUBJECT, ticket["id"]),
        centre_id=ticket["centre_id"],
        item_id=item_id,
        reported_on=ticket["reported_on"],
        lines=(virtual_line(await faults.group(scheme, symptom)),),
        by=by,
    )
    return {"decided_verdict": decision.verdict, "decided_reason": decision.reason}


async def assign(*, ticket_id: UUID, assignee_id: UUID | None, by: Actor, version: int | None = None) -> int:
    """Give the ticket to a member of staff, or to nobody."""
    async with joined():
        ticket = await changeable(ticket_id, by, "tickets.move")
        if assignee_id is not None and await accounts.actor_of(assignee_id) is None:
            raise NotFound(kind="member of staff", key=assignee_id)
        saved = await save(Ticket, ticket_id, version=version, assignee_id=assignee_id)
        await trace(ticket_id, {"assignee_id": (ticket["assignee_id"], assignee_id)}, by)
        assigned = TicketAssigned(ticket_id, ticket["number"], assignee_id)
        await record(assigned, subject=(SUBJECT, ticket_id), centre_id=ticket["centre_id"], by=by)
    return saved
