"""The outermost ASGI layer: a request id, safe headers on every answer, and one count per request."""

import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from typing import Any, Final

from prometheus_client import Counter, Histogram

from service_desk.foundation import metrics
from service_desk.foundation.ids import uuid7
from service_desk.foundation.logs import REQUEST_ID
from service_desk.foundation.web.slashes import keep_slashes

Message = MutableMapping[str, Any]
App = Callable[[Any, Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]]
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
        keep_slashes(scope)
        request_id = _request_id(scope)
        mark = REQUEST_ID.set(request_id)
        started, status = time.perf_counter(), 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = self._completed(scope, message.get("headers", ()), request_id)
            await send(message)

        try:
            await self.app(scope, receive, answer)
        finally:
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


def _request_id(scope: Any) -> str:
    """The caller's, when it is one; else ours."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _GIVEN_ID.fullmatch(value):
            return str(value.decode())
    return str(uuid7())
