"""Places and stock: where parts lie, receive, move, count, correct."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody

from service_desk.foundation.money import stated
from service_desk.foundation.naming import Named
from service_desk.foundation.paging import Page
from service_desk.foundation.search import narrowed
from service_desk.foundation.sorting import by_name
from service_desk.foundation.web import Created, DeskRequest, Limit, needs, once
from service_desk.foundation.web.filters import InWords, Since, Until
from service_desk.foundation.web.lists import in_pages
from service_desk.foundation.web.scans import ScannedAt, beside, hints_for
from service_desk.parts import actions, queries
from service_desk.parts.rules import (
    LocationFacts,
    LocationKind,
    PartReceived,
    PartTransferred,
    StockAdjusted,
)
from service_desk.products import queries as products

Mark = Annotated[str, msgspec.Meta(max_length=120)]
Words = Annotated[dict[str, str], msgspec.Meta(min_length=1, max_length=10)]
Raw = Annotated[str, msgspec.Meta(max_length=4400)]
Currency = Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]
Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class NewLocation(msgspec.Struct, forbid_unknown_fields=True):
    """`kind`: warehouse, van or bench; the virtual places come with the centre."""

    centre_id: UUID
    code: Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
    name: Words
    kind: LocationKind


class Renaming(msgspec.Struct, forbid_unknown_fields=True):
    """`name`: by languages, all of them."""

    name: Words


class Scannable(ScannedAt, forbid_unknown_fields=True, kw_only=True):
    """The part by `part_id`, or by `code`: what was scanned or typed (a label, a SKU, a GTIN, the serial of one in stock), whose
    batch and serial are taken from it. With both, `code` is its label, or its serial or batch alone.
    """

    part_id: UUID | None = None
    code: Raw = ""
    lot: Mark = ""
    serial: Mark = ""


class Receipt(Scannable, forbid_unknown_fields=True, kw_only=True):
    """`part_id` or `code` names the part. `unit_cost` with its `currency`; without a cost the expected one is taken. `came_back`: a serial that left the stock
    before is here again. `confirm`: the cost is right, far though it is from the usual one.
    """

    location_id: UUID
    quantity: Decimal
    unit_cost: Decimal | None = None
    currency: Currency | None = None
    number: Annotated[str, msgspec.Meta(max_length=40)] = ""
    came_back: bool = False
    confirm: bool = False


class Correction(msgspec.Struct, forbid_unknown_fields=True):
    """What was really received (0: nothing) and what one of them really cost, with its `currency`; what is not given stays.

    `only_left`: correct the cost of what still lies there, though some was used. `confirm`: the cost is right, far though it
    is from the usual one.
    """

    reason: Reason
    quantity: Decimal | None = None
    unit_cost: Decimal | None = None
    currency: Currency | None = None
    only_left: bool = False
    confirm: bool = False


class Transfer(Scannable, forbid_unknown_fields=True, kw_only=True):
    from_id: UUID
    to_id: UUID
    quantity: Decimal


class Adjustment(Scannable, forbid_unknown_fields=True, kw_only=True):
    """`change`: above zero what was found too much, below zero what is missing."""

    location_id: UUID
    change: Decimal
    reason: Reason


class Count(Scannable, forbid_unknown_fields=True, kw_only=True):
    location_id: UUID
    counted: Decimal
    reason: Reason


class Cost(msgspec.Struct, forbid_unknown_fields=True):
    """`confirm`: the cost is right, far though it is from the usual one."""

    cost: Decimal
    currency: Currency
    valid_from: date
    confirm: bool = False


@dataclass(frozen=True)
class PartStock:
    """`on_hand` over all places that you may see."""

    part_id: UUID
    sku: str
    uom: str
    on_hand: Decimal
    balances: list[queries.Balance]


class Counted(msgspec.Struct):
    """`adjustment` is null when the balance was right."""

    adjustment: StockAdjusted | None


@get("/locations", guards=[needs("parts.read")])
@in_pages
async def list_locations(
    request: DeskRequest,
    virtual: FromQuery[bool] = False,
    centre_id: FromQuery[UUID | None] = None,
    words: InWords = None,
) -> list[LocationFacts]:
    """Places in use, as your language sorts names; with `virtual` also the supplier, consumption, customer and loss side of moves."""
    found = await queries.locations(request.user.where("parts.read", centre_id), virtual=virtual)
    found = narrowed(found, words, lambda each: " ".join((each.code, *each.name.values())))
    return by_name(found, request.user.language)


@post("/locations", guards=[needs("parts.adjust")])
async def create_location(request: DeskRequest, data: JSONBody[NewLocation]) -> Response[Created]:
    """Add a warehouse, van or bench to a centre."""

    async def create() -> Created:
        return Created(await actions.create_location(**_given(data), by=request.user))

    return await once(request, create)


@patch("/locations/{location_id:str}", guards=[needs("parts.adjust")])
async def rename_location(
    request: DeskRequest, location_id: FromPath[UUID], data: JSONBody[Renaming]
) -> Response[LocationFacts]:
    """Call a warehouse, van or bench otherwise; the words given replace all it has. Its code stays: it is printed on the shelf."""

    async def rename() -> LocationFacts:
        await actions.rename_location(location_id=location_id, name=data.name, by=request.user)
        return await queries.location(location_id)

    return await once(request, rename, status=200)


@post("/locations/{location_id:str}/retirement", guards=[needs("parts.adjust")])
async def retire_location(request: DeskRequest, location_id: FromPath[UUID]) -> Response[Created]:
    """Use a place no longer; it must be empty."""

    async def retire() -> Created:
        await actions.retire_location(location_id=location_id, by=request.user)
        return Created(location_id)

    return await once(request, retire)


@post("/locations/{location_id:str}/revival", guards=[needs("parts.adjust")])
async def revive_location(request: DeskRequest, location_id: FromPath[UUID]) -> Response[Created]:
    """Use a place again that was retired."""

    async def revive() -> Created:
        await actions.revive_location(location_id=location_id, by=request.user)
        return Created(location_id)

    return await once(request, revive)


@get("/locations/{location_id:str}/stock", guards=[needs("parts.read")])
async def show_location(
    request: DeskRequest, location_id: FromPath[UUID], cursor: FromQuery[str | None] = None, limit: Limit = 50
) -> Page[queries.Balance]:
    """What lies at a place, by SKU."""
    place = await queries.location(location_id)
    request.user.require_row("parts.read", place.centre_id, kind="location", key=location_id)
    return await queries.stock_at(location_id, cursor, limit)


@get("/parts/{part_id:str}/stock", guards=[needs("parts.read")])
async def show_stock(request: DeskRequest, part_id: FromPath[UUID]) -> PartStock:
    """Where a part lies, by place, lot and serial, and what it cost on average."""
    part = await products.product(part_id)
    balances = await queries.stock_of(part.id, request.user.where("parts.read"))
    return PartStock(part.id, part.sku, part.uom, sum((b.quantity for b in balances), Decimal(0)), balances)


@get("/parts/{part_id:str}/moves", guards=[needs("parts.read")])
async def list_moves(
    request: DeskRequest,
    part_id: FromPath[UUID],
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
    centre_id: FromQuery[UUID | None] = None,
    since: Since = None,
    until: Until = None,
) -> Page[queries.Move]:
    """The moves of a part, the newest first; `since` and `until` are days where it was moved."""
    part = await products.product(part_id)
    centres = request.user.where("parts.read", centre_id)
    return await queries.moves_of(part.id, centres, cursor, limit, since=since, until=until)


@post("/parts/{part_id:str}/costs", guards=[needs("prices.write", company=True)])
async def set_cost(request: DeskRequest, part_id: FromPath[UUID], data: JSONBody[Cost]) -> Response[Created]:
    """Set what a part is expected to cost from a day on, for the time until a receipt tells."""

    async def set_it() -> Created:
        part = await products.product(part_id)
        await actions.set_cost(part_id=part.id, **_given(data), by=request.user)
        return Created(part.id)

    return await once(request, set_it)


@post(
    "/stock/receipts",
    guards=[needs("parts.receive")],
    example={
        "part_id": "01a1f0c2-7a52-7f7e-9c1b-1f2f5d1a9f10",
        "location_id": "01a1f0c2-7a52-7f7e-9c1b-1f2f5d1a9f10",
        "quantity": "5",
        "unit_cost": "20.00",
        "currency": "EUR",
    },
)
async def receive(request: DeskRequest, data: JSONBody[Receipt]) -> Response[PartReceived]:
    """Take parts into stock from the supplier."""
    stated(data.unit_cost, data.currency, "unit_cost")

    async def take_in() -> PartReceived:
        return await actions.receive(**await _meant(data, data.location_id, request), by=request.user)

    return await once(request, take_in)


@post(
    "/stock/receipts/{move_id:uuid}/correction",
    guards=[needs("parts.adjust")],
    example={"quantity": "4", "unit_cost": "11.50", "currency": "EUR", "reason": "The note said four"},
)
async def correct_receipt(
    request: DeskRequest, move_id: FromPath[UUID], data: JSONBody[Correction]
) -> Response[actions.Corrected]:
    """Correct a receipt that was entered wrongly: desk and books move together. Refused where what it brought was used,
    with what used it."""
    stated(data.unit_cost, data.currency, "unit_cost")
    return await once(request, lambda: actions.correct_receipt(move_id=move_id, **_given(data), by=request.user))


@post("/stock/transfers", guards=[needs("parts.issue")])
async def move(request: DeskRequest, data: JSONBody[Transfer]) -> Response[PartTransferred]:
    """Move parts from one place to another."""

    async def go() -> PartTransferred:
        return await actions.move(**await _meant(data, data.from_id, request), by=request.user)

    return await once(request, go)


@post("/stock/adjustments", guards=[needs("parts.adjust")])
async def adjust(request: DeskRequest, data: JSONBody[Adjustment]) -> Response[StockAdjusted]:
    """Correct a balance by what was found too much or too little."""

    async def correct() -> StockAdjusted:
        return await actions.adjust(**await _meant(data, data.location_id, request), by=request.user)

    return await once(request, correct)


@post("/stock/counts", guards=[needs("parts.adjust")])
async def count(request: DeskRequest, data: JSONBody[Count]) -> Response[Counted]:
    """Tell what was counted; the difference is written as an adjustment."""

    async def tell() -> Counted:
        return Counted(await actions.count(**await _meant(data, data.location_id, request), by=request.user))

    return await once(request, tell)


async def _meant(data: Scannable, place: UUID, request: DeskRequest) -> dict[str, Any]:
    """The fields of the body, with part, batch and serial as the scan says them; what lies at the place decides between
    readings of it. What was given beside the scan goes before what it says."""
    found = await actions.named(data.code, data.part_id, await hints_for(data.code, data, request.user), field="code")
    mark = await actions.carried(found, place)
    given = {name: value for name, value in beside(data).items() if name != "code"}
    return given | {"part_id": found.product.id, "lot": data.lot or mark.lot, "serial": data.serial or mark.serial}


def _given(data: msgspec.Struct) -> dict[str, Any]:
    return msgspec.structs.asdict(data)


NAMED = [
    Named(
        ("location_id", "from_id", "to_id", "old_location_id", "shelf_id"),
        queries.location_named,
        "its code, or CENTRE:CODE where several centres have it",
        "BER:VAN-1",
        table="location",
    )
]
ROUTES = [
    list_locations,
    create_location,
    rename_location,
    retire_location,
    revive_location,
    show_location,
    show_stock,
    list_moves,
    set_cost,
    receive,
    correct_receipt,
    move,
    adjust,
    count,
]
