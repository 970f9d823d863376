"""Every error leaves the house as application/problem+json: what happened, what to do, and the request's id."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

import asyncpg
import structlog
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException

from service_desk.foundation.errors import DeskError
from service_desk.foundation.logs import REQUEST_ID
from service_desk.foundation.web.requests import encoded

log = structlog.get_logger("web")
MEDIA_TYPE: Final = "application/problem+json"
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


def problem(
    status: int, code: str, detail: str, *, headers: dict[str, str] | None = None, **more: Any
) -> Response[bytes]:
    body = {
        "type": f"/problems/{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "request_id": REQUEST_ID.get(),
    } | {key: value for key, value in more.items() if value}
    return Response(encoded(body), status_code=status, media_type=MEDIA_TYPE, headers=headers)


def desk_error(_request: Request[Any, Any, Any], error: DeskError) -> Response[bytes]:
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after else None
    shown = {key: value for key, value in error.params.items() if isinstance(value, (str, int, list, tuple, dict))}
    return problem(error.status, error.code, str(error), headers=headers, field=error.field, params=shown)


def http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """Litestar's own refusals: unknown routes, wrong methods, bodies that do not parse."""
    status = error.status_code
    if status == HTTPStatus.NOT_FOUND:
        return problem(
            404, "not_found", f"There is nothing at {request.scope['path'][:200]}. The API is described at /docs."
        )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return unforeseen(request, error)
    detail = error.detail
    if status == HTTPStatus.BAD_REQUEST:
        detail = f"The request could not be read: {detail}. Correct it and send it again."
    errors = [{"field": e.get("key"), "detail": e.get("message")} for e in _list(error.extra)]
    kept = {key: value for key, value in (error.headers or {}).items() if key.lower() in {"allow", "retry-after"}}
    return problem(status, HTTPStatus(status).name.lower(), detail, headers=kept or None, errors=errors)


def _list(extra: Any) -> list[dict[str, Any]]:
    return [item for item in extra if isinstance(item, dict)] if isinstance(extra, list) else []


def database_away(_request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    log.warning("database_away", error=type(error).__name__)
    detail = "The desk cannot reach its database just now. Nothing was changed; please try again in a moment."
    return problem(503, "database_away", detail, headers={"Retry-After": "2"})


def locked(_request: Request[Any, Any, Any], _error: Exception) -> Response[bytes]:
    detail = "Someone else is changing this at this moment. Nothing was changed; please try again."
    return problem(409, "locked", detail, headers={"Retry-After": "1"})


def doubled(_request: Request[Any, Any, Any], error: asyncpg.UniqueViolationError) -> Response[bytes]:
    log.info("unique_violation", constraint=error.constraint_name)
    return problem(409, "already_there", "Exactly this is there already. Load it again and change that one.")


def unstorable(_request: Request[Any, Any, Any], _error: Exception) -> Response[bytes]:
    detail = "A text holds a character that cannot be stored (such as NUL), or a number is too large. Remove it and send again."
    return problem(400, "unstorable", detail)


def garbled(_request: Request[Any, Any, Any], _error: Exception) -> Response[bytes]:
    return problem(400, "not_utf8", "The request is not valid UTF-8. Save or send it as UTF-8 and try again.")


def unforeseen(_request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    log.error("unforeseen", error=type(error).__name__, exc_info=error)
    detail = "Something went wrong on our side. Nothing was changed. Please report the request id."
    return problem(500, "unforeseen", detail)


HANDLERS: Final[dict[int | type[Exception], Callable[..., Response[Any]]]] = {
    DeskError: desk_error,
    HTTPException: http_error,
    asyncpg.LockNotAvailableError: locked,
    asyncpg.DeadlockDetectedError: locked,
    asyncpg.SerializationError: locked,
    asyncpg.UniqueViolationError: doubled,
    asyncpg.ExclusionViolationError: doubled,
    asyncpg.DataError: unstorable,
    UnicodeEncodeError: unstorable,
    UnicodeDecodeError: garbled,
    Exception: unforeseen,
} | dict.fromkeys(AWAY, database_away)

__all__ = ["HANDLERS", "MediaType", "problem"]
