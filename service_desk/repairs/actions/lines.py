"""Write, price, void and reverse order lines; whatever changes one has its unit judged again."""

import json
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from service_desk.centres import queries as centres
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now, today
from service_desk.foundation.db import execute, fetchval, joined
from service_desk.foundation.errors import Conflict, Invalid, NotFound
from service_desk.foundation.ids import uuid7
from service_desk.foundation.money import Money, exponent
from service_desk.parts.rules import NotPositive
from service_desk.pricing import queries as pricing
from service_desk.repairs import queries
from service_desk.repairs.actions.judge import judge
from service_desk.repairs.actions.seen import changeable
from service_desk.repairs.rules import (
    SUBJECT,
    LineAdded,
    LineFacts,
    LineKind,
    LineVoided,
    OrderFacts,
    RepairItemFacts,
    priced,
    reversal_of,
    stored,
)
from service_desk.repairs.tables import OrderLine
from service_desk.timesheets import actions as timesheets
from service_desk.timesheets.rules import LONGEST_ENTRY, EntryTooLong, hours_of

LONGEST_TEXT: Final = 500
MOST: Final = Decimal(10) ** 12
MOST_MINUTES: Final = int(LONGEST_ENTRY.total_seconds() // 60)
_IN_MINUTES: Final = frozenset("min mins minute minutes minuten m دقیقه دقيقة 分钟 мин минут".split())
DIGITS: Final = 4  # of prices and quantities; what the columns would round, the amount would not
_AMOUNTS: Final = "update order_line set quantity = $2, unit_price = $3, amount = $4, cost = $5, voided_at = $6, voided_by = $7 where id = $1"


class WhichItem(Invalid):
    code = "which_item"
    message = "This order has {count:# item|# items}. Say which one this is for: {choices}."


class VoidedLine(Conflict):
    code = "voided_line"
    message = "Line {seq} was taken off already. Write a new one instead."


class ReturnThePart(Conflict):
    code = "return_the_part"
    message = "Line {seq} is a part that left the stock. Return the part; the line goes with it."


class TakeFromStock(Invalid):
    code = "take_from_stock"
    message = "A part comes out of stock, so that it is counted and posted. Scan it on the order instead."


class TimeIsLabour(Invalid):
    code = "time_is_labour"
    message = "Only labour is counted in minutes, from 1 to {most}. Give the quantity of the other lines."


class NotAPrice(Invalid):
    code = "not_a_price"
    message = (
        "{value} cannot be a price or a quantity here. Use zero or more, with at most four digits after the point."
    )


async def item_of(order: OrderFacts, repair_item_id: UUID | None) -> RepairItemFacts:
    """The unit a line is for; with one unit on the order it need not be said."""
    items = await queries.items(order.id)
    if repair_item_id is not None:
        found = next((item for item in items if repair_item_id in {item.id, item.item_id}), None)
        if found is None:
            raise NotFound(kind="item on this order", key=repair_item_id)
        return found
    if len(items) != 1:
        raise WhichItem(count=len(items), choices=[item.serial or item.sku or str(item.id) for item in items])
    return items[0]


async def in_order(unit_price: Decimal | None, currency: str | None, order: OrderFacts) -> Decimal | None:
    """A unit price in the order's currency, at the rate of today. Raises NoRate, UnknownCurrency."""
    if unit_price is None or currency in {None, order.currency}:
        return unit_price
    assert currency is not None
    exponent(currency)
    day = today((await centres.centre(order.centre_id)).zone)
    return (await pricing.convert(Money(unit_price, currency), order.currency, day)).amount


async def write_line(order: OrderFacts, item: RepairItemFacts, by: Actor, **columns: Any) -> UUID:
    """A new line at the end; its verdict follows by `judge`. The order must be locked."""
    last = await fetchval("select coalesce(max(seq), 0) from order_line where order_id = $1", order.id)
    fresh: dict[str, Any] = {"verdict": "", "reason": "", "payer": "", "shares": "[]", "currency": order.currency}
    row = OrderLine(
        id=uuid7(), order_id=order.id, repair_item_id=item.id, seq=last + 1, written_at=now(), written_by=by.id,
        **fresh | columns,
    )  # fmt: skip
    await OrderLine.insert(row)
    return row.id


class ExpenseForWhat(Invalid):
    code = "expense_for_what"
    message = "Say what the expense is for: the customer reads it on the estimate and the invoice."


def check_text(kind: LineKind, text: str) -> None:
    """Work and journeys have names of their own, an expense only what is typed. Raises ExpenseForWhat."""
    if kind is LineKind.EXPENSE and not text.strip():
        raise ExpenseForWhat(field="text")


async def add_line(
    *,
    order_id: UUID,
    kind: LineKind,
    text: str,
    by: Actor,
    unit_price: Decimal | None = None,
    quantity: Decimal = Decimal(1),
    minutes: int | None = None,
    uom: str = "",
    cost: Decimal | None = None,
    currency: str | None = None,
    repair_item_id: UUID | None = None,
    part_line_id: UUID | None = None,
) -> LineFacts:
    """Travel, an expense, or labour at a fixed price. `cost` is what it costs us in all. Price and cost are in
    `currency` (without one: the order's); the price is converted into the order's at the day's rate.

    With `minutes` labour is time at a price per hour, to the minute; `quantity` then follows.
    """
    if kind is LineKind.PART:
        raise TakeFromStock(field="kind")
    check_text(kind, text)
    quantity, uom = timed(kind, minutes, quantity, uom)
    cost = cost or Decimal(0)
    checked(unit_price, cost, quantity)
    async with joined():
        order = await changeable(order_id, by, "repairs.work")
        item = await item_of(order, repair_item_id)
        unit_price = await in_order(unit_price, currency, order)
        line_id = await write_line(
            order, item, by, kind=kind, text=text.strip()[:LONGEST_TEXT], quantity=quantity, minutes=minutes,
            uom=uom[:10], unit_price=unit_price, amount=priced(quantity, minutes, unit_price, order.currency), cost=cost,
            cost_currency=currency or order.currency, part_line_id=part_line_id,
        )  # fmt: skip
        return await written(order, item, line_id, by)


def timed(kind: str, minutes: int | None, quantity: Decimal, uom: str) -> tuple[Decimal, str]:
    """Quantity and unit of a line whose time is given in minutes. Raises TimeIsLabour, and EntryTooLong for labour over a day."""
    if minutes is None:
        most = MOST_MINUTES if uom.strip().rstrip(".").lower() in _IN_MINUTES else MOST_MINUTES // 60
        if kind == LineKind.LABOUR and quantity > most:
            raise EntryTooLong(field="quantity")
        return quantity, uom
    if kind == LineKind.LABOUR and minutes > MOST_MINUTES:
        raise EntryTooLong(field="minutes")
    if kind != LineKind.LABOUR or minutes <= 0:
        raise TimeIsLabour(most=MOST_MINUTES, field="minutes")
    return hours_of(minutes), "h"


def checked(unit_price: Decimal | None, cost: Decimal, quantity: Decimal) -> None:
    for value in (unit_price or Decimal(0), cost, quantity):
        if not value.is_finite() or not 0 <= value < MOST or value != round(value, DIGITS):
            raise NotAPrice(value=str(value)[:30])
    if quantity == 0:
        raise NotPositive(quantity=0, field="quantity")


async def written(order: OrderFacts, item: RepairItemFacts, line_id: UUID, by: Actor) -> LineFacts:
    """Judge a new line with its unit, record it, and read it back."""
    await judge(order, item, by)
    line = await one(order.id, line_id)
    added = LineAdded(
        order.id, order.number, line.id, line.kind, line.quantity, line.amount, order.currency, line.time_entry_id
    )
    await record(added, subject=(SUBJECT, order.id), centre_id=order.centre_id, by=by)
    return line


async def one(order_id: UUID, line_id: UUID) -> LineFacts:
    lines = await queries.lines(order_id, voided=True)
    return next(line for line in lines if line.id == line_id)


async def opened(
    line_id: UUID, order_id: UUID | None, by: Actor, right: str = "repairs.work"
) -> tuple[OrderFacts, RepairItemFacts, LineFacts]:
    """A line that stands (with `order_id`: on that order), on an order that may be changed and is now locked."""
    found = await fetchval("select order_id from order_line where id = $1", line_id)
    if found is None and order_id is None:
        raise NotFound(kind="order line", key=line_id)
    order = await changeable(order_id or found, by, right)  # before the line: an order one may not see tells nothing
    if found != order.id:
        raise NotFound(kind="order line", key=line_id)
    line = await one(found, line_id)
    if not line.live or line.reverses_id is not None:
        raise VoidedLine(seq=line.seq)
    return order, await item_of(order, line.repair_item_id), line


async def price_line(
    *, line_id: UUID, unit_price: Decimal, by: Actor, currency: str | None = None, order_id: UUID | None = None
) -> LineFacts:
    """Set or correct the price of a line that is not closed yet; another `currency` than the order's is converted."""
    checked(unit_price, Decimal(0), Decimal(1))
    async with joined():
        order, item, line = await opened(line_id, order_id, by)
        if line.frozen:
            raise VoidedLine(seq=line.seq)
        price = await in_order(unit_price, currency, order)
        await resize(line, line.quantity, price, line.cost)
        return await written(order, item, line_id, by)


async def resize(line: LineFacts, quantity: Decimal, unit_price: Decimal | None, cost: Decimal) -> None:
    amount = priced(quantity, line.minutes, unit_price, line.currency)
    await execute(_AMOUNTS, line.id, quantity, unit_price, amount, cost, None, None)


async def take_off(line: LineFacts, by: Actor, at: datetime) -> None:
    """The row stays, with who took it off and when; it no longer counts."""
    await execute(_AMOUNTS, line.id, line.quantity, line.unit_price, line.amount, line.cost, at, by.id)


async def void_line(*, line_id: UUID, reason: str, by: Actor, order_id: UUID | None = None) -> None:
    """Take a labour, travel or expense line off; one that was closed already is answered by a reversing line."""
    async with joined():
        order, item, line = await opened(line_id, order_id, by)
        if line.kind == LineKind.PART:
            raise ReturnThePart(seq=line.seq)
        if line.frozen:
            await reverse(order, item, line, line.quantity, by)
        else:
            await take_off(line, by, now())
        if line.time_entry_id is not None:
            await timesheets.void_time(entry_id=line.time_entry_id, reason=reason, by=by)
        await judge(order, item, by)
        voided = LineVoided(order.id, order.number, line.id, line.kind)
        await record(voided, subject=(SUBJECT, order.id), centre_id=order.centre_id, by=by)


async def reverse(
    order: OrderFacts, item: RepairItemFacts, line: LineFacts, quantity: Decimal, by: Actor, move_id: UUID | None = None
) -> UUID:
    """Answer a closed line, or a part of it, by a negative one: same payers, same rates, and never more than there was."""
    before = [other for other in await queries.lines(order.id) if other.reverses_id == line.id]
    if line.quantity + sum((other.quantity for other in before), Decimal(0)) < quantity:
        raise VoidedLine(seq=line.seq)
    back = reversal_of(line, before, quantity)
    shares = [replace(share, amount=-share.amount) for share in back.shares]
    minutes = None if line.minutes is None else -line.minutes
    return await write_line(
        order, item, by, kind=line.kind, product_id=line.product_id, text=line.text, quantity=-quantity, uom=line.uom,
        unit_price=line.unit_price, amount=-back.amount, cost=-back.cost, cost_currency=line.cost_currency,
        cost_rate=line.cost_rate, minutes=minutes, verdict=line.verdict,
        reason=line.reason, payer=line.payer, shares=json.dumps(stored(shares)), move_id=move_id, lot=line.lot,
        serial=line.serial, reverses_id=line.id,
    )  # fmt: skip
