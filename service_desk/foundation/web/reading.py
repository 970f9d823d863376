"""What is wrong with a request that could not be read: each fault with the field as its sender wrote it, in our own words.

The library that reads bodies says it in English and by its own names of types; nothing of that reaches a caller.
"""

import enum
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, Final

import msgspec
from litestar import Request
from litestar.exceptions import HTTPException

from service_desk.foundation.errors import DeskError
from service_desk.foundation.web.asked import nearest, written
from service_desk.foundation.web.refusals import (
    CutOff,
    FieldMissing,
    NoBody,
    NoFields,
    NotADate,
    NotAMoment,
    NotJson,
    NotOneOf,
    NumberOutside,
    NumberTooLarge,
    NumberTooSmall,
    TextTooLong,
    TextTooShort,
    TooFew,
    TooMany,
    UnknownField,
    WrongForm,
    WrongKind,
)
from service_desk.foundation.written import Either, Term

MOST_OPTIONS: Final = 40
# How a kind of value is asked for; each is a term of the foundation's errors.toml.
KINDS: Final = {
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "decimal": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "an object with fields",
    "uuid": "an id (UUID)",
    "date": "a day such as 2026-03-14",
    "datetime": "a moment such as 2026-03-14T21:30:00Z",
    "bytes": "a file",
}
# The same for texts of a pattern that says little to whoever wrote something else.
PATTERNS: Final = {
    "^[A-Z]{3}$": "a currency in three capital letters, such as EUR",
    "^[A-Z]{2}$": "a country in two capital letters, such as DE",
}
_LIST: Final = re.compile(r"\^\(([\w|]+)\)\$")
_MISSING: Final = re.compile(r"Missing required (?:query|header|path|cookie) parameter '([^']+)'")
_PART: Final = re.compile(r"[^.\[\]]+")


def faults(request: Request[Any, Any, Any], error: HTTPException) -> Iterator[DeskError]:
    """Every fault that was found, at least one."""
    told = [entry for entry in error.extra if isinstance(entry, dict)] if isinstance(error.extra, list) else []
    if not told:
        yield _whole(error.detail)
    handler: Any = request.scope.get("route_handler")
    for entry in told:
        message, key = str(entry.get("message", "")), str(entry.get("key", ""))
        if handler is None:
            yield CutOff()
        elif entry.get("source") == "body" or key == "data":
            place = key.removeprefix("data").lstrip(".")
            yield _fault(message, place, _at(handler.parsed_fn_signature.parameters["data"].annotation, place))
        else:
            name = re.split(r"[.\[]", key, maxsplit=1)[0]
            parameter = handler.parsed_fn_signature.parameters.get(name)
            kind = _at(parameter.annotation, key.removeprefix(name)) if parameter is not None else None
            kind = _plain(getattr(kind, "item_type", kind))  # one of several values
            yield _fault(message, written(handler, name), kind)


def fault_in(error: msgspec.ValidationError, annotation: Any) -> DeskError | None:
    """The same of a document that was read outside of a request; None where all of it is something else."""
    message, _, place = str(error).partition(" - at `$")
    place = place.rstrip("`").lstrip(".")
    if not place and not message.startswith("Object "):
        return None
    return _fault(message, place, _at(annotation, place))


def _whole(detail: str) -> DeskError:
    if missing := _MISSING.search(detail):
        return FieldMissing(name=missing[1], field=missing[1])
    at = re.search(r"\(byte (\d+)\)", detail)
    return NotJson(at=int(at[1])) if at else CutOff()


def _fault(message: str, place: str, kind: Any) -> DeskError:
    for pattern, fault in _GRAMMAR:
        if found := pattern.fullmatch(message):
            return fault(found, place, kind)
    return WrongForm(name=place, field=place) if place else NoBody()


def _missing(found: re.Match[str], place: str, _kind: Any) -> DeskError:
    name = f"{place}.{found[1]}" if place else found[1]
    return NoBody() if name == "data" else FieldMissing(name=name, field=name)


def _unknown(found: re.Match[str], place: str, kind: Any) -> DeskError:
    name = f"{place}.{found[1]}"[:120] if place else found[1][:120]
    known = [field.encode_name for field in kind.fields] if isinstance(kind, msgspec.inspect.StructType) else []
    if not known:
        return NoFields(name=name, field=name)
    return UnknownField(name=name, options=nearest(found[1], known), field=name)


def _choice(found: re.Match[str], place: str, kind: Any) -> DeskError:
    known = _options(kind)
    if not known:
        return WrongForm(name=place, field=place)
    value = found[1][:60]
    return NotOneOf(name=place, value=value, options=nearest(value, known)[:MOST_OPTIONS], field=place)


def _kind(found: re.Match[str], place: str, kind: Any) -> DeskError:
    if found[1] == "str" and (known := _options(kind)):
        return NotOneOf(name=place, value="…", options=known[:MOST_OPTIONS], field=place)
    wanted = Either(Term(KINDS[one]) for one in found[1].split(" | ") if one in KINDS)
    if not place:
        return NoBody()
    return WrongKind(name=place, wanted=wanted, field=place) if wanted else WrongForm(name=place, field=place)


def _long(found: re.Match[str], place: str, _kind: Any) -> DeskError:
    low = found[2] in {">=", ">"}
    if found[1] == "str":
        return (TextTooShort if low else TextTooLong)(name=place, limit=int(found[3]), field=place)
    return (TooFew if low else TooMany)(name=place, limit=int(found[3]), field=place)


def _large(found: re.Match[str], place: str, _kind: Any) -> DeskError:
    low = found[2] in {">=", ">"}
    return (NumberTooSmall if low else NumberTooLarge)(name=place, limit=Decimal(found[3]), field=place)


def _date(_found: re.Match[str], place: str, _kind: Any) -> DeskError:
    return NotADate(where=place, field=place)


def _moment(_found: re.Match[str], place: str, _kind: Any) -> DeskError:
    return NotAMoment(where=place, field=place)


def _pattern(found: re.Match[str], place: str, _kind: Any) -> DeskError:
    if listed := _LIST.fullmatch(found[1]):
        return NotOneOf(name=place, value="…", options=listed[1].split("|"), field=place)
    if found[1] in PATTERNS:
        return WrongKind(name=place, wanted=Term(PATTERNS[found[1]]), field=place)
    return WrongForm(name=place, field=place)


def _named(kind: str) -> Callable[[re.Match[str], str, Any], DeskError]:
    return lambda _found, place, _kind: WrongKind(name=place, wanted=Term(KINDS[kind]), field=place)


Fault = Callable[[re.Match[str], str, Any], DeskError]
_GRAMMAR: Final[list[tuple[re.Pattern[str], Fault]]] = [
    (re.compile(r"Object missing required field `(.+?)`"), _missing),
    (re.compile(r"'(data)'"), _missing),
    (re.compile(r"Object contains unknown field `(.*)`", re.DOTALL), _unknown),
    (re.compile(r"Invalid enum value ['\"]?(.*?)['\"]?", re.DOTALL), _choice),
    (re.compile(r"Expected `(str|bytes|array|object)` of length (>=|<=|>|<) (\d+)"), _long),
    (re.compile(r"Expected `(int|float|decimal)` (>=|<=|>|<) (-?[\d.]+)"), _large),
    (re.compile(r"Expected `str` matching regex '(.+)'", re.DOTALL), _pattern),
    (re.compile(r"Expected `(.+?)`, got `.+`"), _kind),
    (re.compile(r"Invalid RFC3339 encoded datetime"), _moment),
    (re.compile(r"Invalid RFC3339 encoded .*"), _date),
    (re.compile(r"Expected `datetime` with.*"), _named("datetime")),
    (re.compile(r"Invalid UUID"), _named("uuid")),
    (re.compile(r"Invalid decimal string|.*is not a valid decimal.*"), _named("decimal")),
    (re.compile(r".*out of range"), lambda _found, place, _kind: NumberOutside(name=place, field=place)),
]


def _options(kind: Any) -> list[str]:
    if isinstance(kind, msgspec.inspect.EnumType):
        members: type[enum.Enum] = kind.cls
        return [str(member.value) for member in members]
    if isinstance(kind, msgspec.inspect.LiteralType):
        return [str(value) for value in kind.values]
    return []


def _at(annotation: Any, place: str) -> Any:
    """The type of the field at `lines[0].kind`, as far as it can be told."""
    try:
        found = _plain(msgspec.inspect.type_info(annotation))
    except TypeError:
        return None
    for part in _PART.findall(place):
        if part.isdecimal() or part == "...":
            found = getattr(found, "item_type", getattr(found, "value_type", None))
        else:
            fields = getattr(found, "fields", ())
            found = next((field.type for field in fields if field.encode_name == part), None)
        found = _plain(found)
    return found


def _plain(found: Any) -> Any:
    """Without null, and without what is only said about it."""
    while True:
        if isinstance(found, msgspec.inspect.Metadata):
            found = found.type
        elif isinstance(found, msgspec.inspect.UnionType):
            inner = [one for one in found.types if not isinstance(one, msgspec.inspect.NoneType)]
            if len(inner) != 1:
                return found
            found = inner[0]
        else:
            return found
