"""The home page: what needs me, and the one box."""

from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

from litestar import Response, get

from barcodes import ScanHints, Source
from service_desk.desk.queries import box
from service_desk.foundation.actor import Actor
from service_desk.foundation.web import DeskRequest
from service_desk.foundation.web.html import PAGE
from service_desk.foundation.web.pages import Entry, draw
from service_desk.repairs import queries as repairs
from service_desk.repairs.rules import ENDED
from service_desk.scanning.rules import Record, RecordKind
from service_desk.tickets import queries as tickets
from service_desk.tickets.look import KINDS
from service_desk.tickets.queries import QueueFilter
from service_desk.tickets.rules import Owner, Sort
from service_desk.timesheets import queries as times

FEW: Final = 8
_VIEWS: Final = (
    ("mine", QueueFilter(owner=Owner.ME, sort=Sort.DUE, snoozed=False), "nothing_mine", "/tickets?owner=me"),
    (
        "unassigned",
        QueueFilter(owner=Owner.NOBODY, sort=Sort.DUE, snoozed=False),
        "nothing_unassigned",
        "/tickets?owner=nobody",
    ),
)
_WOKE: Final = QueueFilter(woke=True, sort=Sort.DUE)  # put off, and to be done again


@get("/desk", opt={PAGE: True}, include_in_schema=False)
async def home(request: DeskRequest) -> Response[Any]:
    """What needs me, by when it is due; what is nobody's."""
    typed = request.query_params.get("typed", "").strip()[:1000]
    if typed:
        return await _found(request, typed, request.query_params.get("alt_raw", "").strip()[:1000])
    lists = []
    if request.user.may("tickets.read"):
        centres = request.user.where("tickets.read")
        for title, asked, empty, address in _VIEWS:
            page = await tickets.queue(asked, centres=centres, me=request.user.id, limit=FEW)
            lists.append((title, page.items, empty, address))
        if woke := (await tickets.queue(_WOKE, centres=centres, me=request.user.id, limit=FEW)).items:
            lists.insert(0, ("woke", woke, "", ""))
    return draw(request, "desk/templates/home.html", lists=lists, **KINDS)


async def _found(request: DeskRequest, typed: str, alt_raw: str) -> Response[Any]:
    """What was typed into the box, or scanned anywhere; the one record that a code means is opened at once."""
    hints = ScanHints(source=Source.WEDGE, alt_raw=alt_raw) if alt_raw else None
    found = await box(typed, request.user, hints=hints)
    hit = found.hit.record
    if hit is not None and (address := await _page_of(hit, request.user)):
        return Response(b"", status_code=303, headers={"Location": address})
    return draw(request, "desk/templates/found.html", asked=typed, found=found, RecordKind=RecordKind, **KINDS)


async def _page_of(hit: Record, by: Actor) -> str:
    """Where a record has its page, and this person may open it."""
    if hit.kind is RecordKind.REPAIR:
        order = await repairs.order(hit.id, by.where("repairs.read"))
        if await _at_the_bench(by, order.centre_id):
            return f"/tech/{quote(order.number)}"
        return f"/tickets/{order.ticket_id}" if order.ticket_id and by.may("tickets.read", order.centre_id) else ""
    if hit.kind is RecordKind.ITEM and (number := await _order_on(hit.id, by)):
        return f"/tech/{quote(number)}"
    pages = {
        RecordKind.TICKET: (f"/tickets/{quote(hit.number)}", "tickets.read"),
        RecordKind.ITEM: (f"/items/{hit.id}", "items.read"),
        RecordKind.CUSTOMER: (f"/customers/{hit.id}", "customers.read"),
    }
    address, right = pages.get(hit.kind, ("", ""))
    return address if address and by.may(right) else ""


async def _order_on(item_id: UUID, by: Actor) -> str:
    """The order at work that a unit is on, for whom its bench is: they scan to go on with it."""
    orders = await repairs.orders_of_item(item_id, centres=by.where("repairs.work"), limit=FEW)
    for each in orders.items:
        if each.state not in ENDED and await _at_the_bench(by, each.centre_id):
            return each.number
    return ""


async def _at_the_bench(by: Actor, centre_id: UUID) -> bool:
    """They repair there, and their time is kept."""
    return by.may("repairs.work", centre_id) and await times.resource_of(by.id, centre_id) is not None


ROUTES: Final[list[Any]] = [home]
NAV: Final = (Entry("/desk", "desk", "home", "home", rank=10),)
