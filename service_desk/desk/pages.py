"""The home page: what needs me, and the one box."""

from typing import Any, Final

from litestar import Response, get

from service_desk.foundation.web import DeskRequest
from service_desk.foundation.web.html import PAGE
from service_desk.foundation.web.pages import Entry, draw
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
async def home(request: DeskRequest) -> Response[bytes]:
    """What needs me, by when it is due; what is nobody's."""
    lists = []
    if request.user.may("tickets.read"):
        centres = request.user.where("tickets.read")
        for title, asked, empty, address in _VIEWS:
            page = await tickets.queue(asked, centres=centres, me=request.user.id, limit=FEW)
            lists.append((title, page.items, empty, address))
    return draw(request, "desk/templates/home.html", lists=lists, **KINDS)


ROUTES: Final[list[Any]] = [home]
NAV: Final = (Entry("/desk", "desk", "home", "home", rank=10),)
