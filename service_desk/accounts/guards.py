"""The first guard of every route: who is this? Tokens in the Authorization header, browsers by cookie."""

from typing import Any, Final
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from service_desk.accounts.actions.sessions import touch
from service_desk.accounts.queries import actor_by_session, actor_by_token
from service_desk.foundation.errors import Forbidden, Unauthorised
from service_desk.foundation.settings import environment
from service_desk.foundation.web.requests import open_to_all

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class ForeignOrigin(Forbidden):
    code = "foreign_origin"
    message = "This request came from another site and was not carried out. Open the desk's own page and try again."


def cookie_name() -> str:
    return "__Host-desk" if environment().secure_cookies else "desk"


async def signed_in(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Put the actor into the scope, or answer 401. Routes marked `open_to_all` are let through."""
    if open_to_all in handler.resolve_guards():
        return
    header = connection.headers.get("authorization", "")
    if header[:7].lower() == "bearer ":
        actor = await actor_by_token(header[7:].strip())
        if actor is None:
            raise Unauthorised
        connection.scope["user"] = actor
        return
    session = await actor_by_session(connection.cookies.get(cookie_name(), ""))
    if session is None:
        raise Unauthorised
    if connection.scope.get("method") not in SAFE and not _own_origin(connection):
        raise ForeignOrigin
    await touch(session)
    connection.scope["user"] = session.actor


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
