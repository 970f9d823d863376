"""A request may call a record by its id, or as people do. Doors say `<record>_id: UUID` and get an id.

Whatever else stands in such a place of a path, a query or a body is looked up before the door sees it; an id costs nothing.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Request
from litestar.exceptions import ClientException, SerializationException
from litestar.handlers import HTTPRouteHandler
from litestar.params import BodyKwarg
from litestar.utils.scope.state import ScopeState

from service_desk.foundation.actor import Actor
from service_desk.foundation.errors import DeskError
from service_desk.foundation.naming import Named

_ID: Final = re.compile("[0-9a-fA-F]{8}(-?)[0-9a-fA-F]{4}\\1[0-9a-fA-F]{4}\\1[0-9a-fA-F]{4}\\1[0-9a-fA-F]{12}")
NAMED: Final[dict[str, Named]] = {}  # by field; filled when the application is built
Plan = Mapping[str, Any]  # field -> Named, or the plan of what lies in it


def know(kinds: Iterable[Named]) -> None:
    NAMED.clear()
    NAMED.update({field: kind for kind in kinds for field in kind.fields})
    plan.cache_clear()
    _fields.cache_clear()


@cache
def plan(handler: HTTPRouteHandler) -> tuple[Plan, Plan]:
    """Where this door names records: in its path and query, and in its body."""
    asked: dict[str, Named] = {}
    told: Plan = {}
    for name, parameter in handler.parsed_fn_signature.parameters.items():
        if isinstance(parameter.kwarg_definition, BodyKwarg):
            told = _within(parameter.annotation)
        elif UUID in (parameter.annotation, *_arguments(parameter.annotation)):
            alias = getattr(parameter.kwarg_definition, "name", None) or name
            if alias in NAMED:
                asked[alias] = NAMED[alias]
    return asked, told


@cache
def _fields(kind: type[msgspec.Struct]) -> Plan:
    found = {field.encode_name: _meant(field.encode_name, field.type) for field in msgspec.structs.fields(kind)}
    return {name: inner for name, inner in found.items() if inner}


def _meant(name: str, kind: Any) -> Any:
    return NAMED.get(name) if UUID in (kind, *_arguments(kind)) else _within(kind)


def _within(kind: Any) -> Plan:
    for inner in (kind, *_arguments(kind)):
        if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            return _fields(inner)
    return {}


def _arguments(kind: Any) -> Iterable[Any]:
    for inner in getattr(kind, "__args__", ()):
        yield inner
        yield from _arguments(inner)


async def resolve(request: Request[Any, Any, Any], handler: HTTPRouteHandler) -> None:
    """Put ids where the request says names. Raises NotFound and Ambiguous."""
    asked, told = plan(handler)
    if asked:
        given = request.scope["path_params"]
        for name in asked.keys() & given.keys():
            found = await _id(asked[name], name, given[name], request.user)
            if found is not given[name]:  # the router keeps and shares what it read of a path: never write into it
                request.scope["path_params"] = {**request.scope["path_params"], name: found}
        if request.scope["query_string"]:
            await _resolve_query(request, asked)
    if told and await request.body():
        try:
            body = await request.json()
        except SerializationException as error:
            raise ClientException(str(error)) from error
        await _resolve_body(body, told, request.user)


async def _resolve_query(request: Request[Any, Any, Any], asked: Plan) -> None:
    pairs = [
        (name, await _id(asked[name], name, value, request.user) if name in asked and value else value)
        for name, value in request.query_params.multi_items()
    ]
    request._parsed_query = ScopeState.from_scope(request.scope).parsed_query = tuple(pairs)


async def _resolve_body(told: Any, wanted: Plan, by: Actor) -> None:
    if isinstance(told, list):
        for one in told:
            await _resolve_body(one, wanted, by)
    if not isinstance(told, dict):
        return
    for name in wanted.keys() & told.keys():
        kind, value = wanted[name], told[name]
        if not isinstance(kind, Named):
            await _resolve_body(value, kind, by)
        elif isinstance(value, list):
            told[name] = [await _id(kind, name, one, by) for one in value]
        else:
            told[name] = await _id(kind, name, value, by)


async def _id(kind: Named, field: str, value: Any, by: Actor) -> Any:
    """What is no text is left to the door, which refuses it."""
    if kind.resolve is None or not isinstance(value, str) or not value or _ID.fullmatch(value):
        return value
    try:
        return str(await kind.resolve(value, by))
    except DeskError as error:
        error.field = error.field or field
        raise
