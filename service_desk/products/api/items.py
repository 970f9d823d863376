"""The sold units: find by serial or scan, register, date, hand on."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from barcodes import Source, parse_scan
from service_desk.foundation.actor import Actor
from service_desk.foundation.errors import Invalid
from service_desk.foundation.naming import Named
from service_desk.foundation.paging import Page, checked_limit
from service_desk.foundation.web import Created, DeskRequest, Limit, needs, once
from service_desk.foundation.web.filters import InWords, UpdatedSince
from service_desk.foundation.web.own_ids import own_id
from service_desk.foundation.web.scans import Raw, ScannedAt, hints_for
from service_desk.products import actions, queries
from service_desk.products.actions.items import NewDate
from service_desk.products.rules import (
    Basis,
    EvidenceKind,
    ItemDateFacts,
    ItemFacts,
    WrongCheckDigit,
)

Written = Annotated[str, msgspec.Meta(max_length=20_000)]
Country = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]


MOST_BY_WORDS = 200  # where other filters narrow them


class NothingAsked(Invalid):
    code = "nothing_asked"
    message = "Say which items you look for: serial=, scan=, part= (of a serial) or owner_id=."


class DateGiven(msgspec.Struct, forbid_unknown_fields=True):
    basis: Basis
    on_date: date
    evidence_kind: EvidenceKind = EvidenceKind.NONE
    evidence: Annotated[str, msgspec.Meta(max_length=500)] = ""
    proof_accepted: bool = False


class NewItem(msgspec.Struct, forbid_unknown_fields=True):
    """`since`: the owner's first day; without it the newest of the dates, else today."""

    product_id: UUID
    serial: Written | None = None
    batch: Written | None = None
    quantity: Decimal = Decimal(1)
    owner_id: UUID | None = None
    since: date | None = None
    country_of_sale: Country | None = None
    dates: Annotated[list[DateGiven], msgspec.Meta(max_length=20)] = []
    id: UUID | None = None
    from_stock: bool = False


class NewOwner(msgspec.Struct, forbid_unknown_fields=True):
    """`from_stock`: the unit is sold out of our own stock, and leaves it (needs parts.issue)."""

    party_id: UUID
    since: date
    from_stock: bool = False


class Item(msgspec.Struct):
    item: ItemFacts
    dates: list[ItemDateFacts]
    owners: list[queries.Owner]


class Versioned(msgspec.Struct):
    id: UUID
    version: int


@get("/items", guards=[needs("items.read")])
async def list_items(
    request: DeskRequest,
    serial: FromQuery[str | None] = None,
    scan: FromQuery[str | None] = None,
    part: FromQuery[str | None] = None,
    words: InWords = None,
    owner_id: FromQuery[UUID | None] = None,
    product_id: FromQuery[UUID | None] = None,
    updated_since: UpdatedSince = None,
    source: FromQuery[Source | None] = None,
    alt_raw: FromQuery[Raw | None] = None,
    station_id: FromQuery[UUID | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[ItemFacts]:
    """Find items by serial as typed, by what a scanner read, by part of a serial, by words of its owner or model; or page by page those of an owner or a
    product, or those that were changed since a moment. All that is asked holds together.

    One serial may belong to several products, and a scan may be read in several ways: then all of them are answered, and the
    person chooses. `source`, `alt_raw` and `station_id` tell how `scan` was read.
    """
    if owner_id is not None:
        request.user.require("customers.read")
    narrowed = (owner_id, product_id, updated_since) != (None, None, None)
    ways: list[Collection[UUID]] = []
    found: list[ItemFacts] = []
    if serial is not None:
        found = await queries.find_by_serial(serial)
        await _some(found, serial)
        ways.append([item.id for item in found])
    if scan is not None:
        given = ScannedAt(source=source, alt_raw=alt_raw, station_id=station_id)
        meant = await queries.find_by_scan(parse_scan(scan, await hints_for(scan, given, request.user)))
        if meant.misread and not meant.items:
            raise WrongCheckDigit(value=meant.misread, field="scan")
        found = list(meant.items)
        await _some(found, scan)
        ways.append([item.id for item in found])
    if words is not None:
        found = await queries.items_by_words(
            words, owners=request.user.may("customers.read"), limit=MOST_BY_WORDS if narrowed else checked_limit(limit)
        )
        ways.append([item.id for item in found])
    if part is not None and (ways or narrowed):
        ways.append(await queries.serials_with(part))
    elif part is not None:
        found = await queries.search_serials(part, checked_limit(limit))
    elif not (ways or narrowed):
        raise NothingAsked
    if narrowed or len(ways) > 1:
        page = await queries.items(
            product_id=product_id, owner_id=owner_id, updated_since=updated_since,
            among=set.intersection(*map(set, ways)) if ways else None, cursor=cursor, limit=limit,
        )  # fmt: skip
        return Page([_shown(item, request.user) for item in page.items], page.next)
    return Page([_shown(item, request.user) for item in found])


async def _some(found: list[ItemFacts], written: str) -> None:
    """A sentence with what may have been meant, where nothing was found."""
    if not found and written:
        await queries.only(found, written)


def _shown(item: ItemFacts, actor: Actor) -> ItemFacts:
    return item.shown(owner=actor.may("customers.read"))


@get("/items/{item_id:str}", guards=[needs("items.read")])
async def show_item(request: DeskRequest, item_id: FromPath[UUID]) -> Item:
    """One item with every date told of it and its owners over time."""
    item = _shown(await queries.item(item_id), request.user)
    return Item(item, await queries.item_dates(item_id), await queries.owners(item_id))


@post(
    "/items",
    guards=[needs("items.write")],
    example={
        "product_id": "01a1f0c2-7a52-7f7e-9c1b-1f2f5d1a9f10",
        "serial": "S1",
        "dates": [{"basis": "invoice", "on_date": "2026-03-15"}],
    },
)
async def register_item(request: DeskRequest, data: JSONBody[NewItem]) -> Response[Created]:
    """Register a sold unit, or a quantity of one batch."""

    async def register() -> Created:
        key = await actions.register_item(
            product_id=data.product_id,
            serial=data.serial,
            batch=data.batch,
            quantity=data.quantity,
            owner_id=data.owner_id,
            since=data.since,
            country_of_sale=data.country_of_sale,
            dates=[NewDate(**msgspec.structs.asdict(one)) for one in data.dates],
            item_id=own_id(data.id),
            from_stock=data.from_stock,
            by=request.user,
        )
        return Created(key)

    return await once(request, register)


@post("/items/{item_id:str}/ownership", guards=[needs("items.write")])
async def transfer_owner(
    request: DeskRequest, item_id: FromPath[UUID], data: JSONBody[NewOwner]
) -> Response[Versioned]:
    """Hand an item to another owner; the history keeps the one before."""

    async def transfer() -> Versioned:
        version = await actions.transfer_owner(
            item_id=item_id,
            party_id=data.party_id,
            since=data.since,
            from_stock=data.from_stock,
            by=request.user,
        )
        return Versioned(item_id, version)

    return await once(request, transfer)


NAMED = [
    Named(
        ("item_id",), queries.item_named, "its serial, or SKU:SERIAL where several have it", "S1", table="service_item"
    )
]
ROUTES = [list_items, show_item, register_item, transfer_owner]
