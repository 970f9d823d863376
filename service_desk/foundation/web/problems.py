"""Every error leaves the house as application/problem+json: what happened, what to do, and the request's id.

A browser that a person pointed at a page gets the same as a page.
"""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

import asyncpg
import structlog
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException

from service_desk.foundation.errors import DeskError, Stale, TooLarge, VersionMissing
from service_desk.foundation.i18n import language_of
from service_desk.foundation.logs import REQUEST_ID
from service_desk.foundation.sentences import said, sentence
from service_desk.foundation.web import html
from service_desk.foundation.web.reading import faults
from service_desk.foundation.web.refusals import (
    AlreadyThere,
    DatabaseAway,
    Locked,
    MethodNotAllowed,
    NoSuchRow,
    NotADate,
    NotAllowedValue,
    NotAMoment,
    NotUtf8,
    TooDeep,
    Unforeseen,
    UnknownAddress,
    Unreadable,
    Unstorable,
)
from service_desk.foundation.web.requests import encoded
from service_desk.foundation.written import Phrase, Term, machine

log = structlog.get_logger("web")
MEDIA_TYPE: Final = "application/problem+json"
Recognise = Callable[[Request[Any, Any, Any]], Awaitable[None]]
RECOGNISE: Final[list[Recognise]] = []  # who asks; filled when the application is built
ROOM: Final = "service_desk.foundation"
# RFC 9457, 3.1.4: a title stays the same for its kind of problem, but for the language of the reader.
TITLES: Final = {
    400: Term("Bad request"),
    401: Term("Not signed in"),
    403: Term("Not allowed"),
    404: Term("Not found"),
    405: Term("Method not allowed"),
    409: Term("Conflict"),
    412: Term("Changed meanwhile"),
    413: Term("Too large"),
    415: Term("Wrong type of body"),
    422: Term("Cannot be done as sent"),
    428: Term("Version is missing"),
    429: Term("Too many requests"),
    500: Term("Error on our side"),
    503: Term("Not available just now"),
}
AWAY: Final = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.QueryCanceledError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    TimeoutError,
)


def title(status: int, language: str) -> str:
    """The status in a few words of the reader's language."""
    return said(
        TITLES.get(status) or TITLES[500 if status >= HTTPStatus.INTERNAL_SERVER_ERROR else 400], ROOM, language
    )


def problem(
    status: int, code: str, detail: str, *, title: str, headers: dict[str, str] | None = None, **more: Any
) -> Response[bytes]:
    body = {
        "type": f"/problems/{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail,
        "request_id": REQUEST_ID.get(),
    } | {key: value for key, value in more.items() if value}
    return Response(encoded(body), status_code=status, media_type=MEDIA_TYPE, headers=headers)


def desk_error(
    request: Request[Any, Any, Any], error: DeskError, kept: Mapping[str, str] | None = None
) -> Response[Any]:
    """`kept`: headers that go with the answer whatever it looks like."""
    language = _language(request)
    headers = {"Content-Language": language, **(kept or {})}
    if error.retry_after:
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, (Stale, VersionMissing)) and "version" in error.params:
        headers["ETag"] = f'"{error.params["version"]}"'
    if html.wanted(request):
        return Late(lambda _request: html.refusal(request, error, headers))
    shown = {key: told for key, value in error.params.items() if (told := machine(value)) is not None}
    detail = sentence(error, language)
    parts = [{"field": part.field, "code": part.code, "detail": sentence(part, language)} for part in error.parts]
    return problem(
        error.status, error.code, detail, title=title(error.status, language), headers=headers,
        field=error.field, params=shown, errors=parts,
    )  # fmt: skip


def _language(request: Request[Any, Any, Any]) -> str:
    """Who signed in chose a language; a program or a stranger says it in Accept-Language."""
    actor = request.scope.get("user")
    own = actor.language if actor is not None else "en"
    return (
        own if actor is not None and actor.kind == "staff" else language_of(request.headers.get("accept-language"), own)
    )


class Late(Response[Any]):
    """An answer that has to ask first, which a handler of errors cannot: it is no coroutine."""

    def __init__(self, make: Callable[[Request[Any, Any, Any]], Awaitable[Response[Any]]]) -> None:
        super().__init__(None)
        self.make = make

    def to_asgi_response(self, app: Any, request: Request[Any, Any, Any], **given: Any) -> Any:
        async def answer(scope: Any, receive: Any, send: Any) -> None:
            made = await self.make(request)
            await made.to_asgi_response(app, request, **given)(scope, receive, send)

        return answer


async def _recognised(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """For a request that met no door, so that nobody has asked yet whose it is, and which language they read."""
    for recognise in RECOGNISE:
        await recognise(request)
    return _told(request, error)


def http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """Litestar's own refusals: unknown routes, wrong methods, bodies that do not parse."""
    if error.status_code < HTTPStatus.INTERNAL_SERVER_ERROR and request.scope.get("user") is None:
        return Late(lambda _request: _recognised(request, error))
    return _told(request, error)


def _told(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    status = error.status_code
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return unforeseen(request, error)
    kept = {key: value for key, value in (error.headers or {}).items() if key.lower() in {"allow", "retry-after"}}
    return desk_error(request, _refusal(request, error), kept)


def _refusal(request: Request[Any, Any, Any], error: HTTPException) -> DeskError:
    status = error.status_code
    if status == HTTPStatus.NOT_FOUND:
        return UnknownAddress(path=request.scope["path"][:200])
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return MethodNotAllowed(method=request.scope["method"])
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return TooLarge(limit=Phrase("{count} MB", count=_most(request) // 1_000_000))
    wrong = list(faults(request, error))
    language = _language(request)
    date = next((each for each in wrong if isinstance(each, (NotADate, NotAMoment))), None)
    said = " ".join(sentence(each, language) for each in wrong)
    refused = date or Unreadable(said=said, field=wrong[0].field if len(wrong) == 1 else None)
    refused.parts = wrong
    return refused


def _most(request: Request[Any, Any, Any]) -> int:
    """Bytes that this door takes."""
    handler: Any = request.scope["route_handler"]
    most = handler.resolve_request_max_body_size()
    return most if isinstance(most, int) else 1_000_000


def database_away(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    log.warning("database_away", error=type(error).__name__)
    return desk_error(request, DatabaseAway())


def locked(request: Request[Any, Any, Any], _error: Exception) -> Response[bytes]:
    return desk_error(request, Locked())


def doubled(request: Request[Any, Any, Any], error: asyncpg.UniqueViolationError) -> Response[bytes]:
    log.info("unique_violation", constraint=error.constraint_name)
    return desk_error(request, AlreadyThere())


def nowhere(request: Request[Any, Any, Any], error: asyncpg.ForeignKeyViolationError) -> Response[bytes]:
    log.info("foreign_key_violation", constraint=error.constraint_name)
    return desk_error(request, NoSuchRow())


def outside(request: Request[Any, Any, Any], error: asyncpg.CheckViolationError) -> Response[bytes]:
    log.info("check_violation", constraint=error.constraint_name)
    return desk_error(request, NotAllowedValue())


def unstorable(request: Request[Any, Any, Any], _error: Exception) -> Response[bytes]:
    return desk_error(request, Unstorable())


def garbled(request: Request[Any, Any, Any], _error: Exception) -> Response[bytes]:
    return desk_error(request, NotUtf8())


def too_deep(request: Request[Any, Any, Any], _error: RecursionError) -> Response[bytes]:
    log.warning("too_deep", path=request.scope["path"][:200])
    return desk_error(request, TooDeep())


def unforeseen(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    log.error("unforeseen", error=type(error).__name__, exc_info=error)
    return desk_error(request, Unforeseen())


HANDLERS: Final[dict[int | type[Exception], Callable[..., Response[Any]]]] = {
    DeskError: desk_error,
    HTTPException: http_error,
    asyncpg.LockNotAvailableError: locked,
    asyncpg.DeadlockDetectedError: locked,
    asyncpg.SerializationError: locked,
    asyncpg.UniqueViolationError: doubled,
    asyncpg.ExclusionViolationError: doubled,
    asyncpg.ForeignKeyViolationError: nowhere,
    asyncpg.CheckViolationError: outside,
    asyncpg.DataError: unstorable,
    RecursionError: too_deep,
    UnicodeEncodeError: unstorable,
    UnicodeDecodeError: garbled,
    Exception: unforeseen,
} | dict.fromkeys(AWAY, database_away)

__all__ = ["HANDLERS", "MediaType", "problem"]
