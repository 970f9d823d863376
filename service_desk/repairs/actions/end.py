"""Hand a closed order over, open it again, or cancel one that came to nothing."""

from typing import Final
from uuid import UUID

from service_desk.centres import queries as centres
from service_desk.events.actions import record
from service_desk.faults import queries as faults
from service_desk.faults.rules import is_attempt
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import local_date, now, today
from service_desk.foundation.db import execute, joined
from service_desk.foundation.errors import Conflict
from service_desk.products import actions as products
from service_desk.products.rules import NoticeKind
from service_desk.repairs import queries
from service_desk.repairs.actions.close import ClockStillRunning
from service_desk.repairs.actions.judge import group_of, under_warranty_as_reported
from service_desk.repairs.actions.seen import changeable, seen, step
from service_desk.repairs.rules import (
    SUBJECT,
    LineFacts,
    LineKind,
    OrderFacts,
    Outcome,
    RepairCancelled,
    RepairHandedOver,
    RepairItemFacts,
    RepairReopened,
    State,
    fitted_parts,
    overall,
    under_warranty,
)
from service_desk.tickets import actions as tickets
from service_desk.tickets.rules import State as TicketState
from service_desk.timesheets import queries as times
from service_desk.warranty import actions as warranty

_HANDED_OVER: Final = "update repair_order set handed_over_on = $2 where id = $1"
# An estimate nobody needs to answer any more.
_WITHDRAW: Final = """
update estimate set state = 'expired', answered_at = $2, answered_by = $3 where order_id = $1 and state = 'sent'"""


class PartsStillIssued(Conflict):
    code = "parts_still_issued"
    message = "{count:# part line is|# part lines are} still on {number}. Return the parts to stock first; nothing comes back by itself."


class WorkRecorded(Conflict):
    code = "work_recorded"
    message = (
        "{number} has labour or expenses on it. Take those lines off, or close the order as declined (repair code R13)."
    )


class NotClosed(Conflict):
    code = "not_closed"
    message = (
        "Only a closed order that was not handed over can be reopened; {number} is {state}. Start a new order instead."
    )


async def hand_over(*, order_id: UUID, by: Actor) -> None:
    """Give the closed order's units back: this writes their service history, which starts repair warranty and repeat
    window (RPW-1), and clears the notice on them. IllegalMove for an order that is not closed."""
    async with joined():
        order = await seen(order_id, by, "repairs.hand_over")
        await step(order, State.HANDED_OVER, by)
        day = today((await centres.centre(order.centre_id)).zone)
        await execute(_HANDED_OVER, order.id, day)
        items, lines = await queries.items(order.id), await queries.lines(order.id)
        for item in items:
            await _give_back(order, item, [line for line in lines if line.repair_item_id == item.id], by)
        await _ticket(order, TicketState.CLOSED, by)
        event = RepairHandedOver(
            order.id, order.number, order.party_id, tuple(item.item_id for item in items if item.item_id is not None), day,
            overall(Outcome(item.outcome) for item in items),
        )  # fmt: skip
        await record(event, subject=(SUBJECT, order.id), centre_id=order.centre_id, by=by)


async def _give_back(order: OrderFacts, item: RepairItemFacts, lines: list[LineFacts], by: Actor) -> None:
    if item.item_id is None:
        return
    zone = (await centres.centre(order.centre_id)).zone
    code = await faults.coded("repair", item.repair, item.scheme, item.scheme_version)
    attempt = is_attempt(code.flags) if code else item.outcome == Outcome.REPAIRED
    covered = under_warranty(lines)
    if not any(line.live for line in lines) and (attempt or item.outcome == Outcome.EXCHANGED):
        covered = await under_warranty_as_reported(order, item)
    await warranty.record_service_history(
        item_id=item.item_id,
        order_id=order.id,
        order_number=order.number,
        reported_on=order.reported_on,
        received_on=local_date(order.started_at, zone),
        ready_on=order.closed_on,
        handed_back_on=today(zone),
        symptom_group=await group_of(item) or "",
        outcome=item.outcome,
        part_ids=fitted_parts(lines),
        attempt=attempt,
        covered=covered,
        by=by,
    )
    await _clear(order, item, by)


async def _clear(order: OrderFacts, item: RepairItemFacts, by: Actor) -> None:
    if item.item_id is not None:
        await products.clear_notice(
            item_id=item.item_id, kind=NoticeKind.OPEN_ORDER, subject=(SUBJECT, order.id), by=by
        )


async def _ticket(order: OrderFacts, to: TicketState, by: Actor) -> None:
    if order.ticket_id is not None:
        await tickets.follow(ticket_id=order.ticket_id, to=to, by=by)


async def reopen(*, order_id: UUID, note: str, by: Actor) -> None:
    """Back to the bench, by the right `repairs.reopen`. What was closed stays closed; later lines correct it."""
    async with joined():
        order = await seen(order_id, by, "repairs.reopen")
        if order.state != State.CLOSED:
            raise NotClosed(number=order.number, state=State(order.state))
        await centres.centre_at_work(order.centre_id)
        await step(order, State.REPAIRING, by, note)
        await _ticket(order, TicketState.IN_REPAIR, by)
        event = RepairReopened(order.id, order.number, order.closing)
        await record(event, subject=(SUBJECT, order.id), centre_id=order.centre_id, by=by)


async def cancel(*, order_id: UUID, by: Actor, note: str = "") -> None:
    """Returns nothing silently: refuses while parts are out, a clock runs or work stands on the order."""
    async with joined():
        order = await seen(order_id, by, "repairs.close")
        if order.state != State.AWAITING_APPROVAL:
            order = await changeable(order_id, by, "repairs.close")
        await _nothing_left(order)
        await step(order, State.CANCELLED, by, note)
        await execute(_WITHDRAW, order.id, now(), by.id)
        items = await queries.items(order.id)
        for item in items:
            await _clear(order, item, by)
        await _ticket(order, TicketState.OPEN, by)
        ids = tuple(item.item_id for item in items if item.item_id is not None)
        event = RepairCancelled(order.id, order.number, order.ticket_id, order.party_id, ids)
        await record(event, subject=(SUBJECT, order.id), centre_id=order.centre_id, by=by)


async def _nothing_left(order: OrderFacts) -> None:
    if order.closing:  # what was closed is known to billing and books
        raise WorkRecorded(number=order.number)
    lines = await queries.lines(order.id)
    if parts := [line for line in lines if line.kind == LineKind.PART]:
        raise PartsStillIssued(count=len(parts), number=order.number)
    if running := await times.running_for(order.id):
        raise ClockStillRunning(count=len(running), number=order.number)
    if lines:
        raise WorkRecorded(number=order.number)
