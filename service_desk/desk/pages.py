"""The home page: what needs me, and the one box."""

from typing import Any, Final
from urllib.parse import quote

from litestar import Response, get

from service_desk.desk.queries import box
from service_desk.foundation.actor import Actor
from service_desk.foundation.web import DeskRequest
from service_desk.foundation.web.html import PAGE
from service_desk.foundation.web.pages import Entry, draw
from service_desk.scanning.rules import Record, RecordKind
from service_desk.tickets import queries as tickets
from service_desk.tickets.look import KINDS
from service_desk.tickets.queries import QueueFilter
from service_desk.tickets.rules import Owner, Sort

FEW: Final = 8
_VIEWS: Final = (
    ("mine", QueueFilter(owner=Owner.ME, sort=Sort.DUE), "nothing_mine", "/tickets?owner=me"),
    ("unassigned", QueueFilter(owner=Owner.NOBODY, sort=Sort.DUE), "nothing_unassigned", "/tickets?owner=nobody"),
)


@get("/desk", opt={PAGE: True}, include_in_schema=False)
async def home(request: DeskRequest) -> Response[Any]:
    """What needs me, by when it is due; what is nobody's."""
    typed = request.query_params.get("typed", "").strip()[:1000]
    if typed:
        return await _found(request, typed)
    lists = []
    if request.user.may("tickets.read"):
        centres = request.user.where("tickets.read")
        for title, asked, empty, address in _VIEWS:
            page = await tickets.queue(asked, centres=centres, me=request.user.id, limit=FEW)
            lists.append((title, page.items, empty, address))
    return draw(request, "desk/templates/home.html", lists=lists, **KINDS)


async def _found(request: DeskRequest, typed: str) -> Response[Any]:
    """What was typed into the box; the one record that a code means is opened at once."""
    found = await box(typed, request.user)
    hit = found.hit.record
    if hit is not None and (address := _page_of(hit, request.user)):
        return Response(b"", status_code=303, headers={"Location": address})
    return draw(request, "desk/templates/found.html", asked=typed, found=found, RecordKind=RecordKind, **KINDS)


def _page_of(hit: Record, by: Actor) -> str:
    """Where a record has its page, and this person may open it."""
    pages = {
        RecordKind.TICKET: (f"/tickets/{quote(hit.number)}", "tickets.read"),
        RecordKind.ITEM: (f"/items/{hit.id}", "items.read"),
        RecordKind.CUSTOMER: (f"/customers/{hit.id}", "customers.read"),
    }
    address, right = pages.get(hit.kind, ("", ""))
    return address if address and by.may(right) else ""


ROUTES: Final[list[Any]] = [home]
NAV: Final = (Entry("/desk", "desk", "home", "home", rank=10),)
