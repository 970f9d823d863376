"""The pages behind our labels: `/01/<gtin>/21/<serial>`, `/s/<token>`, and the start page."""

from typing import Any, Final
from urllib.parse import quote

from litestar import Request, Response, route
from litestar.enums import HttpMethod
from litestar.params import FromPath
from markupsafe import Markup

from barcodes import make_token
from service_desk.accounts.guards import recognise
from service_desk.foundation.i18n import LANGUAGES, one_line, say
from service_desk.foundation.settings import environment
from service_desk.foundation.web import html, open_to_all
from service_desk.foundation.web.pace import paced
from service_desk.foundation.web.requests import encoded
from service_desk.links.queries import by_token
from service_desk.portal import queries
from service_desk.portal.queries import House, Seen
from service_desk.portal.rules import (
    LINKSET,
    Asked,
    Misread,
    NotOurs,
    OwnCode,
    Sort,
    asked,
    linkset,
    mail_to,
    own_code,
    tail,
    wants_linkset,
)

Asking = Request[Any, Any, Any]
OPEN: Final[dict[str, Any]] = {
    "http_method": [HttpMethod.GET, HttpMethod.HEAD],  # programs that preview a link ask for the head alone
    "guards": [open_to_all, paced],
    "opt": {html.PAGE: True},
    "include_in_schema": False,
}
_UNIT, _TOKEN, _START = (f"portal/templates/{name}.html" for name in ("unit", "token", "start"))


@route(["/01", "/01/{rest:path}"], **OPEN)
async def unit(request: Asking) -> Response[bytes]:
    """What we know of the product or unit on a label; 404 with advice where that is nothing. A slip leads on to its customer's page."""
    if (led := await _led_on(request)) is not None:
        return led
    read = asked(_after_prefix(request))
    known = await queries.seen(read)
    if wants_linkset(request.headers.get("accept", ""), request.query_params.get("linkType")):
        return _links(read, known, html.language(request))
    claim, house = await _claim(request)
    answer = _shown(read, known, claim, house, html.language(request, house.language))
    answer.headers["Link"] = (
        f'<{read.link(environment().public_url)}?linkType=linkset>; rel="linkset"; type="{LINKSET}"'
    )
    return answer


@route("/s/{written:str}", **OPEN)
async def token(request: Asking, written: FromPath[str]) -> Response[bytes]:
    """What a code of our own is to a customer. Neither state nor owner: the numbers can be counted through."""
    if (led := await _led_on(request)) is not None:
        return led
    code = own_code(written)
    house = await queries.house(code)
    spoken = html.language(request, house.language)
    w = html.words(spoken, _TOKEN)
    reach = _reach(house, spoken, w("mail_code", number=code.number), [w("number_line", number=code.number)])
    return html.page(
        _TOKEN, spoken, house=say(house.name, spoken), sort=code.sort.value, for_staff=code.sort is Sort.HOUSE,
        number=code.number, **reach,
    )  # fmt: skip


@route("/", **OPEN)
async def start(request: Asking) -> Response[bytes]:
    """For whoever opens the address itself: a customer with a label. Who works here and signed in goes to the desk."""
    await recognise(request)
    if request.scope.get("user") is not None:
        return Response(b"", status_code=303, headers={"Location": "/desk", "Vary": "Cookie"})
    house = await queries.house()
    spoken = html.language(request, house.language)
    w = html.words(spoken, _START)
    reach = _reach(house, spoken, w("mail_start"), [w("product_line", product=""), w("serial_line", serial="")])
    docs = Markup('<a href="/docs">{}</a>').format(html.code("/docs"))
    return html.page(_START, spoken, house=say(house.name, spoken), docs=docs, founded=bool(house.name), **reach)


async def _led_on(request: Asking) -> Response[bytes] | None:
    """To the page of the customer who holds a slip: its address has what nobody can guess."""
    secret = request.query_params.get("l", "")
    if not secret or await by_token(secret) is None:
        return None
    language = request.query_params.get("lang", "")
    address = f"/l/{quote(secret, safe='')}{f'?lang={language}' if language in LANGUAGES else ''}"
    return Response(b"", status_code=303, headers={"Location": address, "Cache-Control": "no-store"})


def _after_prefix(request: Asking) -> str:
    """As it was sent: decoded, a slash in a serial would look like a step of the path."""
    raw: bytes = request.scope["raw_path"]
    path = raw.split(b"?")[0].decode("latin-1")  # test clients put the query into raw_path
    return path.partition("/01")[2].removeprefix("/")


async def _claim(request: Asking) -> tuple[OwnCode | None, House]:
    """The claim that a slip names beside its unit, and whom it reaches. A wrong one is only left out."""
    try:
        code = own_code(request.query_params.get("claim", ""))
        return (code, await queries.house(code)) if code.sort is Sort.CLAIM else (None, await queries.house())
    except (Misread, NotOurs):
        return None, await queries.house()


def _links(read: Asked, known: Seen | None, spoken: str) -> Response[bytes]:
    if known is None or not known.known:
        raise NotOurs(code=read.serial or read.batch or read.gtin)
    body = encoded(linkset(read.link(environment().public_url), one_line(say(known.name, spoken))))
    return Response(body, media_type=LINKSET, headers={"Vary": "Accept, Accept-Language"})


def _shown(read: Asked, known: Seen | None, claim: OwnCode | None, house: House, spoken: str) -> Response[bytes]:
    w = html.words(spoken, _UNIT)
    name = one_line(say(known.name, spoken)) if known else ""
    whole = known is not None and known.known
    told = {"product": name, "gtin": "" if name else read.gtin, "batch": read.batch, "serial": read.serial}
    lines = [w(f"{key}_line", **{key: value}) for key, value in told.items() if value]
    if claim is not None:
        lines.append(w("number_line", number=claim.number))
    subject = w("mail_unit", product=name or read.gtin, serial=read.serial or read.batch)
    return html.page(
        _UNIT, spoken, status=200 if whole else 404, house=say(house.name, spoken), name=name,
        brand=one_line(known.brand) if known else "", whole=whole, read=read, tail=tail(read.serial),
        number=claim.number if claim else "", keep=f"&claim={make_token(claim.number)}" if claim else "",
        **_reach(house, spoken, subject, lines),
    )  # fmt: skip


def _reach(house: House, spoken: str, subject: Markup, lines: list[Markup]) -> dict[str, Any]:
    """Ways to reach us, each letter begun with what we shall ask for."""
    body = html.words(spoken, _UNIT)("mail_body", about=Markup("\n").join(lines))
    return {
        "contacts": [
            {
                "name": say(contact.name, spoken),
                "phone": contact.phone,
                "call": "tel:" + "".join(sign for sign in contact.phone if sign in "+0123456789"),
                "email": contact.email,
                "mail": mail_to(contact.email, subject.unescape(), body.unescape()),
            }
            for contact in house.contacts
        ]
    }


ROUTES: Final[list[Any]] = [unit, token, start]
