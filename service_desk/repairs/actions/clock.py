"""Start and stop the clock on an order; what it measured becomes a labour line."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from service_desk.foundation.actor import Actor
from service_desk.foundation.db import joined
from service_desk.foundation.errors import Invalid
from service_desk.foundation.money import Money
from service_desk.pricing import queries as pricing
from service_desk.repairs import queries
from service_desk.repairs.actions.lines import item_of, write_line, written
from service_desk.repairs.actions.seen import begun, changeable, seen
from service_desk.repairs.rules import (
    CHANGEABLE,
    SUBJECT,
    LineFacts,
    LineKind,
    OrderFacts,
    RepairItemFacts,
    State,
    priced,
)
from service_desk.timesheets import actions as timesheets
from service_desk.timesheets import queries as times
from service_desk.timesheets.rules import ClockFacts, TimeFacts

_BEGUN = CHANGEABLE - {State.RECEIVED}


class WhoseClock(Invalid):
    code = "whose_clock"
    message = "No time of yours is kept at this centre. Say whose clock is meant: give resource_id."


async def start_clock(
    *,
    order_id: UUID,
    by: Actor,
    resource_id: UUID | None = None,
    activity: str = "repair",
    started_at: datetime | None = None,
) -> ClockFacts:
    """Of a resource; without one, of the person who asks. Raises ClockAlreadyRunning, WhoseClock, and ClosedOrder or EstimateOutstanding."""
    async with joined():
        order = await changeable(order_id, by, "time.book")
        await begun(order, State.DIAGNOSING, by, _BEGUN)
        return await timesheets.start_clock(
            resource_id=await _whose(order, resource_id, by),
            subject=(SUBJECT, order.id),
            number=order.number,
            activity=activity,
            started_at=started_at,
            by=by,
        )


async def enter_time(
    *,
    order_id: UUID,
    started_at: datetime,
    stopped_at: datetime,
    by: Actor,
    resource_id: UUID | None = None,
    activity: str = "repair",
    repair_item_id: UUID | None = None,
    part_line_id: UUID | None = None,
) -> LineFacts:
    """Time that was worked without a clock, or beside one: the labour line, judged. Raises OverlappingTime, WhoseClock, WhichItem."""
    async with joined():
        order = await changeable(order_id, by, "time.book")
        item = await item_of(order, repair_item_id)
        await begun(order, State.DIAGNOSING, by, _BEGUN, item)
        time = await timesheets.add_time(
            resource_id=await _whose(order, resource_id, by),
            subject=(SUBJECT, order.id),
            number=order.number,
            started_at=started_at,
            stopped_at=stopped_at,
            activity=activity,
            by=by,
        )
        return await written(order, item, await labour(order, item, time, by, part_line_id), by)


async def stop_clock(
    *,
    order_id: UUID,
    by: Actor,
    resource_id: UUID | None = None,
    stopped_at: datetime | None = None,
    repair_item_id: UUID | None = None,
    part_line_id: UUID | None = None,
) -> LineFacts:
    """The labour line, judged. `part_line_id`: the part this work was for; it is not covered when that part is excluded.

    Raises NoClockRunning, WhoseClock, WhichItem, and ClosedOrder or EstimateOutstanding.
    """
    async with joined():
        order = await changeable(order_id, by, "time.book")
        item = await item_of(order, repair_item_id)
        time = await timesheets.stop_clock(
            resource_id=await _whose(order, resource_id, by), subject=(SUBJECT, order.id), stopped_at=stopped_at, by=by
        )
        return await written(order, item, await labour(order, item, time, by, part_line_id), by)


async def discard_clock(*, order_id: UUID, reason: str, by: Actor, resource_id: UUID | None = None) -> None:
    """End a clock without booking anything; the reason stays with it. Raises NoClockRunning, WhoseClock."""
    async with joined():
        order = await seen(order_id, by, "time.book")
        await timesheets.discard_clock(
            resource_id=await _whose(order, resource_id, by), subject=(SUBJECT, order.id), reason=reason, by=by
        )


async def _whose(order: OrderFacts, resource_id: UUID | None, by: Actor) -> UUID:
    if resource_id is not None:
        return resource_id
    mine = await times.resource_of(by.id, order.centre_id)
    if mine is None:
        raise WhoseClock(field="resource_id")
    return mine.id


async def labour(
    order: OrderFacts, item: RepairItemFacts, time: TimeFacts, by: Actor, part_line_id: UUID | None = None
) -> UUID:
    """A line for time worked: its minutes at the rate of the day it began, in the order's currency."""
    price = None
    if time.bill_rate is not None:
        price = (await pricing.convert(Money(time.bill_rate, time.currency), order.currency, time.worked_on)).amount
    return await write_line(
        order, item, by, kind=LineKind.LABOUR, text=time.activity, quantity=time.hours, minutes=time.minutes, uom="h",
        unit_price=price, amount=priced(time.hours, time.minutes, price, order.currency), cost=time.cost or Decimal(0),
        cost_currency=time.currency, time_entry_id=time.entry_id, part_line_id=part_line_id,
    )  # fmt: skip


async def gather(order: OrderFacts, by: Actor) -> None:
    """Time that was booked on the order without passing here (a time sheet filled in later) becomes lines too."""
    lined = {line.time_entry_id for line in await queries.lines(order.id, voided=True)}
    missing = [time for time in await times.time_for(order.id) if time.entry_id not in lined]
    if missing:
        item = (await queries.items(order.id))[0]
        for time in missing:
            await written(order, item, await labour(order, item, time, by), by)
