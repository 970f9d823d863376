"""A unit that is sold leaves our own stock with it, or is refused: one thing is at one place."""

from decimal import Decimal
from typing import Final
from uuid import UUID

from service_desk.foundation.actor import Actor
from service_desk.foundation.db import fetchrow
from service_desk.foundation.errors import Conflict
from service_desk.parts import queries
from service_desk.parts.actions.issue import issue, return_part
from service_desk.parts.actions.ledger import SerialInUse
from service_desk.products import queries as products

SOLD_UNIT: Final = "item"
# The sale is what moved it last: what was received or handed out again since is a life of its own.
_SALE: Final = """
select * from (
  select m.id, m.kind, m.subject_kind, m.subject_id, m.quantity from service_item i
    join stock_move m on m.product_id = i.product_id and m.serial = i.serial and m.serial <> ''
   where i.id = $1 order by m.id desc limit 1) last
 where kind = 'issue' and subject_kind = $2 and subject_id = $1"""


class LiesInOwnStock(Conflict):
    code = "lies_in_own_stock"
    message = (
        "{sku} with serial {serial} lies in our own stock at {place}. If it is sold from there, say so with "
        "from_stock: true; else look at the serial again."
    )


class NotInOwnStock(Conflict):
    code = "not_in_own_stock"
    message = "{sku} with serial {serial} does not lie in our stock. Look at the serial again, or leave from_stock out."


class NotSoldBySerial(Conflict):
    code = "not_sold_by_serial"
    message = "Only a unit with a serial is sold out of our stock, and {sku} has none. Leave from_stock out, and take the pieces out of stock by an adjustment (`POST /stock/adjustments`)."


class NotSoldFromStock(Conflict):
    code = "not_sold_from_stock"
    message = "{unit} did not leave our stock with its sale. Leave location_id out, and receive it instead (`POST /stock/receipts` with came_back: true), at what it is worth now."


async def sell_from_stock(product_id: UUID, serial: str, item_id: UUID, sold: bool, by: Actor) -> None:
    """Out of the place where it lies, for the unit that has an owner from now on. Raises LiesInOwnStock, SerialInUse,
    NotInOwnStock, NotSoldBySerial."""
    place = await queries.lies_at(product_id, serial) if serial else None
    inside = await products.fitted_in([(product_id, serial)]) if serial and place is None else {}
    if place is None and not inside and not sold:
        return
    sku = (await products.product(product_id)).sku
    if inside:
        raise SerialInUse(part=sku, serial=serial, unit=inside[product_id, serial], field="serial")
    if not serial:
        raise NotSoldBySerial(sku=sku, field="from_stock")
    if place is None:
        raise NotInOwnStock(sku=sku, serial=serial, field="from_stock")
    if not sold:
        raise LiesInOwnStock(sku=sku, serial=serial, place=place.code, field="serial")
    await issue(
        part_id=product_id,
        location_id=place.id,
        quantity=Decimal(1),
        serial=serial,
        subject=(SOLD_UNIT, item_id),
        by=by,
    )


async def put_back(item_id: UUID, location_id: UUID | None, by: Actor) -> str | None:
    """A unit whose sale from stock was undone lies again where it lay, or at `location_id`, at the cost at which it left.

    The code of the place; None where it did not leave with the sale. Raises NotSoldFromStock where a place is named for such.
    """
    sale = await fetchrow(_SALE, item_id, SOLD_UNIT)
    if sale is None:
        if location_id is not None:
            raise NotSoldFromStock(unit=(await products.item(item_id)).identity, field="location_id")
        return None
    return (
        await return_part(move_id=sale["id"], quantity=sale["quantity"], location_id=location_id, by=by)
    ).to_location
