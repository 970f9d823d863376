"""What a door needs of its request: the actor, the right, the idempotency key, the version it was read at."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

import msgspec
from litestar import MediaType, Request, Response
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.handlers.base import BaseRouteHandler
from litestar.params import HeaderParameter, QueryParameter

from service_desk.foundation import idempotency
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic
from service_desk.foundation.errors import Forbidden, Invalid
from service_desk.foundation.paging import MOST

T = TypeVar("T")
DeskRequest = Request[Actor, Any, State]
Guard = Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], Awaitable[None]]
Limit = Annotated[int, QueryParameter(ge=1, le=MOST, description="Rows on a page")]
IfMatch = Annotated[
    str | None, HeaderParameter(name="If-Match", description="The version you read, to change only that")
]
OPEN = "open_to_all"
_ENCODER = msgspec.json.Encoder(decimal_format="string", uuid_format="canonical")


class BadVersion(Invalid):
    code = "bad_version"
    message = "If-Match must be the version number that you read, for example 3."


def needs(right: str, *, company: bool = False) -> Guard:
    """A guard that lets only those in who hold `right` somewhere; the action checks the centre.

    `company`: what the door writes is shared by the whole company, so the right must hold in all centres.
    """

    async def guard(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
        if not connection.scope["user"].may(right):
            raise Forbidden(right=right)
        if company:
            connection.scope["user"].require_company(right)

    guard.right, guard.company = right, company  # type: ignore[attr-defined]  # read by the tests that walk every route
    return guard


async def open_to_all(*_: Any) -> None:
    """Marks a route that needs no log-in: health, documentation, log-in itself, signed hooks."""


def version_of(if_match: str | None) -> int | None:
    if if_match is None:
        return None
    raw = if_match.strip().strip('"').removeprefix("W/").strip('"')
    if not raw.isascii() or not raw.isdecimal() or len(raw) > 9:
        raise BadVersion
    return int(raw)


def encoded(value: Any) -> bytes:
    return _ENCODER.encode(value)


async def once(
    request: DeskRequest, effect: Callable[[], Awaitable[T]], *, status: int = 201, body: bytes | None = None
) -> Response[T]:
    """Run `effect` and answer with it; with an Idempotency-Key at most once, and API tokens must send one.

    `body` stands for the request's own, where the same content is spelled differently each time (forms with files).
    """
    key = request.headers.get("idempotency-key")
    actor = request.scope["user"]
    if key is None and actor.kind != "token":
        async with atomic():
            return Response(await effect(), status_code=status)

    async def run() -> tuple[int, bytes]:
        return status, encoded(await effect())

    path = request.scope["path"]
    mark = idempotency.fingerprint(request.method, path, await request.body() if body is None else body)
    answer = await idempotency.once(actor.id, idempotency.checked_key(key), mark, run)
    headers = {"Idempotency-Replayed": "true"} if answer.replayed else None
    return Response(answer.body, status_code=answer.status, media_type=MediaType.JSON, headers=headers)  # type: ignore[arg-type]
