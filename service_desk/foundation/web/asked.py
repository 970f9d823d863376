"""What every door of the API does first: refuse query parameters that it does not know, and put ids where names are."""

import json
from contextlib import suppress
from datetime import date
from difflib import get_close_matches
from functools import cache
from typing import Any, Final, get_args, get_origin

from litestar import Request
from litestar.enums import RequestEncodingType
from litestar.handlers import HTTPRouteHandler
from litestar.params import BodyKwarg, HeaderParameter, PathParameter

from service_desk.foundation.paging import marks_of
from service_desk.foundation.web import naming
from service_desk.foundation.web.refusals import (
    EndsBeforeItBegins,
    NoParameters,
    RepeatedField,
    RepeatedParameter,
    UnknownParameter,
    WrongMediaType,
)
from service_desk.foundation.web.slashes import SLASH

_JSON: Final = RequestEncodingType.JSON.value
_NOT_ASKED: Final = (BodyKwarg, HeaderParameter, PathParameter)


async def prepare(request: Request[Any, Any, Any]) -> None:
    """Before a handler's own arguments are read. Raises UnknownParameter, RepeatedParameter, EndsBeforeItBegins,
    RepeatedField, NotFound, Ambiguous."""
    handler = request.scope["route_handler"]
    assert isinstance(handler, HTTPRouteHandler)  # for the type checker
    marks_of(request.scope["path_template"])
    if SLASH in request.scope["path"]:  # the router keeps and shares what it read of a path: never write into it
        named = request.scope["path_params"].items()
        request.scope["path_params"] = {
            name: value.replace(SLASH, "/") if SLASH in str(value) else value for name, value in named
        }
    if request.scope["query_string"]:
        known, asked = parameters(handler), request.query_params
        for name in asked:
            if name not in known:
                raise _unknown(name, sorted(known))
            if not known[name] and len(asked.getall(name)) > 1:
                raise RepeatedParameter(name=name, field=name)
        _in_order(asked.get("since"), asked.get("until"))
    wanted = body_type(handler)
    if wanted is not None and "content-type" in request.headers:
        given = request.content_type[0]
        if given != wanted and not (wanted == _JSON and given.endswith("+json")):
            raise WrongMediaType(given=given[:60] or "?", wanted=wanted)
    if wanted == _JSON and (body := await request.body()):
        with suppress(ValueError, RecursionError):  # what is no JSON at all is told by the door
            json.loads(body, object_pairs_hook=_each_once, parse_int=str, parse_float=str)
    await naming.resolve(request, handler)


def _in_order(since: str | None, until: str | None) -> None:
    """Days that can be read; the door says so of others."""
    with suppress(TypeError, ValueError):
        first, last = date.fromisoformat(since or ""), date.fromisoformat(until or "")
        if first > last:
            raise EndsBeforeItBegins(since=first, until=last, field="until")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)[:60]
        raise RepeatedField(name=twice, field=twice)
    return found


@cache
def body_type(handler: HTTPRouteHandler) -> str | None:
    """The media type that a door takes."""
    body = handler.parsed_fn_signature.parameters.get("data")
    kind = body.kwarg_definition if body is not None else None
    return RequestEncodingType(kind.media_type).value if isinstance(kind, BodyKwarg) else None


@cache
def parameters(handler: HTTPRouteHandler) -> dict[str, bool]:
    """The query parameters of a door, as the caller writes them, and whether they may be given several times."""
    return {
        written(handler, name): any(
            get_origin(kind) is list for kind in (parameter.annotation, *get_args(parameter.annotation))
        )
        for name, parameter in handler.parsed_fn_signature.parameters.items()
        if parameter.kwarg_definition is not None and not isinstance(parameter.kwarg_definition, _NOT_ASKED)
    }


def written(handler: HTTPRouteHandler, name: str) -> str:
    """The name that the caller knows for an argument: `state`, where Python says `in_state`."""
    parameter = handler.parsed_fn_signature.parameters.get(name)
    return (parameter is not None and getattr(parameter.kwarg_definition, "name", None)) or name


def nearest(name: str, known: list[str]) -> list[str]:
    """`known` with what was probably meant first."""
    meant = get_close_matches(name.lower(), known, n=3, cutoff=0.5)
    return meant + [other for other in known if other not in meant]


def _unknown(name: str, known: list[str]) -> UnknownParameter | NoParameters:
    shown = name[:60]
    if not known:
        return NoParameters(name=shown, field=shown)
    return UnknownParameter(name=shown, options=nearest(name, known), field=shown)
