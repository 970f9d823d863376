"""Who calls: the panel on every page of whoever is rung, the call list, and one call with all who have the number."""

from contextlib import suppress
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from markupsafe import Markup

from barcodes import parse_scan
from service_desk.calls import actions, queries
from service_desk.calls.actions.calls import TOPIC
from service_desk.calls.look import KINDS
from service_desk.calls.rules import CallState
from service_desk.centres.queries import dialled_in
from service_desk.foundation.actor import Actor
from service_desk.foundation.errors import DeskError, NotFound
from service_desk.foundation.reader import Reader
from service_desk.foundation.web import DeskRequest, forms, html, needs
from service_desk.foundation.web.html import PAGE
from service_desk.foundation.web.pages import Entry, draw, drawn
from service_desk.parties import queries as parties
from service_desk.parties.rules import PartyFacts
from service_desk.products.queries.scans import find_by_scan

_LIST, _ONE = (f"calls/templates/{name}.html" for name in ("list", "one"))
_VIEWS: Final[dict[str, dict[str, str]]] = {
    "all_calls": {},
    "my_calls": {"mine": "yes"},
    "missed_calls": {"state": CallState.MISSED.value},
    "my_missed": {"mine": "yes", "state": CallState.MISSED.value},
}
_MOST: Final = 5


async def rung(staff_id: UUID, reader: Reader) -> Markup | None:
    """The call that rings at the reader's own telephone, or that they are in; news of anybody else's is nothing to them."""
    if staff_id != reader.actor.id:
        return None
    found = await queries.at_hand(reader.actor)
    pop = None if found is None else await queries.pop(found.id, reader.actor)
    return drawn(reader, "calls/templates/_pop.html", pop=pop, **KINDS)


@get("/calls", guards=[needs("calls.take")], opt={PAGE: True}, include_in_schema=False)
async def call_list(request: DeskRequest) -> Response[bytes]:
    """Who called, the newest first."""
    given = {name: request.query_params.get(name, "") for name in ("mine", "state", "words")}
    told = {name: value for name, value in given.items() if value}
    states = [CallState(given["state"])] if given["state"] in set(CallState) else None
    page = await queries.calls(
        request.user, staff_id=request.user.id if given["mine"] else None, states=states,
        words=given["words"].strip() or None, cursor=request.query_params.get("cursor") or None,
    )  # fmt: skip
    views = [(name, f"/calls?{urlencode(view)}" if view else "/calls", view == told) for name, view in _VIEWS.items()]
    more = f"/calls?{urlencode(told | {'cursor': page.next})}" if page.next else ""
    return draw(request, _LIST, calls=page.items, given=given, views=views, more=more, **KINDS)


@get("/calls/{call_id:uuid}", guards=[needs("calls.take")], opt={PAGE: True}, include_in_schema=False)
async def one_call(request: DeskRequest, call_id: FromPath[UUID]) -> Response[bytes]:
    """All who have the number; of an unknown one, who it may be."""
    return await _page(request, call_id)


@post("/calls/{call_id:uuid}/caller", guards=[needs("customers.write")], opt={PAGE: True}, include_in_schema=False)
async def keep_caller(request: DeskRequest, call_id: FromPath[UUID]) -> Response[Any]:
    """The number belongs to that customer from now on."""
    given = await forms.given(request)

    async def effect() -> str:
        try:
            party_id = UUID(given["party"])
        except ValueError:
            raise NotFound(kind="customer", key=given["party"]) from None
        await actions.keep_caller(call_id=call_id, party_id=party_id, by=request.user)
        return f"/calls/{call_id}"

    try:
        address = await forms.once(request, given, effect)
    except DeskError as error:
        return await _page(request, call_id, error)
    return forms.gone_to(request, address, str(html.words(request.user.language, _ONE)("kept")))


async def _page(request: DeskRequest, call_id: UUID, error: DeskError | None = None) -> Response[bytes]:
    pop = await queries.pop(call_id, request.user)
    typed = request.query_params.get("typed", "").strip()[:200]
    found = await _meant(typed, request.user) if typed else []
    faults = forms.faults(error, request.user.language)
    return draw(
        request, _ONE, status=error.status if error else 200, pop=pop, asked=typed, found=found, faults=faults, **KINDS
    )


async def _meant(typed: str, by: Actor) -> list[PartyFacts]:
    """By phone, mail or name; by the serial of what they own."""
    if not by.may("customers.read"):
        return []
    found = await parties.find_by_contact(typed, await dialled_in(by))
    if not found:
        with suppress(DeskError):
            owners = [unit.owner_id for unit in (await find_by_scan(parse_scan(typed))).items if unit.owner_id]
            found = [await parties.party(owner) for owner in dict.fromkeys(owners)]
    return (found or list((await parties.search(typed, language=by.language, limit=_MOST)).items))[:_MOST]


ROUTES: Final[list[Any]] = [call_list, one_call, keep_caller]
NAV: Final = (Entry("/calls", "calls", "calls", "phone", right="calls.take", rank=25),)
LIVE: Final = {TOPIC: rung}
OWN: Final = {TOPIC: "calls.take"}
