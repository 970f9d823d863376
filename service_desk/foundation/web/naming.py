"""A request may call a record by its id, or as people do. Doors say `<record>_id: UUID` and get an id.

Whatever else stands in such a place of a path, a query or a body is looked up before the door sees it; an id costs nothing.
"""

import dataclasses
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final, get_type_hints
from uuid import UUID

import msgspec
from litestar import Request
from litestar.enums import RequestEncodingType
from litestar.exceptions import ClientException, SerializationException
from litestar.handlers import HTTPRouteHandler
from litestar.params import BodyKwarg
from litestar.utils.scope.state import ScopeState

from service_desk.foundation.actor import Actor
from service_desk.foundation.errors import DeskError
from service_desk.foundation.naming import Named
from service_desk.foundation.web.refusals import FieldMissing

_ID: Final = re.compile("[0-9a-fA-F]{8}(-?)[0-9a-fA-F]{4}\\1[0-9a-fA-F]{4}\\1[0-9a-fA-F]{4}\\1[0-9a-fA-F]{12}")
_IDS: Final = {UUID, int}
NAMED: Final[dict[str, Named]] = {}  # by field; filled when the application is built
Plan = Mapping[str, Any]  # field -> Named, or the plan of what lies in it


def know(kinds: Iterable[Named]) -> None:
    NAMED.clear()
    NAMED.update({field: kind for kind in kinds for field in kind.fields})
    plan.cache_clear()
    _fields.cache_clear()


@cache
def plan(handler: HTTPRouteHandler) -> tuple[Plan, Plan]:
    """Where this door names records: in its path and query, and in its body or form."""
    asked: dict[str, Named] = {}
    told: Plan = {}
    for name, parameter in handler.parsed_fn_signature.parameters.items():
        if isinstance(parameter.kwarg_definition, BodyKwarg):
            told = _within(parameter.annotation)
        elif _IDS & {parameter.annotation, *_arguments(parameter.annotation)}:
            alias = getattr(parameter.kwarg_definition, "name", None) or name
            if alias in NAMED:
                asked[alias] = NAMED[alias]
    return asked, told


@cache
def _fields(kind: type[msgspec.Struct]) -> Plan:
    found = {field.encode_name: _meant(field.encode_name, field.type) for field in msgspec.structs.fields(kind)}
    return {name: inner for name, inner in found.items() if inner}


def _meant(name: str, kind: Any) -> Any:
    return NAMED.get(name) if _IDS & {kind, *_arguments(kind)} else _within(kind)


def _within(kind: Any) -> Plan:
    for inner in (kind, *_arguments(kind)):
        if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            return _fields(inner)
        if isinstance(inner, type) and dataclasses.is_dataclass(inner):
            return {name: NAMED[name] for name, each in get_type_hints(inner).items() if each in _IDS and name in NAMED}
    return {}


def _arguments(kind: Any) -> Iterable[Any]:
    for inner in getattr(kind, "__args__", ()):
        yield inner
        yield from _arguments(inner)


async def resolve(request: Request[Any, Any, Any], handler: HTTPRouteHandler) -> None:
    """Put ids where the request says names. Raises NotFound and Ambiguous."""
    asked, told = plan(handler)
    beside: dict[str, Any] = request.scope["path_params"]
    if asked:
        for name in sorted(asked.keys() & beside.keys(), key=lambda name: asked[name].within is not None):
            found = await _id(asked[name], name, beside[name], request.user, beside)
            if found is not beside[name]:  # the router keeps and shares what it read of a path: never write into it
                request.scope["path_params"] = beside = {**beside, name: found}
        if request.scope["query_string"]:
            await _resolve_query(request, asked, beside)
    if told and request.content_type[0] == RequestEncodingType.MULTI_PART:
        await request.form()
        form: Any = ScopeState.from_scope(request.scope).form
        await _resolve_body(form, told, request.user, beside)
    elif told and await request.body():
        try:
            body = await request.json()
        except SerializationException as error:
            raise ClientException(str(error)) from error
        await _resolve_body(body, told, request.user, beside)


async def _resolve_query(request: Request[Any, Any, Any], asked: Plan, beside: Mapping[str, Any]) -> None:
    given = list(request.query_params.multi_items())
    beside = {**dict(given), **beside}
    pairs = [
        (name, await _id(asked[name], name, value, request.user, beside) if name in asked and value else value)
        for name, value in given
    ]
    request._parsed_query = ScopeState.from_scope(request.scope).parsed_query = tuple(pairs)


async def _resolve_body(told: Any, wanted: Plan, by: Actor, beside: Mapping[str, Any]) -> None:
    if isinstance(told, list):
        for one in told:
            await _resolve_body(one, wanted, by, beside)
    if not isinstance(told, dict):
        return
    beside = {**told, **beside}
    for name in wanted.keys() & told.keys():
        kind, value = wanted[name], told[name]
        if not isinstance(kind, Named):
            await _resolve_body(value, kind, by, beside)
        elif isinstance(value, list):
            told[name] = [await _id(kind, name, one, by, beside) for one in value]
        else:
            told[name] = await _id(kind, name, value, by, beside)


async def _id(kind: Named, field: str, value: Any, by: Actor, beside: Mapping[str, Any]) -> Any:
    """What is no text is left to the door, which refuses it. `beside`: what else the request says."""
    if not isinstance(value, str) or not value or "\0" in value or _ID.fullmatch(value):
        return value
    if kind.told_by is not None:
        says, kinds = kind.told_by
        if says not in beside:
            raise FieldMissing(name=says, field=says)
        if (meant := NAMED.get(kinds.get(str(beside.get(says)), ""))) is None:
            return value
        kind = meant
    try:
        if kind.within is not None:
            whole, resolve_within = kind.within
            if not isinstance(holder := beside.get(whole), str) or not _ID.fullmatch(holder):
                return value
            return str(await resolve_within(value, by, UUID(holder)))
        return value if kind.resolve is None else str(await kind.resolve(value, by))
    except DeskError as error:
        error.field = error.field or field
        raise
