"""Words and examples for every field and parameter of the API, from the glossaries beside the doors.

`glossary.toml` of the foundation serves all; a room's own goes before it. An entry is `name = [text, example]`, or `"Schema.name"`
where one schema means something else. Types tell the examples of ids, days and moments, and those of whole records are composed.
"""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from service_desk.foundation.i18n import LANGUAGES
from service_desk.foundation.web.naming import NAMED
from service_desk.foundation.web.schema_names import room

Json = dict[str, Any]
PACKAGE: Final = Path(__file__).resolve().parents[2]
SHARED: Final = "foundation/web"
ID: Final = "01a1f0c2-7a52-7f7e-9c1b-1f2f5d1a9f10"
_BY_FORMAT: Final = {"uuid": ID, "date": "2026-11-30", "date-time": "2026-11-30T09:30:00Z", "binary": "…"}
_BY_TYPE: Final[Json] = {"boolean": False, "integer": 1, "number": 1, "null": None, "object": {}}
_NAMES: Final = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}
_UNKNOWN: Final = object()


@lru_cache
def entries(place: str) -> Json:
    file = PACKAGE / place / "glossary.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def entry(schema: str, name: str, owner: str) -> list[Any]:
    """[text, example] or less: of the schema, else of the room, else of all."""
    for place in (owner, SHARED):
        known = entries(place)
        found = known.get(f"{schema}.{name}")
        if found is not None:
            return list(found)
    return list(entries(owner).get(name) or entries(SHARED).get(name) or ())


class Glossary:
    """Writes text and examples into a description whose schemas have their final names."""

    def __init__(self, found: Json, whole: dict[str, str]) -> None:
        self.schemas: Json = found["components"]["schemas"]
        self.whole = whole
        self.sent: set[str] = set()
        for path in found["paths"].values():
            for operation in path.values():
                self._send(operation.get("requestBody", {}) if isinstance(operation, dict) else {})
        self._made: dict[str, Any] = {}

    def _send(self, shape: Any) -> None:
        """Mark what a body holds, however deep: there, records are named as people do; answers name them by id."""
        if isinstance(shape, dict):
            name = str(shape.get("$ref", "")).rpartition("/")[2]
            if name in self.schemas and name not in self.sent:
                self.sent.add(name)
                self._send(self.schemas[name])
            shape = [value for key, value in shape.items() if key != "examples"]
        for each in shape if isinstance(shape, list) else ():
            self._send(each)

    def complete(self) -> None:
        fields = [
            (schema, field, shape)
            for schema, whole in self.schemas.items()
            for field, shape in whole.get("properties", {}).items()
        ]
        for schema, field, shape in fields:
            self._say(schema, field, shape)
        for _, _, shape in fields:  # those that hold others come after those that they hold
            made = shape["examples"][0] if "examples" in shape else self._typed(shape)
            if made is not _UNKNOWN:
                shape["examples"] = [made]

    def _say(self, schema: str, field: str, shape: Json) -> None:
        said = entry(schema, field, room(self.whole.get(schema, "")))
        if said and "description" not in shape:
            shape["description"] = said[0]
        if {} in (choices := shape.get("items", {}).get("oneOf", ())):  # how Litestar says a tuple of any length
            shape["items"] = next(choice for choice in choices if choice)
        _convene(field, shape)
        if len(said) > 1 and "examples" not in shape and self.fits(said[1], shape):
            shape["examples"] = [said[1]]
        if (kind := NAMED.get(field)) is not None and kind.also and schema in self.sent:
            shape["description"] = f"{shape.get('description', '')} By its id, or {kind.also}, such as {kind.example}."
            for place in (shape, shape.get("items", {}), *shape.get("oneOf", ())):
                place.pop("format", None)
            shape.setdefault("examples", [[kind.example] if "items" in shape else kind.example])

    def parameter(self, parameter: Json, owner: str) -> None:
        name = parameter["name"]
        _convene(name, parameter["schema"])
        said = entry("parameter", name, owner)
        kind = NAMED.get(name)
        if said and not parameter.get("description"):
            parameter["description"] = said[0]
        if kind is not None and kind.also:
            parameter["description"] = (
                f"{parameter.get('description', '')} By its id, or {kind.also}, such as {kind.example}."
            )
            parameter["schema"] = {"type": "string"}
            parameter["example"] = kind.example
        if "example" not in parameter:
            shape = parameter["schema"]
            made = said[1] if len(said) > 1 and self.fits(said[1], shape) else self._typed(shape)
            if made is not _UNKNOWN:
                parameter["example"] = made

    def example(self, shape: Json) -> Any:
        """A value of that shape, composed of the examples of its fields."""
        if "$ref" in shape:
            name = shape["$ref"].rpartition("/")[2]
            if name not in self._made:
                self._made[name] = _UNKNOWN  # for a record that holds its own kind
                self._made[name] = self._whole(self.schemas[name])
            return self._made[name]
        return self._whole(shape)

    def _whole(self, schema: Json) -> Any:
        if "properties" not in schema:
            return schema["examples"][0] if schema.get("examples") else self._typed(schema)
        filled = {}
        for field, shape in schema["properties"].items():
            value = shape["examples"][0] if shape.get("examples") else self._typed(shape)
            if value is not _UNKNOWN:
                filled[field] = value
        return filled

    def _typed(self, shape: Json) -> Any:
        """What the type alone tells."""
        if "$ref" in shape:
            return self.example(shape)
        for choice in (*shape.get("oneOf", ()), *shape.get("anyOf", ()), *shape.get("allOf", ())):
            if choice.get("type") != "null" and (made := self._typed(choice)) is not _UNKNOWN:
                return made
        if "enum" in shape or "const" in shape:
            return shape["enum"][0] if "enum" in shape else shape["const"]
        kind = shape.get("type")
        kind = next((each for each in kind if each != "null"), "null") if isinstance(kind, list) else kind
        if kind == "array":
            inner = self._typed(shape["items"]) if shape.get("items") else _UNKNOWN
            return [] if inner is _UNKNOWN else [inner]
        if kind == "object" and "properties" in shape:
            return self._whole(shape)
        return _BY_FORMAT.get(shape.get("format", ""), _BY_TYPE.get(str(kind), _UNKNOWN))

    def fits(self, value: Any, shape: Json) -> bool:
        """Roughly: whether an example of the glossary is of this type; the tests hold all of them to their schemas."""
        if "$ref" in shape:
            return self.fits(value, self.schemas[shape["$ref"].rpartition("/")[2]])
        choices = [*shape.get("oneOf", ()), *shape.get("anyOf", ()), *shape.get("allOf", ())]
        if choices:
            return any(self.fits(value, choice) for choice in choices)
        kinds = shape.get("type", [])
        wanted = kinds if isinstance(kinds, list) else [kinds]
        typed = _NAMES[type(value)] in wanted or (isinstance(value, int) and "number" in wanted)
        if not typed or value not in shape.get("enum", [value]):
            return False
        if isinstance(value, list) and shape.get("items"):
            return all(self.fits(each, shape["items"]) for each in value)
        return (shape.get("format") != "uuid" or value == ID) and not (
            isinstance(value, dict) and "properties" in shape
        )


def _convene(name: str, shape: Json) -> None:
    """What is true of every field of that name: languages are those of the desk, currencies have three capitals."""
    for choice in (shape, *shape.get("oneOf", ())):
        if choice.get("type") != "string" or "enum" in choice:
            continue
        if name == "language":
            choice["enum"] = [*LANGUAGES, *([""] if shape.get("default") == "" else [])]
        elif name.endswith("currency") and "pattern" not in choice:
            choice["pattern"] = "^([A-Z]{3})?$" if shape.get("default") == "" else "^[A-Z]{3}$"
