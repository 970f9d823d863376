"""Names of schemas in the description of the API: the class alone, and its room before it where two rooms share a name."""

import re
from collections import Counter
from typing import Any, Final, get_args, get_origin

from litestar._openapi import datastructures  # Litestar offers no public way to name schemas
from litestar.typing import FieldDefinition

Json = dict[str, Any]
_REFERENCE: Final = "#/components/schemas/"
_GENERAL: Final = re.compile("(Facts|Row|View)$")


def key_by_whole_name() -> None:
    """Keep schemas by module and class, so that `named` can decide when it knows all of them."""
    datastructures._get_normalized_schema_key = _key


def _key(field_definition: FieldDefinition) -> tuple[str, ...]:
    return (_whole(field_definition.annotation),)


def _whole(kind: Any) -> str:
    origin = get_origin(kind)
    if origin is None:
        return f"{kind.__module__}.{kind.__qualname__}"
    # Page[PostingFacts] is a PostingPage.
    module, _, of = _whole(get_args(kind)[0]).rpartition(".")
    return f"{module}.{_GENERAL.sub('', of)}{origin.__name__}"


def renamed(found: Json) -> tuple[Json, dict[str, str]]:
    """The description with short names, and the whole one of each."""
    whole = list(found["components"]["schemas"])
    shared = Counter(name.rpartition(".")[2] for name in whole)
    short = {name: _short(name, shared) for name in whole}
    again = Counter(short.values())
    short = {
        name: _longer(name) if again[said] > 1 and shared[_bare(name)] > 1 else said for name, said in short.items()
    }

    def walk(value: Any) -> Any:
        if isinstance(value, list):
            return [walk(each) for each in value]
        if isinstance(value, dict):
            return {key: _aimed(each, short) if key == "$ref" else walk(each) for key, each in value.items()}
        return value

    answer = walk(found)
    schemas = answer["components"]["schemas"]
    answer["components"]["schemas"] = {short[name]: schemas[name] for name in sorted(whole, key=short.__getitem__)}
    return answer, {said: name for name, said in short.items()}


def _short(whole: str, shared: Counter[str]) -> str:
    name = whole.rpartition(".")[2]
    if shared[name] == 1:
        return name
    parts = whole.split(".")
    return f"{room(whole).capitalize()}{name}" if parts[0] == "service_desk" else f"{parts[0].capitalize()}{name}"


def _bare(whole: str) -> str:
    return whole.rpartition(".")[2]


def _longer(whole: str) -> str:
    """Room, module and class: SetupHealthState, where setup has a SetupState too."""
    *_, module, name = whole.split(".")
    return f"{room(whole).capitalize()}{module.capitalize()}{name}"


def room(whole: str) -> str:
    parts = whole.split(".")
    return parts[1] if parts[0] == "service_desk" else parts[0]


def _aimed(reference: str, short: dict[str, str]) -> str:
    name = reference.removeprefix(_REFERENCE)
    return f"{_REFERENCE}{short[name]}" if name in short else reference
