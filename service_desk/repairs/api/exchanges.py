"""Give a customer another unit for theirs, see which were given, take one back."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from service_desk.foundation.money import stated
from service_desk.foundation.web import DeskRequest, needs, once
from service_desk.foundation.web.lists import in_pages
from service_desk.foundation.web.scans import ScannedAt, beside, hints_for
from service_desk.products import queries as products
from service_desk.repairs import actions, queries
from service_desk.repairs.api.orders import Currency
from service_desk.repairs.rules import ExchangeFacts, Keeps

Written = Annotated[str, msgspec.Meta(max_length=20_000)]


class Swap(ScannedAt, forbid_unknown_fields=True, kw_only=True):
    """`unit`: what was scanned of the new one; or its `serial` or `batch` (and `product_id` where it is another model).

    `keeps`: who has the old unit; the company puts it at `old_location_id`, else where the new one lay. `location_id`: only where
    no serial tells the place. `order_id`: only where the old unit is on several orders. `not_from_stock`: the new unit came
    straight from the maker, so no stock moves. `unit_price` with its `currency`; without one the list's price is taken.
    """

    keeps: Keeps
    unit: Written = ""
    serial: Written = ""
    batch: Written = ""
    product_id: UUID | None = None
    location_id: UUID | None = None
    old_location_id: UUID | None = None
    order_id: UUID | None = None
    on_date: date | None = None
    not_from_stock: bool = False
    unit_price: Decimal | None = None
    currency: Currency | None = None


@post("/items/{item_id:str}/swap", guards=[needs("items.write")], example={"serial": "S2", "keeps": "company"})
async def swap_item(request: DeskRequest, item_id: FromPath[UUID], data: JSONBody[Swap]) -> Response[actions.Exchanged]:
    """Give the owner another unit for this one: it leaves the stock (right parts.issue) onto the order that the old one is on,
    judged as a part is; without an order the house bears the cost. Both serials stay and are linked."""
    stated(data.unit_price, data.currency, "unit_price")
    hints = await hints_for(data.unit, data, request.user)
    return await once(request, lambda: actions.exchange(item_id=item_id, hints=hints, by=request.user, **beside(data)))


@get("/items/{item_id:str}/exchanges", guards=[needs("items.read")])
@in_pages
async def list_exchanges(item_id: FromPath[UUID]) -> list[ExchangeFacts]:
    """Which units this one was given for and which were given for it, the newest first; undone ones too."""
    await products.item(item_id)
    return await queries.exchanges(item_id)


@post("/exchanges/{exchange_id:uuid}/undo", guards=[needs("items.write")])
async def undo_exchange(request: DeskRequest, exchange_id: FromPath[UUID]) -> Response[ExchangeFacts]:
    """Take an exchange back that was entered by mistake, while its order is open and nothing hangs on the new unit yet."""
    return await once(request, lambda: actions.undo_exchange(exchange_id=exchange_id, by=request.user))


ROUTES = [swap_item, list_exchanges, undo_exchange]
