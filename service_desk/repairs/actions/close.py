"""Close an order: everything on it is complete and priced, its lines are frozen, and those who follow are told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from service_desk.centres import queries as centres
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import today
from service_desk.foundation.db import execute, joined
from service_desk.foundation.errors import Conflict
from service_desk.foundation.money import Money
from service_desk.pricing import queries as pricing
from service_desk.repairs import queries
from service_desk.repairs.actions.clock import gather
from service_desk.repairs.actions.ending import outcomes_of
from service_desk.repairs.actions.goodwill import all_answered
from service_desk.repairs.actions.seen import changeable, step
from service_desk.repairs.rules import (
    CHECK_NEEDED,
    SUBJECT,
    EstimateState,
    LineFacts,
    OrderFacts,
    RepairClosed,
    State,
    closed,
    overall,
    part_of,
    total,
)
from service_desk.tickets import actions as tickets
from service_desk.tickets.rules import State as TicketState
from service_desk.timesheets import queries as times
from service_desk.warranty.rules import Payer

_CLOSE: Final = "update repair_order set closed_on = $2, closing = $3 where id = $1"
_FREEZE: Final = """
update order_line l set closing = $2, cost_rate = coalesce(l.cost_rate, f.cost_rate)
  from unnest($1::uuid[], $3::numeric[]) as f (id, cost_rate) where l.id = f.id"""
_OUTCOMES: Final = """
update repair_item i set outcome = f.outcome from unnest($1::uuid[], $2::text[]) as f (id, outcome) where i.id = f.id"""


class CheckNeeded(Conflict):
    code = "check_needed"
    message = (
        "{number} has not passed the quality check, and this centre closes nothing unchecked. Enter the check first."
    )


class ClockStillRunning(Conflict):
    code = "clock_still_running"
    message = "{count:# clock still runs|# clocks still run} on {number}. Stop what runs, then close."


class PriceMissing(Conflict):
    code = "price_missing"
    message = "The customer pays for line {lines}, and nobody has set a price. Set one, then close."


class MoreThanAccepted(Conflict):
    code = "more_than_accepted"
    message = "The customer accepted {accepted}; their part is now {now}. Send a new estimate, or take something off."


async def close(*, order_id: UUID, by: Actor) -> RepairClosed:
    """Raises what outcomes_of raises about codes, CheckNeeded, ClockStillRunning, GoodwillUnanswered, PriceMissing,
    MoreThanAccepted, NoTaxRate, ClosedOrder, IllegalMove."""
    async with joined():
        order = await changeable(order_id, by, "repairs.close")
        if running := await times.running_for(order.id):
            raise ClockStillRunning(count=len(running), number=order.number)
        if order.checked_at is None and await centres.setting(CHECK_NEEDED.name, order.centre_id):
            raise CheckNeeded(number=order.number)
        await all_answered(order)
        items = await queries.items(order.id)
        await gather(order, by)
        lines = await queries.lines(order.id)
        _priced(lines)
        await _accepted(order, lines)
        outcomes = await outcomes_of(order, items, lines)
        centre = await centres.centre(order.centre_id)
        day, closing = today(centre.zone), order.closing + 1
        tax = await pricing.tax(centre.country, day)
        fresh = [line for line in lines if not line.frozen]
        rates = [await _cost_rate(line, day) for line in fresh]
        news = closing == 1 or [item.outcome for item in items] != outcomes or bool(part_of(fresh, Payer.CUSTOMER))
        await step(order, State.CLOSED, by)
        await execute(_CLOSE, order.id, day, closing)
        await execute(_OUTCOMES, [item.id for item in items], outcomes)
        await execute(_FREEZE, [line.id for line in fresh], closing, rates)
        if order.ticket_id is not None:
            await tickets.follow(ticket_id=order.ticket_id, to=TicketState.RESOLVED, by=by)
        told = tuple(closed(replace(line, cost_rate=rate)) for line, rate in zip(fresh, rates, strict=True))
        event = RepairClosed(
            order.id, order.number, closing, order.ticket_id, order.party_id,
            tuple(item.item_id for item in items if item.item_id is not None), order.currency, order.reported_on, day,
            overall(outcomes), total(told), told, tax, news,
        )  # fmt: skip
        await record(event, subject=(SUBJECT, order.id), centre_id=order.centre_id, by=by)
    return event


def _priced(lines: Sequence[LineFacts]) -> None:
    if unpriced := [line.seq for line in lines if line.unpriced and not line.frozen]:
        raise PriceMissing(lines=unpriced)


async def _accepted(order: OrderFacts, lines: Sequence[LineFacts]) -> None:
    """Nobody pays more than they agreed to; without an estimate there is nothing to compare with."""
    accepted = [each for each in await queries.estimates(order.id) if each.state == EstimateState.ACCEPTED]
    owed = part_of(lines, Payer.CUSTOMER)
    if accepted and owed > accepted[-1].customer_total:
        agreed = Money(accepted[-1].customer_total, order.currency)
        raise MoreThanAccepted(accepted=agreed, now=Money(owed, order.currency))


async def _cost_rate(line: LineFacts, day: date) -> Decimal | None:
    """What the cost's currency is worth in the books today; a reversing line keeps the rate of what it reverses."""
    return line.cost_rate if line.cost_rate is not None else await centres.book_rate(line.cost_currency, day)
