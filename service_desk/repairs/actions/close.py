"""Close an order: everything on it is complete and priced, its lines are frozen, and those who follow are told."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from service_desk.centres import queries as centres
from service_desk.events.actions import record
from service_desk.faults import queries as faults
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import today
from service_desk.foundation.db import execute, joined
from service_desk.foundation.errors import Conflict
from service_desk.foundation.money import Money
from service_desk.repairs import queries
from service_desk.repairs.actions.clock import gather
from service_desk.repairs.actions.seen import changeable, step
from service_desk.repairs.rules import (
    SUBJECT,
    EstimateState,
    LineFacts,
    OrderFacts,
    Outcome,
    RepairClosed,
    RepairItemFacts,
    State,
    closed,
    outcome,
    overall,
    part_of,
    total,
)
from service_desk.tickets import actions as tickets
from service_desk.tickets.rules import State as TicketState
from service_desk.timesheets import queries as times
from service_desk.warranty.rules import Payer

_CLOSE: Final = "update repair_order set closed_on = $2, closing = $3 where id = $1"
_FREEZE: Final = "update order_line set closing = $2 where id = any($1)"
_OUTCOME: Final = "update repair_item set outcome = $2 where id = $1"


class CodesMissing(Conflict):
    code = "codes_missing"
    message = "Before closing, say what was wrong and what was done: {missing}. Enter them under diagnosis."


class ClockStillRunning(Conflict):
    code = "clock_still_running"
    message = "{count} clock(s) still run on {number}. Stop them, then close."


class PriceMissing(Conflict):
    code = "price_missing"
    message = "The customer pays for line {lines}, and nobody has set a price. Set one, then close."


class MoreThanAccepted(Conflict):
    code = "more_than_accepted"
    message = "The customer accepted {accepted}; their part is now {now}. Send a new estimate, or take something off."


async def close(*, order_id: UUID, by: Actor) -> RepairClosed:
    """Raises CodesMissing (CODE-4), ClockStillRunning, PriceMissing, MoreThanAccepted, ClosedOrder, IllegalMove."""
    async with joined():
        order = await changeable(order_id, by, "repairs.close")
        if running := await times.running_for(order.id):
            raise ClockStillRunning(count=len(running), number=order.number)
        items = await queries.items(order.id)
        _coded(items)
        await gather(order, by)
        lines = await queries.lines(order.id)
        _priced(lines)
        await _accepted(order, lines)
        outcomes = [await _ended(item) for item in items]
        day, closing = today((await centres.centre(order.centre_id)).zone), order.closing + 1
        fresh = [line for line in lines if not line.frozen]
        await step(order, State.CLOSED, by)
        await execute(_CLOSE, order.id, day, closing)
        await execute(_FREEZE, [line.id for line in fresh], closing)
        if order.ticket_id is not None:
            await tickets.follow(ticket_id=order.ticket_id, to=TicketState.RESOLVED, by=by)
        told = tuple(closed(line) for line in fresh)
        event = RepairClosed(
            order.id, order.number, closing, order.ticket_id, order.party_id,
            tuple(item.item_id for item in items if item.item_id is not None), order.currency, order.reported_on, day,
            overall(outcomes), total(told), told,
        )  # fmt: skip
        await record(event, subject=(SUBJECT, order.id), centre_id=order.centre_id, by=by)
    return event


def _coded(items: Sequence[RepairItemFacts]) -> None:
    missing = [
        f"{name} of {item.serial or item.sku or 'the item'}"
        for item in items
        for name, code in (("defect", item.defect), ("repair", item.repair))
        if not code
    ]
    if missing:
        raise CodesMissing(missing=", ".join(missing))


def _priced(lines: Sequence[LineFacts]) -> None:
    if unpriced := [str(line.seq) for line in lines if line.unpriced and not line.frozen]:
        raise PriceMissing(lines=", ".join(unpriced))


async def _accepted(order: OrderFacts, lines: Sequence[LineFacts]) -> None:
    """Nobody pays more than they agreed to; without an estimate there is nothing to compare with."""
    accepted = [each for each in await queries.estimates(order.id) if each.state == EstimateState.ACCEPTED]
    owed = part_of(lines, Payer.CUSTOMER)
    if accepted and owed > accepted[-1].customer_total:
        agreed = Money(accepted[-1].customer_total, order.currency)
        raise MoreThanAccepted(accepted=str(agreed), now=str(Money(owed, order.currency)))


async def _ended(item: RepairItemFacts) -> Outcome:
    code = await faults.fault_code("repair", item.repair)
    ended = outcome(code.code, code.flags)
    await execute(_OUTCOME, item.id, ended)
    return ended
