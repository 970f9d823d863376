"""The OpenAPI description: what Litestar reads from the doors, completed by what every door has in common."""

import json
from functools import lru_cache
from http import HTTPStatus
from inspect import cleandoc
from sys import modules
from typing import Any, Final

import msgspec
from litestar import Litestar, Request, Response
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.plugins import JsonRenderPlugin

from service_desk.foundation import idempotency
from service_desk.foundation.web.glossary import Glossary
from service_desk.foundation.web.matching import REPLACING, SOLE, VERSIONED
from service_desk.foundation.web.naming import NAMED
from service_desk.foundation.web.problems import MEDIA_TYPE
from service_desk.foundation.web.requests import encoded, open_to_all
from service_desk.foundation.web.schema_names import renamed

Json = dict[str, Any]
REFUSALS: Final = {
    400: "The request cannot be read, or says something that cannot be. Sent again unchanged it is refused again.",
    401: "Nobody is signed in, or the token is not valid.",
    403: "The right for this is missing, here or in this centre.",
    404: "That is not there, or belongs to a centre that you may not see.",
    409: "It is not in a state that allows this, or someone else was faster. `code` and `detail` say what to do.",
    412: "Someone else changed it since you read it: load it again and repeat the change.",
    413: "The body is too large.",
    422: "The Idempotency-Key was used for another request.",
    428: "If-Match is missing: say which version you change. `params.version` is the present one.",
    429: "Too many tries; wait as long as Retry-After says.",
    503: "The desk cannot do it just now. Nothing was changed; try again after Retry-After.",
}
_ANSWERS: Final = {"200": "Here it is.", "201": "It is done.", "204": "It is done; there is nothing to answer."}
LATER: Final = frozenset({409, 429, 503})
PROBLEM: Final[Json] = {
    "type": "object",
    "title": "Problem",
    "description": "An error (RFC 9457). `code` is for programs, `detail` for people, in the language that they read.",
    "required": ["type", "title", "status", "code", "detail", "request_id"],
    "properties": {
        "type": {
            "type": "string",
            "description": "What kind of problem, as an address.",
            "examples": ["/problems/too_few_parts"],
        },
        "title": {
            "type": "string",
            "description": "The status in a few words of the reader's language.",
            "examples": ["Conflict"],
        },
        "status": {"type": "integer", "description": "The HTTP status.", "examples": [409]},
        "code": {"type": "string", "description": "What went wrong, for programs.", "examples": ["too_few_parts"]},
        "detail": {
            "type": "string",
            "description": "What went wrong and what to do, for people.",
            "examples": ["Only 1 of P-BAT at VAN: take fewer, or move stock there first."],
        },
        "request_id": {
            "type": "string",
            "description": "Name it when you report the problem.",
            "examples": ["01a1f0c2-7a52-7f7e-9c1b-1f2f5d1a9f10"],
        },
        "field": {
            "type": "string",
            "description": "The field that is meant, where it is one.",
            "examples": ["quantity"],
        },
        "params": {"type": "object", "description": "What the sentence speaks of.", "examples": [{"sku": "P-BAT"}]},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": ["string", "null"], "description": "Its place.", "examples": ["lines[0].kind"]},
                    "code": {"type": "string", "description": "For programs.", "examples": ["not_one_of"]},
                    "detail": {"type": "string", "description": "For people.", "examples": ["'kind' is missing."]},
                },
            },
            "description": "Each fault, where a request has several.",
            "examples": [[{"field": "kind", "code": "field_missing", "detail": "'kind' is missing."}]],
        },
    },
}
KEY: Final[Json] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A new one for each new request, the same one when it is tried again: it is then done once and "
    "answered alike. Required of API tokens.",
    "schema": {"type": "string", "minLength": idempotency.SHORTEST, "maxLength": idempotency.LONGEST},
    "example": "3f0c1b52-7a52-4f7e-9c1b-1f2f5d1a9f10",
}
IF_MATCH: Final[Json] = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The version that you read: the ETag, or its number. 412 when there is a newer one.",
    "schema": {"type": "string"},
    "example": '"1"',
}
ETAG: Final[Json] = {"description": "The version of the record, for If-Match.", "schema": {"type": "string"}}
REPLAYED: Final[Json] = {
    "description": "`true`: the stored answer of the first request with this key.",
    "schema": {"type": "string", "enum": ["true"]},
}
RETRY: Final[Json] = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
# What Litestar writes at its default value everywhere.
_NOISE: Final[tuple[tuple[str, Any], ...]] = (
    ("deprecated", False),
    ("allowEmptyValue", False),
    ("allowReserved", False),
    ("headers", {}),
)


class Description(JsonRenderPlugin):
    def render(self, request: Request[Any, Any, Any], openapi_schema: Json) -> bytes:  # noqa: ARG002  # Litestar's own
        return _written(request.app)


@lru_cache(maxsize=4)
def _written(app: Litestar) -> bytes:
    return json.dumps(described(app), ensure_ascii=False).encode()


def described(app: Litestar) -> Json:
    found: Json = _quiet(msgspec.json.decode(encoded(app.openapi_schema.to_schema())))
    found, whole = renamed(found)
    glossary = Glossary(found, whole)
    glossary.complete()
    rooms: dict[str, str] = {}
    for path, method, handler in _operations(app):
        operation = found["paths"][path][method]
        rooms[handler.fn.__module__.split(".")[1]] = handler.fn.__module__
        _describe(operation, method, handler)
        _exemplify(operation, glossary, handler.fn.__module__.split(".")[1])
    found["tags"] = [{"name": room, "description": _words(name)} for room, name in rooms.items()]
    found["components"]["schemas"]["Problem"] = PROBLEM
    found["components"]["responses"] = {
        HTTPStatus(status).phrase.replace(" ", ""): _refusal(status) for status in REFUSALS
    }
    return found


def operation_id(handler: HTTPRouteHandler, _method: Any, _path: Any) -> str:
    """tickets.open_ticket: the room and what it does."""
    return f"{handler.fn.__module__.split('.')[1]}.{handler.fn.__name__}"


def _operations(app: Litestar) -> list[tuple[str, str, HTTPRouteHandler]]:
    return [
        (route.path_format, method.lower(), handler)
        for route in app.routes
        for handler in getattr(route, "route_handlers", ())
        if handler.resolve_include_in_schema()
        for method in sorted(handler.http_methods - {"HEAD", "OPTIONS"})
    ]


def _describe(operation: Json, method: str, handler: HTTPRouteHandler) -> None:
    operation["tags"] = [handler.fn.__module__.split(".")[1]]
    operation["summary"] = handler.fn.__name__.replace("_", " ").capitalize()
    operation["responses"].get("204", {}).pop("content", None)  # Litestar documents the None of a Response[None]
    _files(operation, handler)
    if "example" in handler.opt:  # @post(..., example={...}): a body that this door takes
        operation["requestBody"]["content"]["application/json"]["example"] = handler.opt["example"]
    parameters = operation.setdefault("parameters", [])
    keyed = "once" in handler.fn.__code__.co_names
    versioned = _versioned(operation, method, keyed or "unkept" in handler.fn.__code__.co_names, handler)
    if versioned:
        parameters.append(IF_MATCH | {"required": method.upper() in REPLACING})
    if keyed:
        parameters.append(KEY)
        for status, answer in operation["responses"].items():
            if status.startswith("2"):
                answer["headers"] = {"Idempotency-Replayed": REPLAYED}
    for status in _refused(operation, method, handler, keyed):
        operation["responses"][str(status)] = {
            "$ref": f"#/components/responses/{HTTPStatus(status).phrase.replace(' ', '')}"
        }
    if open_to_all in handler.resolve_guards():
        operation["security"] = []
    if not parameters:
        del operation["parameters"]


def _versioned(operation: Json, method: str, keyed: bool, handler: HTTPRouteHandler) -> bool:
    """Whether the shell compares If-Match for this door."""
    named = (NAMED.get(one["name"]) for one in operation.get("parameters", ()) if one["in"] == "path")
    known = any(one["name"] == "If-Match" for one in operation.get("parameters", ()))
    return (
        method != "get"
        and keyed
        and not known
        and (bool({SOLE, VERSIONED} & handler.opt.keys()) or any(kind is not None and kind.table for kind in named))
    )


def _exemplify(operation: Json, glossary: Glossary, room: str) -> None:
    """Words and examples of what is asked, sent and answered."""
    for parameter in operation.get("parameters", ()):
        glossary.parameter(parameter, room)
    body = operation.get("requestBody", {})
    if body and not body.get("description"):
        body["description"] = "What to do it with; the schema names every field."
    contents = [body.get("content", {})]
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            answer["description"] = _ANSWERS.get(status, "Done; the answer follows.")
            contents.append(answer.get("content", {}))
    for content in contents:
        for media in content.values():
            if "example" not in media and "schema" in media:
                media["example"] = glossary.example(media["schema"])


def _files(operation: Json, handler: HTTPRouteHandler) -> None:
    """A door that answers with bytes names their media types: @get(..., produces=("image/png",)); else they are any."""
    if handler.fn.__annotations__.get("return") != Response[bytes]:
        return
    binary = {"schema": {"type": "string", "format": "binary"}}
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            answer["content"] = dict.fromkeys(handler.opt.get("produces", ("*/*",)), binary)


def _refused(operation: Json, method: str, handler: HTTPRouteHandler, keyed: bool) -> list[int]:
    parameters = {parameter["name"] for parameter in operation["parameters"]}
    statuses = {503} | ({401} if open_to_all in handler.resolve_guards() else {401, 403})
    if parameters or "requestBody" in operation:
        statuses |= {400}
    if parameters - {"cursor", "limit", "If-Match"} or "requestBody" in operation:
        statuses |= {404}
    if method != "get":
        statuses |= {409, 413}
    if any(kind.resolve for name, kind in NAMED.items() if name in parameters):
        statuses |= {409}  # several are called so
    if "produces" in handler.opt:
        statuses |= {409}  # what cannot be drawn so that it reads back
    if "If-Match" in parameters:
        statuses |= {412, 428} if method.upper() in REPLACING else {412}
    if keyed:
        statuses |= {422}
    if "429" in (handler.fn.__doc__ or ""):
        statuses |= {429}
    return sorted(statuses)


def _refusal(status: int) -> Json:
    answer: Json = {
        "description": REFUSALS[status],
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    return answer | ({"headers": {"Retry-After": RETRY}} if status in LATER else {})


def _words(module: str) -> str:
    """What the room's door says about itself."""
    package = ".".join([*module.split(".")[:2], "api"])
    return cleandoc(modules[package].__doc__ or "")


def _quiet(value: Any) -> Any:
    if isinstance(value, list):
        return [_quiet(item) for item in value]
    if isinstance(value, dict):
        return {key: _quiet(item) for key, item in value.items() if (key, item) not in _NOISE}
    return value
