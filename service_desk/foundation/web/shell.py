"""The outermost ASGI layer: a request id, safe headers on every answer, and one count per request."""

import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from typing import Any, Final

from prometheus_client import Counter, Histogram

from service_desk.foundation import metrics
from service_desk.foundation.db import Lease
from service_desk.foundation.ids import uuid7
from service_desk.foundation.logs import REQUEST_ID

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
App = Callable[[Any, Receive, Callable[[Any], Awaitable[None]]], Awaitable[None]]
SMALL: Final = 16_384  # bytes; a larger body is read while it arrives
_GIVEN_ID: Final = re.compile(rb"[A-Za-z0-9._-]{8,64}")
HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (
        b"content-security-policy",
        b"default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    ),
)
_NO_STORE: Final = (b"cache-control", b"no-store")
_HSTS: Final = (b"strict-transport-security", b"max-age=31536000")


class Shell:
    """Wraps the application; anything but HTTP passes through untouched."""

    def __init__(self, app: App, *, secure: bool) -> None:
        self.app = app
        self.headers = (*HEADERS, _HSTS) if secure else HEADERS

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        request_id, length = _told(scope)
        mark = REQUEST_ID.set(request_id)
        started, status = time.perf_counter(), 500
        lease: Lease | None = None

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = self._completed(scope, message.get("headers", ()), request_id)
                if lease is not None:
                    await lease.end()
            await send(message)

        try:
            if length > SMALL:
                await self.app(scope, receive, answer)
            else:
                lease = Lease.begin()
                await self.app(scope, await _arrived(receive) if length else receive, answer)
        finally:
            if lease is not None:
                await lease.end()
            REQUEST_ID.reset(mark)
            count, seconds = _measured(scope["method"], scope.get("path_template") or "unknown", status)
            count.inc()
            seconds.observe(time.perf_counter() - started)

    def _completed(self, scope: Any, given: Any, request_id: str) -> list[tuple[bytes, bytes]]:
        headers = [*given, (b"x-request-id", request_id.encode())]
        names = {name for name, _ in headers}
        headers += [header for header in self.headers if header[0] not in names]
        if b"cache-control" not in names and not scope["path"].startswith("/static/"):
            headers.append(_NO_STORE)
        return headers


@lru_cache(maxsize=4096)
def _measured(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    """The series of a route: found once, not by three labels on every request."""
    return metrics.REQUESTS.labels(method, route, status), metrics.SECONDS.labels(route)


def _told(scope: Any) -> tuple[str, int]:
    """The request's id (the caller's, when it is one; else ours) and the length of its body, unknown ones being large."""
    request_id, length = None, 0
    for name, value in scope["headers"]:
        if name == b"content-length":
            length = int(value) if value.isdigit() and len(value) < 10 else SMALL + 1
        elif name == b"transfer-encoding":
            length = SMALL + 1
        elif name == b"x-request-id" and _GIVEN_ID.fullmatch(value):
            request_id = value.decode()
    return request_id or str(uuid7()), length


async def _arrived(receive: Receive) -> Receive:
    """A small body, whole: nobody then waits for a slow client with a connection to the database in hand."""
    messages = [await receive()]
    while messages[-1].get("more_body"):
        messages.append(await receive())
    left = iter(messages)

    async def again() -> Message:
        for message in left:
            return message
        return await receive()

    return again
