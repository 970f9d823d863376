"""Pages of signing in and out, of the own password, and of how the desk looks to me."""

from typing import Any, Final, TypeVar
from urllib.parse import unquote

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie

from service_desk.accounts import actions, queries
from service_desk.accounts.guards import EARLY, PasswordMustChange, cookie_name, in_person, sign_ins_paced
from service_desk.centres.queries import masthead
from service_desk.foundation.errors import DeskError
from service_desk.foundation.i18n import say
from service_desk.foundation.reader import Calendar, Digits, Taste, Theme
from service_desk.foundation.sentences import sentence
from service_desk.foundation.settings import environment
from service_desk.foundation.web import DeskRequest, forms, html, open_to_all
from service_desk.foundation.web.html import PAGE
from service_desk.foundation.web.pages import draw, stranger

Asking = Request[Any, Any, Any]
OPEN: Final[dict[str, Any]] = {"opt": {PAGE: True}, "include_in_schema": False}
HOME: Final = "/desk"
_SIGN_IN, _OWN_PASSWORD, _ME = (f"accounts/templates/{name}.html" for name in ("sign_in", "own_password", "me"))
E = TypeVar("E", Calendar, Digits, Theme)


@get("/sign-in", guards=[open_to_all], **OPEN)
async def sign_in_form(request: Asking) -> Response[bytes]:
    """For whoever comes to work."""
    return await _form(request, 200, _local(request.query_params.get("next", HOME)))


@post("/sign-in", guards=[open_to_all, sign_ins_paced], status_code=303, **OPEN)
async def sign_in(request: Asking) -> Response[Any]:
    """Start a session, and go on to the page that was wanted."""
    given = await forms.given(request)
    wanted = _local(given.get("next", HOME))
    try:
        opened = await actions.sign_in(
            login=given.get("login", ""), password=given.get("password", ""), old_secret=request.cookies.get(cookie_name())
        )  # fmt: skip
    except DeskError as error:
        return await _form(request, error.status, wanted, error, given.get("login", ""))
    cookie = Cookie(
        key=cookie_name(), value=opened.secret, httponly=True, secure=environment().secure_cookies, samesite="lax", path="/"
    )  # fmt: skip
    return Response(None, status_code=303, headers={"Location": wanted}, cookies=[cookie])


@post("/sign-out", guards=[open_to_all], status_code=303, **OPEN)
async def sign_out(request: Asking) -> Response[Any]:
    """End this session; drafts in the browser go with it."""
    await actions.sign_out(request.cookies.get(cookie_name(), ""))
    return _out("signed_out")


@get("/me", opt={PAGE: True}, include_in_schema=False)
async def me(request: DeskRequest) -> Response[bytes]:
    """My language, calendar, digits, light and keys; my password and sessions."""
    return draw(
        request, _ME, own=await queries.staff_member(request.user.id), sessions=await queries.sessions_of(request.user.id),
        current=request.scope["state"].get("session_id"), calendars=list(Calendar), digits_of=list(Digits), themes=list(Theme),
    )  # fmt: skip


@post("/me", guards=[in_person], status_code=303, **OPEN)
async def change_me(request: DeskRequest) -> Response[Any]:
    """How the desk looks to me from now on."""
    given = await forms.given(request)
    taste = Taste(
        _chosen(Calendar, given.get("calendar", "")), _chosen(Digits, given.get("digits", "")),
        _chosen(Theme, given.get("theme", "")), given.get("single_keys") == "on",
    )  # fmt: skip
    await actions.choose_look(taste=taste, by=request.user)
    await actions.change_staff(staff_id=request.user.id, language=given.get("language"), by=request.user)
    spoken = given.get("language") or request.user.language
    return forms.gone_to(request, "/me", str(html.words(spoken, _ME)("saved")))


@post("/me/password", guards=[in_person], opt={EARLY: True, PAGE: True}, status_code=303, include_in_schema=False)
async def change_password(request: DeskRequest) -> Response[Any]:
    """Every session ends, so that the new password is typed once at least."""
    given = await forms.given(request)
    try:
        await actions.change_password(present=given.get("present", ""), new=given.get("new", ""), by=request.user)
    except DeskError as error:
        fault, reads = sentence(error, request.user.language), stranger(request, language=request.user.language)
        return draw(request, _OWN_PASSWORD, status=error.status, fault=fault, first=True, as_read_by=reads)
    return _out("password_changed")


@post("/me/sessions", guards=[in_person], status_code=303, **OPEN)
async def end_others(request: DeskRequest) -> Response[Any]:
    """End all my sessions but this one."""
    current = request.scope["state"].get("session_id")
    await actions.end_sessions(staff_id=request.user.id, but=current, by=request.user)
    return forms.gone_to(request, "/me", str(html.words(request.user.language, _ME)("ended")))


async def front_door(request: Asking, error: DeskError) -> Response[bytes] | None:
    """Who did not sign in does so at the address that was wanted; who has a one-time password chooses an own one."""
    if isinstance(error, PasswordMustChange):
        reads = stranger(request, language=request.scope["user"].language)
        return draw(request, _OWN_PASSWORD, status=error.status, fault="", first=True, as_read_by=reads)
    if error.status != 401:
        return None
    query = request.scope["query_string"].decode("latin-1")
    wanted = request.scope["path"] + (f"?{query}" if query else "")
    return await _form(request, 401, _local(wanted if request.method == "GET" else HOME))


async def _form(
    request: Asking, status: int, wanted: str, error: DeskError | None = None, login: str = ""
) -> Response[bytes]:
    name, own = await masthead()
    spoken = html.language(request, own)
    said = unquote(request.cookies.get("out", ""))
    w = html.words(spoken, _SIGN_IN)
    return draw(
        request, _SIGN_IN, status=status, house=say(name, spoken), next=wanted, login=login[:80],
        fault=sentence(error, spoken) if error else "", said=w(said) if said in {"signed_out", "password_changed"} else "",
        as_read_by=stranger(request, language=spoken),
    )  # fmt: skip


def _out(word: str) -> Response[Any]:
    gone = Cookie(key=cookie_name(), value="", max_age=0, path="/", secure=environment().secure_cookies)
    told = Cookie(key="out", value=word, max_age=10, path="/sign-in", samesite="lax")
    headers = {"Location": "/sign-in", "Clear-Site-Data": '"cache"'}
    return Response(None, status_code=303, headers=headers, cookies=[gone, told])


def _local(address: str) -> str:
    """Only pages of our own are gone to after signing in."""
    fits = address.startswith("/") and not address.startswith(("//", "/\\", "/sign-")) and address.isprintable()
    return address[:2000] if fits else HOME


def _chosen(kind: type[E], value: str) -> E:
    return kind(value) if value in {each.value for each in kind} else kind("")


ROUTES: Final[list[Any]] = [sign_in_form, sign_in, sign_out, me, change_me, change_password, end_others]
