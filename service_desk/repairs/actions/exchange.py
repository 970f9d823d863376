"""Give a customer another unit for theirs: the new one leaves the stock, the old one stays with them or comes to us."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from barcodes import NO_HINTS, ScanHints
from service_desk.centres import queries as centres
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now, today
from service_desk.foundation.db import execute, fetchrow, joined
from service_desk.foundation.errors import Conflict, Invalid, NotFound
from service_desk.foundation.ids import uuid7
from service_desk.parts import actions as parts
from service_desk.parts import queries as stock
from service_desk.parts.actions import carried, named
from service_desk.parts.rules import LocationFacts, PartFacts, tracked
from service_desk.products import actions as products
from service_desk.products import queries as catalogue
from service_desk.products.rules import ItemFacts, ProductFacts
from service_desk.repairs import queries
from service_desk.repairs.actions.judge import judge
from service_desk.repairs.actions.lines import checked, item_of, one
from service_desk.repairs.actions.part import OtherCentre, off, onto
from service_desk.repairs.actions.seen import begun, changeable, seen
from service_desk.repairs.rules import (
    SUBJECT,
    ExchangeFacts,
    ExchangeUndone,
    Keeps,
    LineFacts,
    OrderFacts,
    PartWarning,
    RepairItemFacts,
    State,
    UnitExchanged,
    no_price,
)
from service_desk.repairs.tables import UnitExchange
from service_desk.warranty import actions as warranty

RIGHT: Final = "items.write"
ITEM: Final = "item"
_LOCK: Final = "select * from unit_exchange where id = $1 for update"
_UNDONE: Final = "update unit_exchange set undone_at = $2, undone_by = $3 where id = $1"


class UnitNotInStock(Conflict):
    code = "unit_not_in_stock"
    message = (
        "{sku} with serial {serial} is not in our stock. Scan it again, or receive it first; if it came straight from the "
        "maker, say so (not_from_stock)."
    )


class UnitInStock(Conflict):
    code = "unit_in_stock"
    message = "{sku} with serial {serial} lies at {location}. Hand it out from there (without not_from_stock)."


class PlaceNeeded(Invalid):
    code = "place_needed"
    message = "Say from which place {sku} is taken (location_id)."


class OldPlaceNeeded(Invalid):
    code = "old_place_needed"
    message = "Say where the old unit {serial} is put (old_location_id), or that the customer keeps it."


class WhichOrder(Conflict):
    code = "which_order"
    message = "{serial} is on several orders: {numbers}. Say on which one it is exchanged (order_id)."


class ExchangeUndoneAlready(Conflict):
    code = "exchange_undone"
    message = "That exchange was undone already."


class UnitUsedSince(Conflict):
    code = "unit_used_since"
    message = "{serial} has {number} since it was handed out, so the exchange stands. Exchange it back instead."


@dataclass(frozen=True, slots=True)
class Exchanged:
    """`line` is the order's line of the new unit, None where there is no order or no stock moved. `warnings` stop nothing."""

    exchange: ExchangeFacts
    line: LineFacts | None
    warnings: tuple[PartWarning, ...]


@dataclass(frozen=True, slots=True)
class _Given:
    """The unit that is handed out. `place` None: it came straight from the maker."""

    product: ProductFacts
    lot: str
    serial: str
    place: LocationFacts | None


async def exchange(
    *,
    item_id: UUID,
    keeps: Keeps,
    by: Actor,
    unit: str = "",
    hints: ScanHints = NO_HINTS,
    serial: str = "",
    batch: str = "",
    product_id: UUID | None = None,
    location_id: UUID | None = None,
    old_location_id: UUID | None = None,
    order_id: UUID | None = None,
    on_date: date | None = None,
    not_from_stock: bool = False,
    unit_price: Decimal | None = None,
    currency: str | None = None,
) -> Exchanged:
    """Hand out another unit for this one, named by a scan (`unit`) or by `serial` or `batch` (of another model with
    `product_id`).

    It leaves the stock onto the order that the old unit is on, priced and judged as a part is; without an order the house
    bears its cost. The place is where its serial lies. What the company keeps is put there too, or at `old_location_id`, at a
    value of nothing. Raises UnitNotInStock, UnitInStock, PlaceNeeded, OldPlaceNeeded, WhichOrder, OtherCentre,
    AlreadySwapped, SerialTaken, and those of a changeable order, of a scan and of an issue.
    """
    checked(unit_price, Decimal(0), Decimal(1))
    old = await catalogue.item(item_id)
    async with joined():
        order, item = await _order(old, order_id, by)
        given = await _given(old, unit, hints, serial, batch, product_id, location_id, not_from_stock=not_from_stock)
        if order is not None and given.place is not None and given.place.centre_id != order.centre_id:
            raise OtherCentre(location=given.place.code, number=order.number)
        centre_id = order.centre_id if order else given.place.centre_id if given.place else None
        day = on_date or today("UTC" if centre_id is None else (await centres.centre(centre_id)).zone)
        move_id, line_id = await _out(order, item, old, given, by, unit_price, currency)
        new_id = await _swap(old, given, day, by)
        old_move = await _in(old, old_location_id, given.place, order, day, by) if keeps is Keeps.COMPANY else None
        row = UnitExchange(
            id=uuid7(), order_id=order.id if order else None, line_id=line_id, old_id=old.id, new_id=new_id,
            owner_id=old.owner_id, keeps=keeps, move_id=move_id, old_move_id=old_move, on_date=day, written_at=now(),
            written_by=by.id,
        )  # fmt: skip
        await UnitExchange.insert(row)
        if order is not None and item is not None:
            await judge(order, item, by)
        event = UnitExchanged(
            row.id, old.id, new_id, order.id if order else None, order.number if order else "", line_id, move_id, keeps,
            old_move,
        )  # fmt: skip
        await record(event, subject=_subject(order, old.id), centre_id=centre_id, by=by)
        line = await one(order.id, line_id) if order and line_id else None
        unpriced = line is not None and line.unit_price is None
        warnings = (no_price(given.product.sku, by.language),) if unpriced else ()
        return Exchanged(await queries.exchange(row.id), line, warnings)


def _subject(order: OrderFacts | None, item_id: UUID) -> tuple[str, UUID]:
    return (ITEM, item_id) if order is None else (SUBJECT, order.id)


async def _order(old: ItemFacts, order_id: UUID | None, by: Actor) -> tuple[OrderFacts | None, RepairItemFacts | None]:
    """The order that the old unit is on, locked, and its place there; none where it is on none."""
    on = [order_id] if order_id else await queries.in_house(old.id)
    if len(on) > 1:
        numbers = ", ".join([(await queries.order(each)).number for each in on])
        raise WhichOrder(serial=old.identity, numbers=numbers, field="order_id")
    if not on:
        return None, None
    order = await changeable(on[0], by, RIGHT)
    return order, await item_of(order, old.id)


async def _given(
    old: ItemFacts, unit: str, hints: ScanHints, serial: str, batch: str, product_id: UUID | None,
    location_id: UUID | None, *, not_from_stock: bool,
) -> _Given:  # fmt: skip
    if unit.strip():
        found = await named(unit, None, hints)
        product, mark = found.product, await carried(found, location_id)
        serial, batch = serial or mark.serial, batch or mark.lot
    else:
        product = await catalogue.product(product_id or old.product_id)
    facts = PartFacts(product.id, product.sku, product.tracking, product.uom, product.serial_mask)
    lot, serial = tracked(facts, old.quantity, batch, serial)
    lies = await stock.lies_at(product.id, serial)
    if not_from_stock:
        if lies is not None:
            raise UnitInStock(sku=product.sku, serial=serial, location=lies.code, field="not_from_stock")
        return _Given(product, lot, serial, None)
    if serial and lies is None:
        raise UnitNotInStock(sku=product.sku, serial=serial, field="serial")
    place = await stock.location(location_id) if location_id else lies
    if place is None:
        raise PlaceNeeded(sku=product.sku, field="location_id")
    return _Given(product, lot, serial, place)


async def _out(
    order: OrderFacts | None, item: RepairItemFacts | None, old: ItemFacts, given: _Given, by: Actor,
    unit_price: Decimal | None, currency: str | None,
) -> tuple[UUID | None, UUID | None]:  # fmt: skip
    """The new unit out of stock: the move, and the line on the order. An open order is in repair from then on."""
    if order is not None:
        await begun(order, State.REPAIRING, by, frozenset({State.REPAIRING}), item)
    if given.place is None:
        return None, None
    if order is None or item is None:
        moved = await parts.issue(
            part_id=given.product.id, location_id=given.place.id, quantity=old.quantity, lot=given.lot,
            serial=given.serial, subject=(ITEM, old.id), by=by,
        )  # fmt: skip
        return moved.move_id, None
    moved, line_id = await onto(
        order, item, given.product, given.place.id, by, quantity=old.quantity, lot=given.lot, serial=given.serial,
        old_serial=old.serial or "", unit_price=unit_price, currency=currency,
    )  # fmt: skip
    return moved.move_id, line_id


async def _swap(old: ItemFacts, given: _Given, day: date, by: Actor) -> UUID:
    """A unit that was out before and came back has terms of that time; it goes on with those of the one it replaces."""
    known = await catalogue.unit_of(given.product.id, given.serial)
    if known is not None and (await catalogue.item(known)).owner_id is None:
        with suppress(warranty.NotSold):
            await warranty.return_to_stock(item_id=known, on_date=day, by=by)
    return await products.swap_item(
        item_id=old.id, on_date=day, serial=given.serial or None, batch=given.lot or None, product_id=given.product.id,
        by=by,
    )  # fmt: skip


async def _in(
    old: ItemFacts,
    location_id: UUID | None,
    place: LocationFacts | None,
    order: OrderFacts | None,
    day: date,
    by: Actor,
) -> UUID:
    """The old unit becomes ours: it is nobody's, and lies in a place at a value of nothing. Whoever exchanges may put it there."""
    target = location_id or (place.id if place else None)
    if target is None:
        raise OldPlaceNeeded(serial=old.identity, field="old_location_id")
    await products.end_ownership(item_id=old.id, until=day, by=by)
    received = await parts.receive(
        part_id=old.product_id, location_id=target, quantity=old.quantity,
        unit_cost=Decimal(0), currency=(await centres.company()).book_currency, lot=old.batch or "",
        serial=old.serial or "", subject=_subject(order, old.id), number=order.number if order else "", came_back=True,
        confirm=True, by=replace(by, rights=by.rights | {"parts.receive"}),
    )  # fmt: skip
    return received.move_id


_OF = (
    "select e.order_id, o.centre_id from unit_exchange e left join repair_order o on o.id = e.order_id where e.id = $1"
)


async def undo_exchange(*, exchange_id: UUID, by: Actor) -> ExchangeFacts:
    """Both units go back to where they were, while the order is open and nothing hangs on the new one yet.

    Raises ExchangeUndoneAlready, UnitUsedSince, ReceiptUsed where the old one has left its place, and those of a changeable
    order.
    """
    async with joined():
        row = await fetchrow(_OF, exchange_id)
        if row is None or (row["centre_id"] is not None and not by.sees(row["centre_id"])):
            raise NotFound(kind="exchange", key=exchange_id)
        order = None if row["order_id"] is None else await _undoable(row["order_id"], by)
        row = await fetchrow(_LOCK, exchange_id)
        assert row is not None
        if row["undone_at"] is not None:
            raise ExchangeUndoneAlready
        told = await queries.exchange(exchange_id)
        if (number := await queries.used_since(told.new_id)) is not None:
            raise UnitUsedSince(serial=told.new_serial, number=number)
        day = today("UTC")
        with suppress(warranty.NotSold):
            await warranty.return_to_stock(item_id=told.new_id, on_date=max(day, told.on_date), by=by)
        if row["old_move_id"] is not None:
            await parts.correct_receipt(
                move_id=row["old_move_id"], quantity=Decimal(0), reason=f"Exchange undone: {told.new_serial}",
                by=replace(by, rights=by.rights | {"parts.adjust"}),
            )  # fmt: skip
        await products.undo_swap(
            old_id=told.old_id, new_id=told.new_id, owner_id=row["owner_id"], on_date=max(day, told.on_date), by=by
        )
        await execute(_UNDONE, exchange_id, now(), by.id)
        await _back(order, told, row["move_id"], by)
        event = ExchangeUndone(exchange_id, told.old_id, told.new_id, told.order_id)
        await record(event, subject=_subject(order, told.old_id), centre_id=order.centre_id if order else None, by=by)
        return await queries.exchange(exchange_id)


async def _undoable(order_id: UUID, by: Actor) -> OrderFacts:
    """An order that can be changed, or one that came to nothing."""
    if (await queries.order(order_id)).state == State.CANCELLED:
        return await seen(order_id, by, RIGHT)
    return await changeable(order_id, by, RIGHT)


async def _back(order: OrderFacts | None, told: ExchangeFacts, move_id: UUID | None, by: Actor) -> None:
    """The new unit into the stock again, at the cost at which it left, and off the order."""
    if move_id is None:
        return
    if order is None or told.line_id is None:
        quantity = (await stock.move(move_id)).quantity
        await parts.return_part(move_id=move_id, quantity=quantity, by=by)
        return
    line = await one(order.id, told.line_id)
    item = next(each for each in await queries.items(order.id) if each.id == line.repair_item_id)
    await off(order, item, line, line.quantity, None, by)
    await judge(order, item, by)
