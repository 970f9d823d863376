"""The first guard of every route: who is this? Tokens in the Authorization header, browsers by cookie."""

from contextlib import suppress
from typing import Any, Final
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from service_desk.accounts.actions import touch, touch_token
from service_desk.accounts.queries import actor_by_session, reader_of, token_named
from service_desk.foundation.errors import DeskError, Forbidden, Unauthorised
from service_desk.foundation.reader import Reader
from service_desk.foundation.settings import environment
from service_desk.foundation.web import html
from service_desk.foundation.web.pace import Pace, caller
from service_desk.foundation.web.pages import READER
from service_desk.foundation.web.problems import AWAY
from service_desk.foundation.web.requests import open_to_all
from service_desk.foundation.web.stream import UNATTENDED

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class ForeignOrigin(Forbidden):
    code = "foreign_origin"
    message = "This request came from another site and was not carried out. Open the desk's own page and try again."


class PasswordMustChange(Forbidden):
    code = "password_must_change"
    message = "You signed in with a one-time password. Choose your own first: POST /me/password."


class InPerson(Forbidden):
    code = "in_person"
    message = "No token may do this: passwords, tokens, roles and sessions are for people who sign in. Sign in and do it there."


class TooManySignIns(DeskError):
    status = 429
    code = "too_many_sign_ins"
    message = "Too many sign-ins came from your network just now. Wait {seconds:# second|# seconds} and try again."
    retry_after = 10

    def __init__(self) -> None:
        super().__init__(seconds=self.retry_after)


# A branch office signs in from one address in the morning; somebody who guesses wants thousands.
SIGN_INS: Final = Pace(burst=40, per_second=0.5)
EARLY: Final = "before_an_own_password"  # in a handler's `opt`: open before an own password was chosen


def cookie_name() -> str:
    return "__Host-desk" if environment().secure_cookies else "desk"


async def recognise(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """Whose language an answer speaks that no door gives; whoever cannot be told is a stranger."""
    header = connection.headers.get("authorization", "")
    secret = connection.cookies.get(cookie_name(), "")
    with suppress(*AWAY, DeskError):
        if header[:7].lower() == "bearer ":
            token = await token_named(header[7:].strip())
            connection.scope["user"] = token and token.actor
        elif secret:
            session = await actor_by_session(secret)
            connection.scope["user"] = session and session.actor
            if session is not None and not session.must_change_password:
                connection.scope["state"][READER] = await reader_of(session)


async def signed_in(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Put the actor into the scope, or answer 401. Routes marked `open_to_all` are let through.

    What a browser sends from another site is refused whatever the door, the log-in too, and whatever the content type.
    """
    header = connection.headers.get("authorization", "")
    by_token = header[:7].lower() == "bearer "
    if not by_token and connection.scope.get("method") not in SAFE and not _own_origin(connection):
        raise ForeignOrigin
    if open_to_all in handler.resolve_guards():
        return
    if by_token:
        token = await token_named(header[7:].strip())
        if token is None:
            raise Unauthorised
        connection.scope["user"] = token.actor
        if handler.opt.get(html.PAGE):
            connection.scope["state"][READER] = Reader(token.actor, language=token.actor.language)
        await touch_token(token)
        return
    session = await actor_by_session(connection.cookies.get(cookie_name(), ""))
    if session is None:
        raise Unauthorised
    connection.scope["user"] = session.actor  # first: a refusal is in their language
    if session.must_change_password and not handler.opt.get(EARLY):
        raise PasswordMustChange
    if not handler.opt.get(UNATTENDED):
        await touch(session)
    connection.scope["state"]["session_id"] = session.id
    if handler.opt.get(html.PAGE):
        connection.scope["state"][READER] = await reader_of(session)


async def in_person(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """A guard for what concerns one's own password and sessions: see also `rules.NEVER_BY_TOKEN`."""
    if connection.scope["user"].kind == "token":
        raise InPerson


def _own_origin(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    """A browser says where a form was sent from; a cookie is believed only from our own pages (CSRF)."""
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = connection.headers.get("origin")
    return origin is None or urlsplit(origin).netloc in {
        connection.headers.get("host"),
        urlsplit(environment().public_url).netloc,
    }


async def sign_ins_paced(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """A guard beside `open_to_all`: so many sign-ins an address, whatever the names. Raises TooManySignIns."""
    if not SIGN_INS.take(caller(connection)):
        raise TooManySignIns
