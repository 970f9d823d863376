"""The catalogue: products, parts, and which part fits what."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody

from service_desk.foundation.naming import Named
from service_desk.foundation.paging import Page
from service_desk.foundation.web import Created, DeskRequest, Limit, needs, once
from service_desk.foundation.web.filters import UpdatedSince
from service_desk.foundation.web.lists import in_pages
from service_desk.products import actions, queries
from service_desk.products.rules import ProductFacts, ProductKind, Tracking

Short = Annotated[str, msgspec.Meta(max_length=60)]


class NewProduct(msgspec.Struct, forbid_unknown_fields=True):
    """`tracking`: what is left out is usual for the kind, `serial` for a model, `none` for a part or a service."""

    sku: Short
    name: Annotated[dict[str, str], msgspec.Meta(min_length=1, max_length=10)]
    kind: ProductKind = ProductKind.MODEL
    tracking: Tracking | None = None
    gtin: Annotated[str, msgspec.Meta(max_length=40)] | None = None
    brand: Short = ""
    product_class: Short = ""
    uom: Annotated[str, msgspec.Meta(min_length=1, max_length=10)] = "pcs"
    serial_mask: Annotated[str, msgspec.Meta(max_length=64)] | None = None


class ProductChange(msgspec.Struct, forbid_unknown_fields=True):
    """What is given replaces what was there; an empty `gtin` or `serial_mask` takes it away. SKU, kind, tracking and unit stay."""

    name: Annotated[dict[str, str], msgspec.Meta(min_length=1, max_length=10)] | None = None
    brand: Short | None = None
    product_class: Short | None = None
    gtin: Annotated[str, msgspec.Meta(max_length=40)] | None = None
    serial_mask: Annotated[str, msgspec.Meta(max_length=64)] | None = None


class FittingPart(msgspec.Struct, forbid_unknown_fields=True):
    part_id: UUID


@get("/products", guards=[needs("items.read")])
async def list_products(
    words: FromQuery[str] = "",
    kind: FromQuery[ProductKind | None] = None,
    updated_since: UpdatedSince = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[ProductFacts]:
    """Products and parts in use, by SKU; with `words`, those whose SKU, brand, class or name hold all of them."""
    return await queries.products(words, kind=kind, updated_since=updated_since, cursor=cursor, limit=limit)


@post("/products", guards=[needs("products.write", company=True)])
async def create_product(request: DeskRequest, data: JSONBody[NewProduct]) -> Response[Created]:
    """Add a model, a part or a service to the catalogue."""

    async def create() -> Created:
        return Created(await actions.create_product(**msgspec.structs.asdict(data), by=request.user))

    return await once(request, create)


@get("/products/{product_id:str}", guards=[needs("items.read")])
async def show_product(product_id: FromPath[UUID]) -> ProductFacts:
    """One product or part."""
    return await queries.product(product_id)


@patch(
    "/products/{product_id:str}",
    guards=[needs("products.write", company=True)],
    example={"name": {"en": "Cordless drill"}, "brand": "Bosch"},
)
async def change_product(
    request: DeskRequest, product_id: FromPath[UUID], data: JSONBody[ProductChange]
) -> Response[ProductFacts]:
    """Correct name, brand, class, GTIN or the form of serials. The SKU stays: labels, invoices and books know the product by it."""
    given = msgspec.structs.asdict(data)
    return await once(request, lambda: actions.change_product(product_id=product_id, by=request.user, **given))


@get("/products/{product_id:str}/parts", guards=[needs("items.read")])
@in_pages
async def list_parts(product_id: FromPath[UUID]) -> list[ProductFacts]:
    """The parts that fit a product."""
    return await queries.parts_for(product_id)


@post("/products/{product_id:str}/parts", guards=[needs("products.write", company=True)])
async def fit_part(request: DeskRequest, product_id: FromPath[UUID], data: JSONBody[FittingPart]) -> Response[Created]:
    """Say that a part fits a product."""

    async def fit() -> Created:
        await actions.fit_part(product_id=product_id, part_id=data.part_id, by=request.user)
        return Created(data.part_id)

    return await once(request, fit)


@post("/products/{product_id:str}/parts/{part_id:str}/removal", guards=[needs("products.write", company=True)])
async def unfit_part(
    request: DeskRequest, product_id: FromPath[UUID], part_id: FromPath[UUID]
) -> Response[Page[ProductFacts]]:
    """Say that a part does not fit after all; answers with those that do."""

    async def unfit() -> Page[ProductFacts]:
        await actions.unfit_part(product_id=product_id, part_id=part_id, by=request.user)
        return Page(await queries.parts_for(product_id))

    return await once(request, unfit)


@post("/products/{product_id:str}/retirement", guards=[needs("products.write", company=True)])
async def retire_product(request: DeskRequest, product_id: FromPath[UUID]) -> Response[ProductFacts]:
    """No longer offer a product or part; what was sold of it keeps working with it."""

    async def retire() -> ProductFacts:
        await actions.retire_product(product_id=product_id, version=None, by=request.user)
        return await queries.product(product_id)

    return await once(request, retire)


@post("/products/{product_id:str}/revival", guards=[needs("products.write", company=True)])
async def revive_product(request: DeskRequest, product_id: FromPath[UUID]) -> Response[ProductFacts]:
    """Offer a retired product or part again."""

    async def revive() -> ProductFacts:
        await actions.revive_product(product_id=product_id, version=None, by=request.user)
        return await queries.product(product_id)

    return await once(request, revive)


NAMED = [Named(("product_id", "part_id", "part_ids"), queries.product_named, "its SKU", "D-100", table="product")]
ROUTES = [
    list_products,
    create_product,
    show_product,
    change_product,
    list_parts,
    fit_part,
    unfit_part,
    retire_product,
    revive_product,
]
