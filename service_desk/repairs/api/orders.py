"""Start repair orders and read them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from service_desk.centres.queries import dialled_in
from service_desk.foundation.naming import Named
from service_desk.foundation.paging import Page
from service_desk.foundation.web import DeskRequest, Limit, needs, once
from service_desk.foundation.web.filters import STATE, Since, Until, UpdatedSince
from service_desk.foundation.web.lists import in_pages
from service_desk.foundation.web.own_ids import own_id
from service_desk.repairs import actions, queries
from service_desk.repairs.rules import (
    ITEM_SUBJECT,
    EstimateFacts,
    GoodwillFacts,
    HandoverFacts,
    LineFacts,
    MoveFacts,
    OrderFacts,
    OrderRow,
    OrderSort,
    RepairItemFacts,
    ServiceType,
    State,
    WaitReason,
)
from service_desk.tickets.rules import Due, Owner
from service_desk.warranty.queries import ToldDecision, decisions_of, told

Code = Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
InState = Annotated[list[State] | None, STATE]
Currency = Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]


class NewItem(msgspec.Struct, forbid_unknown_fields=True):
    """A unit that was brought in; without `item_id` one that we do not know, by the serial on it."""

    item_id: UUID | None = None
    symptom: Code | None = None
    condition: Code | None = None
    serial: Annotated[str, msgspec.Meta(max_length=90)] = ""
    service_type: ServiceType = ServiceType.REPAIR


class NewOrder(msgspec.Struct, forbid_unknown_fields=True):
    """From a ticket (its item comes first, `items` are added), or with `centre_id` and `items` for what was brought in."""

    ticket_id: UUID | None = None
    centre_id: UUID | None = None
    items: Annotated[list[NewItem], msgspec.Meta(max_length=50)] = []
    party_id: UUID | None = None
    reported_at: datetime | None = None
    currency: Currency | None = None
    id: UUID | None = None


@dataclass(frozen=True)
class OrderView:
    """An order with its units, the lines that stand, its estimates, its goodwill, its history and who had its units."""

    order: OrderFacts
    items: list[RepairItemFacts]
    lines: list[LineFacts]
    estimates: list[EstimateFacts]
    goodwill: list[GoodwillFacts]
    moves: list[MoveFacts]
    handovers: list[HandoverFacts]


async def view(order_id: UUID) -> OrderView:
    return OrderView(
        await queries.order(order_id),
        await queries.items(order_id),
        await queries.lines(order_id),
        await queries.estimates(order_id),
        await queries.goodwill_of(order_id),
        await queries.moves(order_id),
        await queries.handovers(order_id),
    )


@post("/repairs", guards=[needs("repairs.work")], example={"ticket_id": "01a1f0c2-7a52-7f7e-9c1b-1f2f5d1a9f10"})
async def start_order(request: DeskRequest, data: JSONBody[NewOrder]) -> Response[actions.StartedOrder]:
    """Start a repair order; the ticket goes into repair, and whoever scans the item sees that it is here."""
    brought = [
        actions.Brought(item.item_id, item.symptom, item.condition, item.serial, service_type=item.service_type)
        for item in data.items
    ]
    return await once(
        request,
        lambda: actions.start(
            ticket_id=data.ticket_id, items=brought, centre_id=data.centre_id, party_id=data.party_id,
            reported_at=data.reported_at, currency=data.currency, order_id=own_id(data.id), by=request.user,
        ),
    )  # fmt: skip


@get("/repairs", guards=[needs("repairs.read")])
async def list_orders(
    request: DeskRequest,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
    in_state: InState = None,
    ticket_id: FromQuery[UUID | None] = None,
    words: FromQuery[str | None] = None,
    centre_id: FromQuery[UUID | None] = None,
    party_id: FromQuery[UUID | None] = None,
    item_id: FromQuery[UUID | None] = None,
    since: Since = None,
    until: Until = None,
    updated_since: UpdatedSince = None,
    due: FromQuery[Due | None] = None,
    technician: FromQuery[Owner | None] = None,
    technician_id: FromQuery[UUID | None] = None,
    wait_reason: FromQuery[list[WaitReason] | None] = None,
    shelf_id: FromQuery[UUID | None] = None,
    sort: FromQuery[OrderSort] = OrderSort.NEWEST,
) -> Page[OrderRow]:
    """The orders that are not ended, the newest first or as `sort` says; with a state, ticket, customer, item or time those of any state.

    `since` and `until` are days of the report. `words` finds orders of any state by beginnings of words of the report, the units
    or the customer's name, by a serial or part of one, by a number as `9` or `teh r 9`. What is due, or sorted by it, is not ended. `technician` (`me`,
    `nobody`) or `technician_id`, `wait_reason` and `shelf_id` are those of any of its units.
    """
    asked = queries.OrderFilter(
        state=in_state, ticket_id=ticket_id, due=due, words=words, party_id=party_id, item_id=item_id, since=since, until=until,
        updated_since=updated_since, technician=technician, technician_id=technician_id, wait=wait_reason,
        shelf_id=shelf_id, sort=sort,
    )  # fmt: skip
    return await queries.queue(
        asked, centres=request.user.where("repairs.read", centre_id), me=request.user.id,
        regions=await dialled_in(request.user) if words else None, cursor=cursor, limit=limit,
    )  # fmt: skip


@get("/items/{item_id:str}/repairs", guards=[needs("repairs.read")])
async def list_item_orders(
    request: DeskRequest,
    item_id: FromPath[UUID],
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
    centre_id: FromQuery[UUID | None] = None,
) -> Page[OrderRow]:
    """Every order a unit was on, the newest first."""
    return await queries.orders_of_item(
        item_id, centres=request.user.where("repairs.read", centre_id), cursor=cursor, limit=limit
    )


@get("/repairs/{order_id:str}/decisions", guards=[needs("warranty.read")])
@in_pages
async def list_decisions(request: DeskRequest, order_id: FromPath[UUID]) -> list[ToldDecision]:
    """Every verdict on the units of an order with its reasons, the newest first; what an override overrode stays."""
    await queries.order(order_id, request.user.where("repairs.read"))
    found = [one for item in await queries.items(order_id) for one in await decisions_of((ITEM_SUBJECT, item.id))]
    return [told(one, request.user.language) for one in sorted(found, key=lambda one: one.made_at, reverse=True)]


@get("/repairs/{order_id:str}", guards=[needs("repairs.read")])
async def show_order(request: DeskRequest, order_id: FromPath[UUID]) -> OrderView:
    """One order with everything on it."""
    await queries.order(order_id, request.user.where("repairs.read"))
    return await view(order_id)


NAMED = [
    Named(("order_id",), queries.order_named, "its number", "BER-R-000123", table="repair_order"),
    Named(("estimate_id",), queries.estimate_named, "its number", "BER-E-000123"),
    Named(
        ("line_id", "line_ids", "part_line_id"),
        also="its `seq` on the order",
        example="1",
        within=("order_id", queries.line_named),
    ),
    Named(
        ("repair_item_id",),
        also="its serial, or its `seq` on the order",
        example="S1",
        within=("order_id", queries.repair_item_named),
    ),
]
ROUTES = [start_order, list_orders, list_item_orders, list_decisions, show_order]
