"""Every fact that the code records, found where it is recorded, and a sample of each.

`python -m tests.events.facts` writes the samples that are missing. One that is there is never written anew: it is what a
release has put into the logs of its users.
"""

import ast
import dataclasses
import enum
import json
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

from service_desk.events.rules import kind_of, payload_of, version_of

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests" / "events" / "samples"


def recorded_facts() -> dict[str, type]:
    """kind -> the dataclass; LookupError names a place where it cannot be told what is recorded."""
    found: dict[str, type] = {}
    for path in sorted((ROOT / "service_desk").rglob("*.py")):
        text = path.read_text()
        if "record(" not in text or path.parts[-2] == "events":
            continue
        module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
        for name in _recorded_names(ast.parse(text), path):
            fact = getattr(module, name)
            assert found.setdefault(kind_of(fact), fact) is fact, f"two facts are called {kind_of(fact)}"
    return found


def _recorded_names(tree: ast.Module, path: Path) -> Iterator[str]:
    for function in ast.walk(tree):
        if not isinstance(function, ast.AsyncFunctionDef | ast.FunctionDef):
            continue
        handed_in = {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in {"record", "_record"}:
                fact = call.args[0]
                names = [fact.func.id] if isinstance(fact, ast.Call) else _assigned(function, fact.id)
                if not names and fact.id not in handed_in:
                    raise LookupError(f"{path}:{call.lineno}: assign the fact in the function that records it")
                yield from names


def _assigned(function: ast.AST, name: str) -> list[str]:
    return [
        node.value.func.id
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        and [getattr(target, "id", None) for target in node.targets] == [name]
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
    ]


def sample_of(kind: Any, at: str = "") -> Any:  # noqa: PLR0911  # one line a kind of type
    """A value of a type, every field filled."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(**{field.name: sample_of(hints[field.name], field.name) for field in dataclasses.fields(kind)})
    if origin in {typing.Union, types.UnionType}:
        return sample_of(next(one for one in inner if one is not type(None)), at)
    if origin is typing.Annotated:
        return sample_of(inner[0], at)
    if origin is typing.Literal:
        return inner[0]
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {sample_of(inner[0], at): sample_of(inner[1], at)}
    if isinstance(origin, type) and issubclass(origin, Sequence | AbstractSet):
        return (
            origin([sample_of(inner[0], at)]) if origin in {list, tuple, set, frozenset} else (sample_of(inner[0], at),)
        )
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return next(iter(kind))
    return (
        next((word for end, word in _WORDS.items() if at.endswith(end)), "some") if kind in {str, Any} else _PLAIN[kind]
    )


_PLAIN: dict[Any, Any] = {
    UUID: UUID("0193a5f0-8d2c-7b11-9c3a-5f0e6d7c8b9a"),
    int: 7,
    bool: True,
    Decimal: Decimal("120.50"),
    date: date(2026, 11, 25),
    datetime: datetime(2026, 11, 25, 12, 0, tzinfo=UTC),
}
_WORDS = {
    "number": "TEH-R-000123",
    "currency": "EUR",
    "payer": "customer",
    "zone": "Asia/Tehran",
    "country": "IR",
    "sku": "P-BAT",
    "serial": "SN-0042",
}


def file_of(fact: type) -> Path:
    return SAMPLES / f"{kind_of(fact)}.v{version_of(fact)}.json"


def main() -> None:
    SAMPLES.mkdir(exist_ok=True)
    for kind, fact in recorded_facts().items():
        if not file_of(fact).exists():
            file_of(fact).write_text(
                json.dumps(json.loads(payload_of(sample_of(fact))), indent=1, ensure_ascii=False) + "\n"
            )
            print(f"{kind}: {file_of(fact).relative_to(ROOT)}")  # noqa: T201  # a script


if __name__ == "__main__":
    main()
