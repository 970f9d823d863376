"""Versions at the doors: `ETag` on what is read, `If-Match` on what is changed (RFC 9110, sections 8.8 and 13).

A tag is the record's version and a check of the whole answer: "7-1c2d3e4f". Only the version counts in If-Match, so that a number
does too. What has no row of its own is versioned by its content (foundation/versions.py), through VERSIONED.
"""

import dataclasses
from collections.abc import Awaitable, Callable
from functools import cache
from http import HTTPStatus
from typing import Any, Final, TypeVar
from uuid import UUID
from zlib import crc32

import msgspec
from litestar import Request, Response
from litestar.response.base import ASGIResponse

from service_desk.foundation.db import atomic, fetchrow
from service_desk.foundation.errors import Invalid, Stale, VersionMissing
from service_desk.foundation.web.naming import NAMED

T = TypeVar("T")
ANY: Final = "*"


class BadVersion(Invalid):
    code = "bad_version"
    message = "If-Match must be the version number that you read, for example 3."


def version_of(if_match: str | None) -> int | None:
    """None without the header, and for `*`, which every version matches."""
    if if_match is None or if_match.strip() == ANY:
        return None
    raw = if_match.strip().removeprefix("W/").strip('"').partition("-")[0]
    if not raw.isascii() or not raw.isdecimal() or len(raw) > 9:
        raise BadVersion
    return int(raw)


SOLE: Final = "sole"  # of a door: the table whose only row it changes, such as the company
# Of a door: asks the version of what it changes, whose path has no id of a row; 0 where there is nothing yet.
VERSIONED: Final = "versioned"
REPLACING: Final = frozenset({"PATCH", "PUT", "DELETE"})  # they write over what was read, and so must say what that was


def record(request: Request[Any, Any, Any]) -> tuple[str, Any] | None:
    """Table and id of the versioned record that the path names first, such as the order of /repairs/{order_id}/lines/…; no id
    where there is one row alone."""
    for name, key in request.scope["path_params"].items():
        kind = NAMED.get(name)
        if kind is not None and kind.table is not None:
            return kind.table, UUID(str(key))
    sole = request.scope["route_handler"].opt.get(SOLE)
    return None if sole is None else (sole, None)


def matched(request: Request[Any, Any, Any], effect: Callable[[], Awaitable[T]]) -> Callable[[], Awaitable[T]]:
    """`effect`, done only while the record has the version of If-Match.

    Raises Stale, and where the method needs a version VersionMissing; both tell the present one.
    """
    header = request.headers.get("if-match")
    version = version_of(header)
    if version is None and (header is not None or request.method not in REPLACING):
        return effect
    asks = request.scope["route_handler"].opt.get(VERSIONED)
    named = record(request)
    if asks is None and named is None:
        return effect

    async def guarded() -> T:
        async with atomic():
            # The row stays locked until the change is done, so nobody comes between.
            present = await asks(request) if asks is not None else await _present(request, *named)  # type: ignore[misc]
            if present is not None and version is None:
                raise VersionMissing(version=present)
            if present not in (None, version):
                raise Stale(version=present)
            return await effect()

    return guarded


async def _present(request: Request[Any, Any, Any], table: str, key: Any) -> int | None:
    """The version of a row, locked; None where there is none, or none that the caller may see: the action says so."""
    which = ("", ()) if key is None else ("where id = $1", (key,))
    row = await fetchrow(
        f"select version, to_jsonb(kept) ->> 'centre_id' as centre_id from {table} as kept {which[0]} for update",
        *which[1],
    )
    if row is None:
        return None
    centre = key if table == "centre" else row["centre_id"]
    right = next(
        (guard.right for guard in request.scope["route_handler"].resolve_guards() if hasattr(guard, "right")), None
    )
    if centre is not None and right is not None and not request.scope["user"].may(right, UUID(str(centre))):
        return None
    version: int = row["version"]
    return version


def version_in(value: Any) -> int | None:
    """Of a record, or of the one that leads a view: its first field."""
    kind: type = type(value)
    path = _path(kind)
    if path is None:
        return None
    for name in path:
        value = getattr(value, name)
    return value if isinstance(value, int) else None


@cache
def _path(kind: type) -> tuple[str, ...] | None:
    names = _names(kind)
    if "version" in names:
        return ("version",)
    first = names[0] if names else None
    inner = msgspec.inspect.type_info(kind) if first else None
    head = (
        inner.fields[0].type if isinstance(inner, (msgspec.inspect.StructType, msgspec.inspect.DataclassType)) else None
    )
    if isinstance(head, (msgspec.inspect.StructType, msgspec.inspect.DataclassType)) and "version" in _names(head.cls):
        return (str(first), "version")
    return None


def _names(kind: type) -> tuple[str, ...]:
    if issubclass(kind, msgspec.Struct):
        return kind.__struct_fields__
    return tuple(field.name for field in dataclasses.fields(kind)) if dataclasses.is_dataclass(kind) else ()


def tag_of(changed: Any) -> dict[str, str]:
    """The header that tells the version after a change."""
    version = version_in(changed)
    return {} if version is None else {"ETag": f'"{version}"'}


class Tagged(Response[T]):
    """An answer with the ETag of its record; 304 where the reader has it already."""

    def to_asgi_response(self, app: Any, request: Request[Any, Any, Any], **given: Any) -> ASGIResponse:
        version = version_in(self.content)
        made = super().to_asgi_response(app, request, **given)
        if version is None or made.status_code >= HTTPStatus.MULTIPLE_CHOICES:
            return made
        if request.method not in {"GET", "HEAD"}:
            made.headers.update(tag_of(self.content))
            return made
        tag = f'"{version}-{crc32(made.body):08x}"'
        made.headers["etag"] = tag
        if tag in request.headers.get("if-none-match", ""):
            return ASGIResponse(status_code=304, headers={"ETag": tag})
        return made
