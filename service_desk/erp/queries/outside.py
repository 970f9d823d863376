"""What the ERP, or the built-in books, say themselves: of an item, its stock, a day. Asked through the port, kept nowhere."""

from datetime import date
from typing import Literal, cast

import msgspec

from service_desk.erp import connectors
from service_desk.erp.rules import Capabilities, Health, Item, StockLevel
from service_desk.foundation.errors import NotFound
from service_desk.products.queries import sku_of


class ErpFacts(msgspec.Struct):
    """Which connector is chosen, what it can do, and whether it answers."""

    name: str
    capabilities: Capabilities
    health: Health


class DayFacts(msgspec.Struct):
    """Whether the ERP takes postings of that day."""

    day: date
    state: Literal["open", "closed", "missing"]


async def erp() -> ErpFacts:
    """The connector of this installation."""
    chosen = connectors.chosen()
    return ErpFacts(chosen.name, chosen.capabilities, await chosen.health())


async def item_there(code: str) -> Item:
    """An item as the ERP holds it; NotFound where it does not."""
    found = await connectors.chosen().get_item(await sku_of(code))
    if found is None:
        raise NotFound(kind="item in the ERP", key=code[:60])
    return found


async def stock_there(code: str, location: str | None) -> list[StockLevel]:
    """What lies there of an item, by place and lot, with its value. Raises NotFound."""
    item = await item_there(code)
    return await connectors.chosen().get_stock(item.code, location)


async def day_there(day: date) -> DayFacts:
    """Whether the period of a day is open in the ERP."""
    state = await connectors.chosen().get_period(day)
    return DayFacts(day, cast('Literal["open", "closed", "missing"]', state))
