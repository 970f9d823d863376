"""What a door needs of its request: the actor, the right, the idempotency key, the version it was read at."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar
from uuid import UUID

import msgspec
from litestar import MediaType, Request, Response
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.handlers.base import BaseRouteHandler
from litestar.params import QueryParameter

from service_desk.foundation import idempotency
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic
from service_desk.foundation.errors import Forbidden
from service_desk.foundation.paging import MOST
from service_desk.foundation.web.matching import Tagged, matched, tag_of

T = TypeVar("T")
DeskRequest = Request[Actor, Any, State]
Guard = Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], Awaitable[None]]
Limit = Annotated[int, QueryParameter(ge=1, le=MOST, description="Rows on a page")]
OPEN = "open_to_all"
__all__ = [
    "Created",
    "DeskRequest",
    "Guard",
    "Limit",
    "encoded",
    "needs",
    "once",
    "open_to_all",
    "unkept",
]
_ENCODER = msgspec.json.Encoder(decimal_format="string", uuid_format="canonical")


class Created(msgspec.Struct):
    """The id of what was made."""

    id: UUID


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


def encoded(value: Any) -> bytes:
    return _ENCODER.encode(value)


async def unkept(request: DeskRequest, effect: Callable[[], Awaitable[T]]) -> T:
    """Run `effect` while If-Match holds; nothing of its answer is kept, for what is shown this once."""
    return await matched(request, effect)()


async def once(
    request: DeskRequest, effect: Callable[[], Awaitable[T]], *, status: int | None = None, body: bytes | None = None
) -> Response[T]:
    """Run `effect` and answer with it; with an Idempotency-Key at most once, and API tokens must send one.

    With If-Match only while the record that the path names has that version. `body` stands for the request's own, where the
    same content is spelled differently each time (forms with files). `status`: else 201 for a POST, 200 for any other.
    """
    status = status or (201 if request.method == "POST" else 200)
    effect = matched(request, effect)
    key = request.headers.get("idempotency-key")
    actor = request.scope["user"]
    if key is None and actor.kind != "token":
        async with atomic():
            return Tagged(await effect(), status_code=status)

    async def run() -> tuple[int, bytes]:
        done = await effect()
        headers.update(tag_of(done))
        return status, b"" if done is None else encoded(done)

    path = request.scope["path"]
    headers: dict[str, str] = {}
    mark = idempotency.fingerprint(request.method, path, await request.body() if body is None else body)
    answer = await idempotency.once(actor.id, idempotency.checked_key(key), mark, run)
    if answer.replayed:
        headers["Idempotency-Replayed"] = "true"
    return Response(answer.body, status_code=answer.status, media_type=MediaType.JSON, headers=headers)  # type: ignore[arg-type]
