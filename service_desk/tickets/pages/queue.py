"""The queue: what is to be done, in built-in, own and shared views."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get
from markupsafe import Markup

from service_desk.accounts import queries as accounts
from service_desk.centres.queries import centres, dialled_in
from service_desk.foundation import clock
from service_desk.foundation.errors import DeskError, NotFound
from service_desk.foundation.reader import Reader
from service_desk.foundation.sentences import sentence
from service_desk.foundation.web import DeskRequest, forms, needs
from service_desk.foundation.web.html import PAGE
from service_desk.foundation.web.pages import draw, drawn
from service_desk.foundation.web.stream import UNATTENDED
from service_desk.tickets import queries
from service_desk.tickets.look import KINDS
from service_desk.tickets.rules import BulkFacts, Due, Priority, Rest, SavedViewFacts, State, ViewAsked, view_read

QUEUE, _ROWS = (f"tickets/templates/{name}.html" for name in ("queue", "_rows"))
_OWN_KEY: Final = 9  # opens the first view of one's own
CHOSEN: Final = "view"  # in the address: the saved view that it began with
BULK: Final = "bulk"  # and what was just done to many tickets
VIEWS: Final[tuple[tuple[str, dict[str, str]], ...]] = (
    ("view_all", {}),
    ("view_mine", {"owner": "me"}),
    ("view_nobody", {"owner": "nobody"}),
    ("view_unread", {"unread": "yes"}),
    ("view_new", {"state": "new"}),
    ("view_waiting", {"state": "waiting_customer"}),
    ("view_repair", {"state": "in_repair"}),
    ("view_done", {"state": "resolved"}),
    ("view_snoozed", {"snoozed": "yes"}),
)


@dataclass(frozen=True, slots=True)
class View:
    """A named address with how much stands there; counting stops at 100. `name`: a word of ours, or `saved` has its own.
    `key`: the digit that opens it."""

    name: str
    address: str
    count: int
    here: bool
    key: str = ""
    saved: SavedViewFacts | None = None


@get("/tickets", guards=[needs("tickets.read")], opt={PAGE: True}, include_in_schema=False)
async def queue(request: DeskRequest) -> Response[bytes]:
    """What is to be done; the address is the filter, so that it can be kept and sent."""
    return await page(request, whole=request.headers.get("hx-request-type") != "partial")


@get("/tickets/rows", guards=[needs("tickets.read")], opt={PAGE: True, UNATTENDED: True}, include_in_schema=False)
async def rows(request: DeskRequest) -> Response[bytes]:
    """The first rows of the same address by now; an open page asks for them by itself, to count what is new."""
    return await page(request, whole=False)


async def page(
    request: DeskRequest,
    *,
    whole: bool = True,
    given: Mapping[str, str] | None = None,
    error: DeskError | None = None,
    bulk_error: DeskError | None = None,
    picked: frozenset[UUID] = frozenset(),
    typed: Mapping[str, str] | None = None,
) -> Response[bytes]:
    """`given`: the fields of its address, where that is another one than of the request. `error`, `bulk_error`, `typed`: of the form
    that keeps a view, of the one that changes what is `picked`, and what was typed there."""
    given = request.query_params if given is None else given
    asked, chosen = view_read(given), given.get(CHOSEN, "")
    regions = await dialled_in(request.user) if asked.words else None
    cursor = request.query_params.get("cursor") or None
    found = await queries.queue(
        queries.filter_of(asked), centres=request.user.where("tickets.read"), me=request.user.id, regions=regions, cursor=cursor
    )  # fmt: skip
    address = asked.told | ({CHOSEN: chosen} if chosen else {})
    more = f"/tickets?{urlencode(address | {'cursor': found.next})}" if found.next else ""
    places: dict[str, Any] = {
        "found": found,
        "more": more,
        **KINDS,
        "now": clock.now(),
        "news": False,
        "picked": picked,
    }
    if whole:
        views = await _views(request, asked, chosen)
        here = next((view.saved for view in views if view.saved and view.here), None)
        places |= {
            "views": views, "view": here, "changeable": here is not None and queries.may_change(here, request.user),
            "asked": asked, "states": list(State), "priorities": list(Priority), "dues": list(Due), "chosen": chosen,
            "address": urlencode(address), "shared_with": await _centres_to_share_in(request),
            "typed": typed or forms.Fields(), "faults": forms.faults(error, request.user.language), "bulk": await _bulk(request, given.get(BULK, "")),
            "bulk_fault": sentence(bulk_error, request.user.language) if bulk_error else "", "rests": list(Rest),
            "staff": [each for each in await accounts.staff_list() if each.may_sign_in] if request.user.may("tickets.move") else [],
        }  # fmt: skip
    refused = error or bulk_error
    return draw(request, QUEUE if whole else _ROWS, status=refused.status if refused else 200, **places)


async def _bulk(request: DeskRequest, told: str) -> BulkFacts | None:
    """What became of the tickets that were just changed; an old address tells nothing of it."""
    with suppress(ValueError, NotFound):
        return await queries.bulk_change(UUID(told), request.user) if told else None
    return None


async def _views(request: DeskRequest, asked: ViewAsked, chosen: str) -> list[View]:
    """What everybody has, then what this reader keeps or is shown."""
    saved = await queries.views(request.user)
    told, mine = asked.told, {str(each.id) for each in saved}
    every = [*(view_read(view) for _, view in VIEWS), *(each.asked for each in saved)]
    counts = await queries.count_views(every, request.user)
    built_in = [
        View(
            name,
            f"/tickets?{urlencode(view)}" if view else "/tickets",
            count,
            told == view and chosen not in mine,
            str(place) if place < _OWN_KEY else "",
        )
        for place, ((name, view), count) in enumerate(zip(VIEWS, counts[: len(VIEWS)], strict=True), 1)
    ]
    kept = [
        View(
            "",
            f"/tickets?{urlencode(each.asked.told | {CHOSEN: str(each.id)})}",
            count,
            str(each.id) == chosen,
            "" if place else str(_OWN_KEY),
            each,
        )
        for place, (each, count) in enumerate(zip(saved, counts[len(VIEWS) :], strict=True))
    ]
    return [*built_in, *kept]


async def _centres_to_share_in(request: DeskRequest) -> list[Any]:
    """Where this reader may share a view."""
    return [
        each for each in await centres() if request.user.may("tickets.move", each.id) and request.user.sees(each.id)
    ]


def asked_by(request: DeskRequest) -> ViewAsked:
    """What the address of a queue asks for."""
    return view_read(request.query_params)


async def row(ticket_id: UUID, reader: Reader) -> Markup | None:
    """What swaps into an open queue; None where the reader may not see the ticket."""
    if not reader.actor.may("tickets.read"):
        return None
    found = await queries.row(ticket_id, reader.actor.where("tickets.read"))
    if found is None:
        return None
    return drawn(reader, "tickets/templates/_live.html", ticket=found, **KINDS, now=clock.now(), news=True, picked=())


ROUTES: Final[list[Any]] = [queue, rows]
