"""Liveness, readiness and metrics. Readiness asks the database on a connection of its own, never one of the pool."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, Final

import asyncpg
from litestar import MediaType, Response, get

from service_desk.foundation import metrics
from service_desk.foundation.db import DB
from service_desk.foundation.migrate import schema
from service_desk.foundation.web.requests import open_to_all

# What a person should mend although the desk can work: filled in app.py, each gives sentences.
DETAILS: Final[list[Callable[[asyncpg.Connection], Awaitable[list[str]]]]] = []


@get("/healthz", guards=[open_to_all], media_type=MediaType.TEXT, include_in_schema=False, sync_to_thread=False)
def alive() -> str:
    """This process runs and answers."""
    return "ok"


@get("/readyz", guards=[open_to_all], include_in_schema=False)
async def ready() -> Response[dict[str, Any]]:
    """The database answers within a second and has the tables of this code. `detail` names what a person should mend meanwhile."""
    detail: list[str] = []
    try:
        async with asyncio.timeout(1):
            connection = await asyncpg.connect(DB.config.get("dsn"))
            try:
                found = await schema(connection)
                if found.why_not:
                    return Response({"ready": False, "why": found.why_not}, status_code=503)
                detail += [found.note] if found.note else []
                with contextlib.suppress(asyncpg.PostgresError):  # a detail that cannot be asked makes nothing unready
                    for ask in DETAILS:
                        detail += await ask(connection)
            finally:
                await connection.close(timeout=1)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
        return Response({"ready": False, "why": "the database does not answer"}, status_code=503)
    return Response({"ready": True, "detail": detail} if detail else {"ready": True})


@get("/metrics", guards=[open_to_all], media_type="text/plain; version=0.0.4", include_in_schema=False)
async def measured() -> bytes:
    """Counts of this process and the state of the queues, for Prometheus."""
    return await metrics.exposition()


ROUTES = [alive, ready, measured]
