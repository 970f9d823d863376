"""What a customer's link opens, `/l/<token>`: how far the work is and what they must do, and what they do there."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get, post, route
from litestar.datastructures import Cookie, UploadFile
from litestar.enums import HttpMethod
from litestar.params import FromPath

from service_desk.centres.queries import when_open
from service_desk.foundation import files, idempotency
from service_desk.foundation.actor import Actor
from service_desk.foundation.errors import DeskError
from service_desk.foundation.i18n import LANGUAGES, say
from service_desk.foundation.ids import uuid7
from service_desk.foundation.sentences import sentence
from service_desk.foundation.settings import environment
from service_desk.foundation.web import html, open_to_all
from service_desk.foundation.web.pace import paced
from service_desk.links import actions as links
from service_desk.links import queries as known_links
from service_desk.links.queries import VisitFacts
from service_desk.portal import queries
from service_desk.portal.pages.writing import Pen
from service_desk.portal.queries import Followed
from service_desk.portal.rules import stage, tail
from service_desk.repairs import actions as repairs
from service_desk.repairs.rules import Answer, AnsweredFrom, EstimateState, ReturnBy
from service_desk.repairs.rules import State as OrderState
from service_desk.tickets import actions as tickets

Asking = Request[Any, Any, Any]
_PAGE, _GONE = "portal/templates/link.html", "portal/templates/gone.html"
_COOKIE: Final = "visit"
_ENVELOPE: Final = 100_000
_LONGEST_FORM: Final = 40_000
_MOST_PICTURES: Final = 5
_RIGHTS: Final = frozenset({"tickets.open", "repairs.estimate", "repairs.hand_over"})
OPEN: Final[dict[str, Any]] = {"guards": [open_to_all, paced], "opt": {html.PAGE: True}, "include_in_schema": False}
# Forms are sent to ourselves; with `no-referrer` a browser would send them with `Origin: null`, which counts as another site.
HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


@route("/l/{token:str}", http_method=[HttpMethod.GET, HttpMethod.HEAD], **OPEN)
async def follow(request: Asking, token: FromPath[str]) -> Response[bytes]:
    """State, model, end of the serial and the next step at once; the rest to whoever proved who they are."""
    try:
        found = await queries.followed(token)
    except queries.LinkGone as gone:
        return await _gone(request, gone)
    if request.method == "GET":
        await links.note_opened(link_id=found.link.id)
    return await _drawn(request, token, found, await _visit(request, found), done=request.query_params.get("done", ""))


@post("/l/{token:str}/proof", request_max_body_size=_LONGEST_FORM, status_code=303, **OPEN)
async def prove(request: Asking, token: FromPath[str]) -> Response[bytes]:
    """The last digits of the customer's phone open what is theirs alone."""

    async def open_it(found: Followed, given: Mapping[str, Any], _visit: VisitFacts | None) -> str:
        return await links.prove(
            link=found.link, typed=_text(given, "proof", 200), phones=found.phones, emails=found.emails, ip=_ip(request),
            browser=request.headers.get("user-agent", ""), zone=found.centre.zone, by=_actor(found),
        )  # fmt: skip

    return await _done(request, token, open_it, "open", proven=False)


@post("/l/{token:str}/answer", request_max_body_size=_LONGEST_FORM, status_code=303, **OPEN)
async def answer(request: Asking, token: FromPath[str]) -> Response[bytes]:
    """Accept or refuse the estimate that stood on the page. It binds: who, when and from where is kept beside it."""

    async def say_so(found: Followed, given: Mapping[str, Any], visit: VisitFacts | None) -> str:
        assert visit is not None
        wanted = Answer.ACCEPTED if given.get("answer") == Answer.ACCEPTED else Answer.REFUSED
        await repairs.answer_estimate(
            estimate_id=_uuid(given.get("estimate")), answer=wanted, by=_actor(found),
            order_id=found.order.id if found.order else UUID(int=0),
            themselves=AnsweredFrom(found.link.party_id, visit.ip, visit.browser),
        )  # fmt: skip
        return str(wanted)

    return await _done(request, token, say_so, "estimate")


@post("/l/{token:str}/reply", request_max_body_size=files.LARGEST + _ENVELOPE, status_code=303, **OPEN)
async def reply(request: Asking, token: FromPath[str]) -> Response[bytes]:
    """Words and pictures for the ticket's time line. The form's key makes a double send one."""

    async def write(found: Followed, given: Mapping[str, Any], _visit: VisitFacts | None) -> str:
        pictures = [
            await files.take_in(each.filename, _pieces(each)) for each in given.get("pictures", ()) if each.filename
        ][:_MOST_PICTURES]
        words = _text(given, "words", 20_001)

        async def keep() -> tuple[int, bytes]:
            ticket_id = await _ticket(found)
            if ticket_id is not None:
                await tickets.hear_customer(ticket_id=ticket_id, words=words, pictures=pictures, by=_actor(found))
            return 303, b""

        mark = idempotency.fingerprint("POST", "reply", words.encode() + b"".join(each.digest for each in pictures))
        await idempotency.once(found.link.id, _key(given), mark, keep)
        return "reply"

    return await _done(request, token, write, "write")


@post("/l/{token:str}/return", request_max_body_size=_LONGEST_FORM, status_code=303, **OPEN)
async def give_back(request: Asking, token: FromPath[str]) -> Response[bytes]:
    """Picked up, or sent."""

    async def choose(found: Followed, given: Mapping[str, Any], _visit: VisitFacts | None) -> str:
        way = ReturnBy.SHIP if given.get("way") == ReturnBy.SHIP and found.ships else ReturnBy.PICK_UP
        if found.order is not None:
            await repairs.choose_return(
                order_id=found.order.id, way=way, address=_text(given, "address", 500), by=_actor(found)
            )
        return "return"

    return await _done(request, token, choose, "return")


@post("/l/{token:str}/rating", request_max_body_size=_LONGEST_FORM, status_code=303, **OPEN)
async def rate(request: Asking, token: FromPath[str]) -> Response[bytes]:
    """How the customer found it; one tap, and words afterwards for whoever wants to say more."""

    async def keep(found: Followed, given: Mapping[str, Any], _visit: VisitFacts | None) -> str:
        if found.order is not None and found.order.state in {OrderState.CLOSED, OrderState.HANDED_OVER}:
            score = given.get("score", "")
            await links.rate(
                order_id=found.order.id, link=found.link, score=int(score) if score in set("12345") else 0,
                words=_text(given, "words", 2000), by=_actor(found),
            )  # fmt: skip
        return "rating"

    return await _done(request, token, keep, "rating")


@get(["/l/{token:str}/proof", "/l/{token:str}/answer", "/l/{token:str}/reply", "/l/{token:str}/return", "/l/{token:str}/rating"], **OPEN)  # fmt: skip
async def back(request: Asking, token: FromPath[str]) -> Response[bytes]:
    """Whoever loads the address of a form again is led back to the page."""
    return _to(f"/l/{token}?lang={html.language(request)}")


async def _done(request: Asking, token: str, act: Any, place: str, *, proven: bool = True) -> Response[bytes]:
    """Do it and lead back to the page, or show the page again with the reason and what was typed."""
    try:
        found = await queries.followed(token)
    except queries.LinkGone as gone:
        return await _gone(request, gone)
    visit = await _visit(request, found)
    spoken = _spoken(request, found)
    if proven and visit is None:
        return _to(f"/l/{token}?lang={spoken}#open")
    given = await _form(request)
    try:
        told = await act(found, given, visit)
    except DeskError as refusal:
        shown = {place: sentence(refusal, spoken)}
        answer = await _drawn(request, token, await queries.followed(token), visit, faults=shown, given=given)
        answer.status_code = refusal.status
        return answer
    if visit is not None:
        await links.touch_visit(visit_id=visit.id)
    if not proven:
        opened = _to(f"/l/{token}?lang={spoken}")
        opened.set_cookie(
            Cookie(
                key=_COOKIE, value=told, path=f"/l/{token}", httponly=True, samesite="lax",
                secure=environment().secure_cookies,
            )
        )  # fmt: skip
        return opened
    return _to(f"/l/{token}?lang={spoken}&done={told}")


def _to(where: str) -> Response[bytes]:
    return Response(b"", status_code=303, headers=HEADERS | {"Location": where})


async def _form(request: Asking) -> dict[str, Any]:
    """The fields; `pictures` is the list of what was attached."""
    form = await request.form()
    given: dict[str, Any] = {name: value for name, value in form.items() if isinstance(value, str)}
    given["pictures"] = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
    return given


async def _pieces(given: UploadFile) -> Any:
    while piece := await given.read(files.CHUNK):
        yield piece


def _text(given: Mapping[str, Any], name: str, most: int) -> str:
    return str(given.get(name, "")).replace("\x00", "").replace("\r\n", "\n").strip()[:most]


def _uuid(text: Any) -> UUID:
    with suppress(ValueError, TypeError):
        return UUID(text)
    return UUID(int=0)


def _key(given: Mapping[str, Any]) -> str:
    key = str(given.get("key", ""))
    return key if idempotency.SHORTEST <= len(key) <= idempotency.LONGEST and key.isascii() else str(uuid7())


def _ip(request: Asking) -> str:
    """The address that the server believes (behind a proxy: FORWARDED_ALLOW_IPS)."""
    return request.client.host if request.client else ""


def _actor(found: Followed) -> Actor:
    """The customer, for what they may do with what is theirs, in the one centre that has it."""
    return Actor(id=found.link.id, kind="link", rights=_RIGHTS, centres=frozenset({found.centre.id}))


async def _ticket(found: Followed) -> UUID | None:
    """Whose time line it is; an order that began without a ticket gets one for what its customer has to say."""
    if found.ticket is not None:
        return found.ticket.id
    if found.order is None:
        return None
    return await repairs.ticket_for(order_id=found.order.id, by=_actor(found))


async def _visit(request: Asking, found: Followed) -> VisitFacts | None:
    secret = request.cookies.get(_COOKIE, "")
    return await known_links.visit(found.link.id, secret) if secret else None


def _spoken(request: Asking, found: Followed) -> str:
    """The language chosen on the page, else that in which we write to them."""
    chosen, own = request.query_params.get("lang"), found.party.language if found.party else None
    for wanted in (chosen, own):
        if wanted in LANGUAGES:
            return str(wanted)
    return html.language(request, found.centre.language or found.company.default_language)


async def _drawn(
    request: Asking,
    token: str,
    found: Followed,
    visit: VisitFacts | None,
    *,
    faults: Mapping[str, str] | None = None,
    given: Mapping[str, Any] | None = None,
    done: str = "",
) -> Response[bytes]:
    spoken = _spoken(request, found)
    order = found.order
    standing = [each for each in found.estimates if each.state != EstimateState.SUPERSEDED]
    at = stage(
        found.ticket.state if found.ticket else None, OrderState(order.state) if order else None, found.outcomes,
        estimated=bool(standing),
    )  # fmt: skip
    answer = html.page(
        _PAGE, spoken, house=_house(found, spoken), at=at, token=token, found=found, order=order, proven=visit is not None,
        pen=Pen(spoken, found.centre.zone), units=[(say(unit.name, spoken), tail(unit.serial)) for unit in found.units],
        week=await when_open(found.centre, spoken), promise="", waits=next((each for each in standing if each.state == EstimateState.SENT), None),
        last=standing[-1] if standing else None, faults=faults or {}, given=given or {}, done=done, key=str(uuid7()),
        by_phone=bool(found.phones), can_prove=bool(found.phones or found.emails), centre_name=say(found.centre.name, spoken),
        said=await queries.conversation(found.ticket) if visit else [], pay=await queries.to_pay(order) if visit else None,
        rating=await known_links.rating(order.id) if visit and order else None, addresses=await queries.shipping(found) if visit else "",
        call="tel:" + "".join(sign for sign in found.contact.phone if sign in "+0123456789"), over=_over(found),
    )  # fmt: skip
    answer.headers.update(HEADERS)
    return answer


def _over(found: Followed) -> bool:
    return found.order is not None and found.order.state in {
        OrderState.CLOSED,
        OrderState.HANDED_OVER,
        OrderState.CANCELLED,
    }


def _house(found: Followed, spoken: str) -> str:
    return say(found.company.name, spoken)


async def _gone(request: Asking, gone: DeskError) -> Response[bytes]:
    house = await queries.house()
    spoken = html.language(request, house.language)
    answer = html.page(
        _GONE, spoken, status=gone.status, house=say(house.name, spoken), sentence=sentence(gone, spoken),
        contacts=[
            {"name": say(each.name, spoken), "phone": each.phone, "email": each.email,
             "call": "tel:" + "".join(sign for sign in each.phone if sign in "+0123456789"), "mail": f"mailto:{each.email}"}
            for each in house.contacts
        ],
    )  # fmt: skip
    answer.headers.update(HEADERS)
    return answer


ROUTES: Final[list[Any]] = [follow, prove, answer, reply, give_back, rate, back]
