"""Pages for whoever has no link: is this unit genuine and covered (`/check`), and send me my link again (`/l`)."""

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile

from service_desk.correspondence.actions import send_link
from service_desk.foundation.errors import DeskError
from service_desk.foundation.i18n import one_line, say
from service_desk.foundation.sentences import sentence
from service_desk.foundation.web import html, open_to_all
from service_desk.foundation.web.pace import Pace, TooFast, caller, paced
from service_desk.portal import queries
from service_desk.portal.pages.writing import Pen
from service_desk.portal.rules import tail

Asking = Request[Any, Any, Any]
_CHECK, _ASK = "portal/templates/check.html", "portal/templates/ask.html"
_LARGEST_PICTURE: Final = 12_000_000
_LONGEST_FORM: Final = 20_000
OPEN: Final[dict[str, Any]] = {"guards": [open_to_all, paced], "opt": {html.PAGE: True}, "include_in_schema": False}
HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
}
# Whoever counts serials through, or asks for links in the names of others, wants many; a person wants one.
CHECKS: Final = Pace(burst=15, per_second=0.2)
LINKS: Final = Pace(burst=5, per_second=0.02)


@get("/check", **OPEN)
async def check(request: Asking) -> Response[bytes]:
    """A form for a serial number or a photo of the label; with `?serial=` the answer."""
    return await _checked(request, request.query_params.get("serial", ""))


@post("/check", request_max_body_size=_LARGEST_PICTURE, status_code=200, **OPEN)
async def check_photo(request: Asking) -> Response[bytes]:
    """A photo of the label, or the serial that was typed beside it."""
    form = await request.form()
    picture = form.get("picture")
    data = await picture.read() if isinstance(picture, UploadFile) and picture.filename else b""
    return await _checked(request, str(form.get("serial", "")), data, asked=True)


async def _checked(request: Asking, typed: str, data: bytes = b"", *, asked: bool = False) -> Response[bytes]:
    typed = one_line(typed.replace("\x00", ""))[:1000].strip()
    house = await queries.house()
    spoken = html.language(request, house.language)
    units: list[queries.Checked] | None = None
    fault, status = "", 200
    if typed or data or asked:
        if not CHECKS.take(caller(request)):
            raise TooFast
        try:
            if data:
                typed, units = await queries.check_picture(data)
            else:
                units = await queries.check(typed)
        except DeskError as refusal:
            fault, status = sentence(refusal, spoken), refusal.status
    shown = [(each, one_line(say(each.name, spoken)), tail(each.serial)) for each in units or ()]
    answer = html.page(
        _CHECK, spoken, status=404 if units == [] else status, house=say(house.name, spoken), typed=typed, units=units, shown=shown,
        fault=fault, pen=Pen(spoken, "UTC"), contacts=_contacts(house, spoken),
    )  # fmt: skip
    answer.headers.update(HEADERS)
    return answer


@get("/l", **OPEN)
async def ask(request: Asking) -> Response[bytes]:
    """Ask for a new link, by the number of the report or repair and the phone or mail that we write to."""
    return await _asked(request)


@post("/l", request_max_body_size=_LONGEST_FORM, status_code=200, **OPEN)
async def ask_for(request: Asking) -> Response[bytes]:
    """Answered alike whether the two belong together or not; the link goes to where we write anyway."""
    form = await request.form()
    number, contact = (str(form.get(name, "")).replace("\x00", "").strip()[:200] for name in ("number", "contact"))
    if not LINKS.take(caller(request)):
        raise TooFast
    if number and contact:
        await send_link(number=number, contact=contact)
    return await _asked(request, number, contact, done=bool(number and contact))


async def _asked(request: Asking, number: str = "", contact: str = "", *, done: bool = False) -> Response[bytes]:
    house = await queries.house()
    spoken = html.language(request, house.language)
    answer = html.page(
        _ASK, spoken, house=say(house.name, spoken), number=number, contact=contact, done=done,
        contacts=_contacts(house, spoken),
    )  # fmt: skip
    answer.headers.update(HEADERS | {"X-Robots-Tag": "noindex"})
    return answer


def _contacts(house: queries.House, spoken: str) -> list[dict[str, str]]:
    return [
        {
            "name": say(each.name, spoken), "phone": each.phone, "email": each.email, "mail": f"mailto:{each.email}",
            "call": "tel:" + "".join(sign for sign in each.phone if sign in "+0123456789"),
        }
        for each in house.contacts
    ]  # fmt: skip


ROUTES: Final[list[Any]] = [check, check_photo, ask, ask_for]
