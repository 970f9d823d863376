"""Versions at the doors: `ETag` on what is read, `If-Match` on what is changed (RFC 9110, sections 8.8 and 13).

A tag is the record's version and a check of the whole answer: "7-1c2d3e4f". Only the version counts in If-Match, so that a number
does too.
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

from service_desk.foundation.db import atomic, fetchval
from service_desk.foundation.errors import Invalid, Stale
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
    """`effect`, done only while the record has the version of If-Match. Raises Stale, which tells the present one."""
    version = version_of(request.headers.get("if-match"))
    named = record(request) if version is not None else None
    if named is None:
        return effect
    table, key = named

    async def guarded() -> T:
        async with atomic():
            # The row stays locked until the change is done, so nobody comes between.
            which = ("", ()) if key is None else ("where id = $1", (key,))
            present = await fetchval(f"select version from {table} {which[0]} for update", *which[1])
            if present not in (None, version):
                raise Stale(version=present)
            return await effect()

    return guarded


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
