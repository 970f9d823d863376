"""The technician's pages: bench, work sheet, scan and outbox. One template for phone and bench, kept by the browser for a shift
without a network; whatever is done on them goes through the JSON doors, each act with its key."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Request, Response, get
from litestar.params import FromPath
from markupsafe import Markup

from service_desk.centres.queries import dialled_in
from service_desk.faults import queries as faults
from service_desk.faults.queries import UnknownFaultCode
from service_desk.faults.rules import CodeList, FaultCodeFacts
from service_desk.foundation.i18n import one_line, say
from service_desk.foundation.places import STATIC
from service_desk.foundation.reader import Reader
from service_desk.foundation.web import DeskRequest, needs, open_to_all
from service_desk.foundation.web.html import PAGE, words
from service_desk.foundation.web.pages import MANIFEST, assets, draw, drawn
from service_desk.foundation.web.shell import HEADERS
from service_desk.parts import queries as stock
from service_desk.products import queries as products
from service_desk.repairs import queries
from service_desk.repairs.look import LOOKS
from service_desk.repairs.queries import OrderFilter
from service_desk.repairs.rules import (
    CHANGEABLE,
    LineFacts,
    Missing,
    RepairItemFacts,
    State,
    by_hand,
    line_minutes,
    line_words,
)
from service_desk.tickets import queries as tickets
from service_desk.timesheets import queries as times
from service_desk.warranty.rules import Payer

_BENCH, _SHEET, _SCAN, _OUTBOX = (f"repairs/templates/{name}.html" for name in ("bench", "sheet", "scan", "outbox"))
RIGHT: Final = "repairs.work"
CAMERA: Final = {
    "Content-Security-Policy": next(value.decode() for name, value in HEADERS if name == b"content-security-policy")
    .replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
    .replace("img-src 'self' data:", "img-src 'self' data: blob:"),
    "Permissions-Policy": "camera=(self)",
}
# Codes in the order in which a repair is told, and after which of them the list is ranked.
_LISTS: Final = (CodeList.SYMPTOM, CodeList.CONDITION, CodeList.SECTION, CodeList.DEFECT, CodeList.REPAIR)
# Where on the sheet that is put in which is missing.
FIELDS: Final[Mapping[Missing, str]] = {
    Missing.DEFECT: "defect-1",
    Missing.REPAIR: "repair-1",
    Missing.PART: "scan",
    Missing.PRICE: "lines-title",
    Missing.CLOCK: "clock-stop",
    Missing.CHECK: "to-check",
    Missing.GOODWILL: "lines-title",
}
OPEN: Final[dict[str, Any]] = {"opt": {PAGE: True}, "include_in_schema": False}


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit on the sheet with what may be chosen of it: per list the code it has and those that can be given."""

    facts: RepairItemFacts
    lists: list[tuple[CodeList, str, list[FaultCodeFacts]]]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the order as its reader calls it; `minutes`: of one that counts time."""

    facts: LineFacts
    name: str
    minutes: int | None


@get("/tech", guards=[needs(RIGHT)], **OPEN)
async def my_bench(request: DeskRequest) -> Response[bytes]:
    """What I do next: the running clock, my orders by promise, and what nobody has begun. `words`: orders that have them."""
    visible, typed = request.user.where(RIGHT), request.query_params.get("words", "").strip()[:200]
    found = None
    if typed:
        asked = OrderFilter(words=typed)
        page = await queries.queue(
            asked, centres=visible, me=request.user.id, regions=await dialled_in(request.user), limit=20
        )
        found = page.items
    clocks = await times.running_of(request.user.id)
    rows = await queries.bench(request.user.id, visible)
    return _drawn(
        request, _BENCH, rows=rows, State=State, found=found, typed=typed, clock=clocks[0] if clocks else None
    )


async def running(staff_id: UUID, reader: Reader) -> Markup | None:
    """The reader's own clock, in the head of whatever page they are on."""
    if staff_id != reader.actor.id:
        return None
    clocks = await times.running_of(reader.actor.id)
    return drawn(reader, "repairs/templates/_running.html", clocks=clocks)


@get("/tech/{number:str}", guards=[needs(RIGHT)], **OPEN)
async def work_sheet(request: DeskRequest, number: FromPath[str]) -> Response[bytes]:
    """What is broken and what I did: diagnosis, parts, time, photos, and what lacks before it is done."""
    order = await queries.order(UUID(str(await queries.order_named(number, request.user))), request.user.where(RIGHT))
    units = await queries.items(order.id)
    mine = [each for each in await times.running_of(request.user.id) if each.subject_id == order.id]
    places = await stock.locations(frozenset({order.centre_id}))
    changeable = order.state in CHANGEABLE
    ticket = await tickets.ticket(order.ticket_id) if order.ticket_id else None
    return _drawn(
        request,
        _SHEET,
        order=order,
        ticket=ticket,
        units=[await _unit(each, order.centre_id) for each in units],
        lines=[
            await _line(line, request.user.language) for line in await queries.lines(order.id) if not line.reverses_id
        ],
        notes=[move for move in await queries.moves(order.id) if move.note],
        files=await tickets.attachments(order.ticket_id) if order.ticket_id else [],
        clock=mine[0] if mine else None,
        own_time=await times.resource_of(request.user.id, order.centre_id) is not None,
        places=places,
        moves=sorted(by_hand(State(order.state)) - {State.QUALITY_CHECK}, key=list(State).index) if changeable else [],
        checking=order.state == State.QUALITY_CHECK,
        to_check=changeable and State.QUALITY_CHECK in by_hand(State(order.state)),
        may_close=changeable and request.user.may("repairs.close", order.centre_id),
        changeable=changeable,
        lacks=await queries.lacking(order) if changeable else [],
        places_of=FIELDS,
        state=State(order.state),
        Payer=Payer,
        plain=lambda name: one_line(say(name, request.user.language)),
    )


@get("/tech/scan", guards=[needs(RIGHT)], **OPEN)
async def scan(request: DeskRequest) -> Response[bytes]:
    """A scan, by scanner or camera, opens what it names."""
    return _drawn(request, _SCAN)


@get("/tech/outbox", guards=[needs(RIGHT)], **OPEN)
async def outbox(request: DeskRequest) -> Response[bytes]:
    """What has not arrived; the browser fills it."""
    return _drawn(request, _OUTBOX)


@get("/sw.js", guards=[open_to_all], include_in_schema=False)
async def worker(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The service worker, with the files of this build in front."""
    files = [assets()[name] for name in ("desk.css", "tech.css", "app.js", "tech.js", "icons.svg")]
    later = [assets()["camera.js"], *(f"/static/{each.name}" for each in STATIC.glob("zxing_reader.*.wasm"))]
    build = MANIFEST.stat().st_mtime_ns
    front = f'const BUILD="{build}",FILES={msgspec.json.encode(files).decode()},LATER={msgspec.json.encode(later).decode()};\n'
    content = front.encode() + (STATIC / assets()["sw.js"].rpartition("/")[2]).read_bytes()
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"}
    return Response(content, media_type="text/javascript", headers=headers)


@get("/tech.webmanifest", guards=[open_to_all], include_in_schema=False)
async def manifest(request: Request[Any, Any, Any]) -> Response[bytes]:
    """So that the bench can be put on the home screen of a phone."""
    language = request.query_params.get("lang", "en")[:2]
    w = words(language, _BENCH)
    told = {
        "name": str(w("my_bench")), "short_name": str(w("my_bench")), "start_url": "/tech", "scope": "/", "display": "standalone",
        "background_color": "#fafaf9", "theme_color": "#0b2f2c",
        "icons": [{"src": "/tech-icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }  # fmt: skip
    return Response(msgspec.json.encode(told), media_type="application/manifest+json")


@get("/tech-icon.svg", guards=[open_to_all], include_in_schema=False)
async def icon() -> Response[str]:
    """A spanner on the desk's green."""
    return Response(_ICON, media_type="image/svg+xml")


_ICON: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="#0b2f2c"/>'
    '<path d="M15.5 6a3.5 3.5 0 0 0-3.3 4.7l-5.5 5.5 1.6 1.6 5.5-5.5A3.5 3.5 0 0 0 18.3 8.1l-2 2-1.7-.3-.3-1.7 2-2a3.5 3.5 0 0 0-.8-.1z" '
    'fill="#2dd4bf"/></svg>'
)


async def _line(facts: LineFacts, language: str) -> Line:
    product = await products.product(facts.product_id) if facts.product_id else None
    name = one_line(say(product.name, language)) if product else line_words(facts.kind, facts.text, language)
    return Line(facts, name, line_minutes(facts.kind, facts.minutes, facts.quantity, facts.uom))


async def _unit(facts: RepairItemFacts, centre_id: UUID) -> Unit:
    """A list without codes is not offered. What is linked to the code before stands first."""
    scheme = facts.scheme or await faults.active_scheme(centre_id)
    kind = (await products.item(facts.item_id)).product_class if facts.item_id else None
    lists: list[tuple[CodeList, str, list[FaultCodeFacts]]] = []
    before: tuple[CodeList, str] | None = None
    for name in _LISTS:
        given = getattr(facts, name.value)
        if await faults.has_codes(name, scheme):
            offered = await _offered(name, before, kind, scheme)
            lists.append((name, given, offered))
        if given and name != CodeList.CONDITION:
            before = (name, given)
    return Unit(facts, lists)


async def _offered(
    name: CodeList, before: tuple[CodeList, str] | None, kind: str | None, scheme: str
) -> list[FaultCodeFacts]:
    """A code before that is out of use ranks nothing."""
    if before is not None:
        with suppress(UnknownFaultCode):
            return await faults.ranked(name, after=before, product_class=kind, scheme=scheme)
    return await faults.codes(name, kind, scheme=scheme)


def _drawn(request: DeskRequest, template: str, **places: Any) -> Response[bytes]:
    answer = draw(request, template, looks=LOOKS, **places)
    answer.headers.update(CAMERA)
    return answer


ROUTES: Final[list[Any]] = [my_bench, scan, outbox, work_sheet, worker, manifest, icon]
