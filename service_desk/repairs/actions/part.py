"""Use parts on an order and take back those that were not needed."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from barcodes import NO_HINTS, ScanHints
from service_desk.centres import queries as centres
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now, today
from service_desk.foundation.db import joined
from service_desk.foundation.errors import Conflict, Invalid
from service_desk.foundation.i18n import say
from service_desk.parts import actions as parts
from service_desk.parts import queries as stock
from service_desk.parts.actions import NamedPart, carried, named
from service_desk.parts.rules import PartIssued, PartReturned
from service_desk.pricing import queries as pricing
from service_desk.products import actions as products
from service_desk.products import queries as catalogue
from service_desk.products.rules import ProductFacts
from service_desk.repairs.actions.judge import judge
from service_desk.repairs.actions.lines import (
    LONGEST_TEXT,
    checked,
    in_order,
    item_of,
    one,
    opened,
    resize,
    reverse,
    take_off,
    write_line,
)
from service_desk.repairs.actions.seen import begun, changeable
from service_desk.repairs.rules import (
    SUBJECT,
    LineFacts,
    LineKind,
    OrderFacts,
    PartTakenBack,
    PartUsed,
    PartWarning,
    RepairItemFacts,
    State,
    no_price,
    not_listed,
    priced,
)


class WhichPlace(Invalid):
    code = "which_place"
    message = "Say where {part} is taken from: give the place's code as 'location_id'. It lies at: {choices}."


class OtherCentre(Conflict):
    code = "other_centre"
    message = "{location} belongs to another centre than {number}. Move the part to one of this centre's places first."


class UndoTheExchange(Conflict):
    code = "undo_the_exchange"
    message = "Line {seq} is the unit {serial} that was given in exchange. Undo the exchange; the line goes with it."


class NotAPart(Conflict):
    code = "not_a_part_line"
    message = "Line {seq} is no part. Take it off instead of returning it."


@dataclass(frozen=True, slots=True)
class UsedPart:
    """`warnings` never stop the work: a part that is not listed for the model, or has no price yet."""

    line: LineFacts
    warnings: tuple[PartWarning, ...]


async def use_part(
    *,
    order_id: UUID,
    by: Actor,
    part: str = "",
    hints: ScanHints = NO_HINTS,
    part_id: UUID | None = None,
    location_id: UUID | None = None,
    location: str = "",
    quantity: Decimal = Decimal(1),
    lot: str = "",
    serial: str = "",
    old_serial: str = "",
    repair_item_id: UUID | None = None,
    unit_price: Decimal | None = None,
    currency: str | None = None,
) -> UsedPart:
    """Take a part (scanned, or by SKU or GTIN) from a place (by id or code) and put it on the order, priced and judged.

    A scan that carries batch or serial fills them in; `hints` tell how it was read. Raises UnknownProduct, TooFewParts,
    WrongBatch, WhichBatch, SerialRequired, BatchRequired, FractionalQuantity, NotPositive, OtherCentre, ClosedOrder,
    EstimateOutstanding, WhichItem.
    """
    checked(unit_price, Decimal(0), Decimal(1))
    found = await named(part, part_id, hints)
    product = found.product
    async with joined():
        order = await changeable(order_id, by, "parts.issue")
        item = await item_of(order, repair_item_id)
        await begun(order, State.REPAIRING, by, frozenset({State.REPAIRING}), item)
        place = await _place(order, found, location_id, location, serial)
        if not (lot or serial):
            lot, serial = await carried(found, place)
        moved, line_id = await onto(
            order, item, product, place, by, quantity=quantity, lot=lot, serial=serial, old_serial=old_serial,
            unit_price=unit_price, currency=currency,
        )  # fmt: skip
        if item.item_id is not None:
            await _fit(item.item_id, product, moved.serial, moved.lot, old_serial, order, by)
        await judge(order, item, by)
        used = PartUsed(
            order.id,
            order.number,
            line_id,
            moved.move_id,
            product.id,
            quantity,
            moved.lot,
            moved.serial,
            old_serial[:64],
        )
        await record(used, subject=(SUBJECT, order.id), centre_id=order.centre_id, by=by)
        line = await one(order.id, line_id)
        return UsedPart(line, await _warnings(item, product, line, by.language))


async def onto(
    order: OrderFacts, item: RepairItemFacts, product: ProductFacts, place: UUID, by: Actor, *, quantity: Decimal, lot: str,
    serial: str, old_serial: str, unit_price: Decimal | None, currency: str | None,
) -> tuple[PartIssued, UUID]:  # fmt: skip
    """Out of stock and onto the order as a line, at the list's price where none is given; the verdict follows by `judge`."""
    moved = await parts.issue(
        part_id=product.id,
        location_id=place,
        quantity=quantity,
        lot=lot,
        serial=serial,
        subject=(SUBJECT, order.id),
        number=order.number,
        by=by,
    )
    centre = await centres.centre(order.centre_id)
    day = today(centre.zone)
    unit_price = await in_order(unit_price, currency, order)
    if unit_price is None and (listed := await pricing.price(product.id, order.currency, day)) is not None:
        unit_price = listed.amount
    line_id = await write_line(
        order, item, by, kind=LineKind.PART, product_id=product.id, quantity=quantity, uom=product.uom,
        text=say(product.name, centre.language)[:LONGEST_TEXT], unit_price=unit_price,
        amount=priced(quantity, None, unit_price, order.currency), cost=quantity * moved.unit_cost,
        cost_currency=moved.currency, move_id=moved.move_id, lot=moved.lot, serial=moved.serial,
        old_serial=old_serial.strip()[:64],
    )  # fmt: skip
    return moved, line_id


async def _place(order: OrderFacts, found: NamedPart, location_id: UUID | None, code: str, serial: str) -> UUID:
    """The named place; where none is named, the only one at this centre where such a part lies."""
    if location_id is None and code.strip():
        return (await stock.location_by_code(order.centre_id, code)).id
    if location_id is None:
        serial = serial or found.mark.serial
        lying = await stock.stock_of(found.product.id, frozenset({order.centre_id}))
        places = {each.location: each.location_id for each in lying if not serial or each.serial == serial}
        if len(places) != 1:
            raise WhichPlace(field="location", part=found.product.sku, choices=", ".join(places) or "-")
        return next(iter(places.values()))
    place = await stock.location(location_id)
    if place.centre_id != order.centre_id:
        raise OtherCentre(location=place.code, number=order.number)
    return place.id


async def _fit(
    item_id: UUID, product: ProductFacts, serial: str, lot: str, old_serial: str, order: OrderFacts, by: Actor
) -> None:
    """What is traced goes into the unit's list of components, and what it replaces comes off it; both are found later."""
    day = today((await centres.centre(order.centre_id)).zone)
    if old_serial and (gone := await catalogue.fitted(item_id, old_serial)) is not None:
        await products.remove_component(component_id=gone, removed_on=day, by=by)
    if serial or lot:
        await products.fit_component(
            item_id=item_id, product_id=product.id, fitted_on=day, serial=serial, batch=lot, by=by
        )


async def _unfit(item_id: UUID, product_id: UUID, serial: str, lot: str, order: OrderFacts, by: Actor) -> None:
    """What went back is not in the unit."""
    gone = await (catalogue.fitted(item_id, serial) if serial else catalogue.fitted_of_batch(item_id, product_id, lot))
    if gone is not None:
        day = today((await centres.centre(order.centre_id)).zone)
        await products.remove_component(component_id=gone, removed_on=day, by=by)


async def _warnings(
    item: RepairItemFacts, product: ProductFacts, line: LineFacts, language: str
) -> tuple[PartWarning, ...]:
    found = []
    if line.unit_price is None:
        found.append(no_price(product.sku, language))
    if item.item_id is not None:
        listed = await catalogue.parts_for((await catalogue.item(item.item_id)).product_id)
        if listed and product.id not in {part.id for part in listed}:
            found.append(not_listed(product.sku, language))
    return tuple(found)


async def return_part(
    *,
    line_id: UUID,
    by: Actor,
    quantity: Decimal | None = None,
    location_id: UUID | None = None,
    order_id: UUID | None = None,
) -> LineFacts:
    """Back into stock, all of it or some, at the cost at which it left. The line shrinks; a closed one gets a reversing
    line, since billing and books know it already. Raises MoreThanIssued, NotAPart, and those of a changeable order."""
    async with joined():
        order, item, line = await opened(line_id, order_id, by, "parts.issue")
        if line.kind != LineKind.PART or line.move_id is None or line.product_id is None:
            raise NotAPart(seq=line.seq)
        if line.whole_unit:
            raise UndoTheExchange(seq=line.seq, serial=line.serial)
        taken = line.quantity if quantity is None else quantity
        back = await off(order, item, line, taken, location_id, by)
        left = line.quantity - taken
        if item.item_id is not None and left <= 0 and (line.serial or line.lot):
            await _unfit(item.item_id, line.product_id, line.serial, line.lot, order, by)
        await judge(order, item, by)
        event = PartTakenBack(order.id, order.number, line.id, back.move_id, line.product_id, taken)
        await record(event, subject=(SUBJECT, order.id), centre_id=order.centre_id, by=by)
        return await one(order.id, line_id)


async def off(
    order: OrderFacts, item: RepairItemFacts, line: LineFacts, taken: Decimal, location_id: UUID | None, by: Actor
) -> PartReturned:
    """Off the order and back into stock; a line that was closed gets a reversing one."""
    assert line.move_id is not None
    back = await parts.return_part(move_id=line.move_id, quantity=taken, location_id=location_id, by=by)
    left = line.quantity - taken
    if line.frozen:
        await reverse(order, item, line, taken, by, back.move_id)
    elif left > 0:
        await resize(line, left, line.unit_price, left * back.unit_cost)
    else:
        await take_off(line, by, now())
    return back
