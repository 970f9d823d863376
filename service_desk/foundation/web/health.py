"""Liveness, readiness and metrics. Readiness asks the database on a connection of its own, never one of the pool."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from hmac import compare_digest
from ipaddress import ip_address
from typing import Any, Final

import asyncpg
from litestar import MediaType, Request, Response, get
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from service_desk.foundation import metrics
from service_desk.foundation.db import DB
from service_desk.foundation.errors import Forbidden
from service_desk.foundation.i18n import language_of
from service_desk.foundation.kept import Kept
from service_desk.foundation.migrate import schema
from service_desk.foundation.sentences import said
from service_desk.foundation.settings import environment
from service_desk.foundation.web.requests import open_to_all
from service_desk.foundation.written import Phrase

KEPT_SECONDS: Final = 2.0
# What a person should mend although the desk can work: filled in app.py, each gives sentences.
DETAILS: Final[list[Callable[[asyncpg.Connection], Awaitable[list[Phrase]]]]] = []


@get("/healthz", guards=[open_to_all], media_type=MediaType.TEXT, include_in_schema=False, sync_to_thread=False)
def alive() -> str:
    """This process runs and answers."""
    return "ok"


async def _probe() -> tuple[int, dict[str, Any]]:
    detail: list[Phrase] = []
    try:
        async with asyncio.timeout(1):
            connection = await asyncpg.connect(DB.config.get("dsn"))
            try:
                found = await schema(connection)
                if found.why_not:
                    return 503, {"ready": False, "why": found.why_not}
                detail += [found.note] if found.note else []
                with contextlib.suppress(asyncpg.PostgresError):  # a detail that cannot be asked makes nothing unready
                    for ask in DETAILS:
                        detail += await ask(connection)
            finally:
                await connection.close(timeout=1)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
        return 503, {"ready": False, "why": Phrase("the database does not answer")}
    return 200, {"ready": True, "detail": detail} if detail else {"ready": True}


READY: Final = Kept(_probe, KEPT_SECONDS)


@get("/readyz", guards=[open_to_all], include_in_schema=False)
async def ready(request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
    """The database answers within a second and has the tables of this code. `detail` names what a person should mend meanwhile,
    in the language of Accept-Language.

    Asked on a connection of its own, at most once in two seconds: many probes are answered alike.
    """
    status, found = await READY.get()
    language = language_of(request.headers.get("accept-language"))

    def told(value: Any) -> Any:
        if isinstance(value, list):
            return [told(each) for each in value]
        return said(value, "service_desk.foundation", language) if isinstance(value, Phrase) else value

    return Response({name: told(value) for name, value in found.items()}, status_code=status)


class MetricsGuarded(Forbidden):
    code = "metrics_guarded"
    message = "Figures are for this machine, or for whoever sends the token of DESK_METRICS_TOKEN."


async def measurers(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """From this machine, or with the token: figures tell how busy a company is, and which doors it uses."""
    token = environment().metrics_token
    sent = connection.headers.get("authorization", "")
    if token and compare_digest(sent.encode(), f"Bearer {token}".encode()):
        return
    client = connection.scope.get("client")
    with contextlib.suppress(ValueError):
        if client and ip_address(client[0]).is_loopback:
            return
    raise MetricsGuarded


@get("/metrics", guards=[open_to_all, measurers], media_type="text/plain; version=0.0.4", include_in_schema=False)
async def measured() -> bytes:
    """Counts of this process and the state of the queues, for Prometheus: to this machine, or with DESK_METRICS_TOKEN."""
    return await metrics.exposition()


ROUTES = [alive, ready, measured]
