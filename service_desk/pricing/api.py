"""Prices and taxes, each from a day on."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from service_desk.foundation.web import DeskRequest, needs, once
from service_desk.foundation.web.figures import Figures
from service_desk.foundation.web.lists import in_pages
from service_desk.pricing import actions, queries
from service_desk.pricing.rules import STANDARD_TAX, PriceFacts
from service_desk.products import queries as products

Currency = Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]
Word = Annotated[str, msgspec.Meta(pattern="^[a-z0-9_-]{0,20}$")]


class NewPrice(Figures, forbid_unknown_fields=True):
    """Net, per unit of measure. `price_list` '' is the list for everyone."""

    product_id: UUID
    amount: Decimal
    currency: Currency
    valid_from: date
    price_list: Word = ""


class NewTax(Figures, forbid_unknown_fields=True):
    country: Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]
    percent: Decimal
    valid_from: date
    code: Word = STANDARD_TAX


class Quoted(msgspec.Struct):
    """`price` is null when nobody has set one that reaches this currency and day."""

    price: PriceFacts | None


@post("/prices", guards=[needs("prices.write", company=True)])
async def set_price(request: DeskRequest, data: JSONBody[NewPrice]) -> Response[NewPrice]:
    """Set a price from a day on; those before stay for their days."""

    async def set_it() -> NewPrice:
        await actions.set_price(**msgspec.structs.asdict(data), by=request.user)
        return data

    return await once(request, set_it)


@get("/products/{product_id:str}/prices", guards=[needs("items.read")])
@in_pages
async def list_prices(product_id: FromPath[UUID]) -> list[queries.ListedPrice]:
    """All prices ever set for a product."""
    return await queries.prices((await products.product(product_id)).id)


@get("/products/{product_id:str}/price", guards=[needs("items.read")])
async def quote(
    product_id: FromPath[UUID], currency: FromQuery[str], on: FromQuery[date], price_list: FromQuery[str] = ""
) -> Quoted:
    """The price in force on a day in a currency, converted where only another currency has one."""
    return Quoted(await queries.price((await products.product(product_id)).id, currency, on, price_list))


@post("/taxes", guards=[needs("prices.write", company=True)])
async def set_tax(request: DeskRequest, data: JSONBody[NewTax]) -> Response[NewTax]:
    """Set a tax rate of a country from a day on."""

    async def set_it() -> NewTax:
        await actions.set_tax(**msgspec.structs.asdict(data), by=request.user)
        return data

    return await once(request, set_it)


@get("/taxes", guards=[needs("items.read")])
@in_pages
async def list_taxes() -> list[queries.ListedTax]:
    """All tax rates ever set."""
    return await queries.taxes()


ROUTES = [set_price, list_prices, quote, set_tax, list_taxes]
