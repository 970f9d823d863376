"""Two values of JSON side by side, part by part, as a person compares them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """One part: `yours` is the first side, `shipped` the other; empty where there is none. Of lists what only one side has."""

    part: str
    yours: str
    shipped: str


def parts(value: Mapping[str, Any] | None, prefix: str = "") -> dict[str, Any]:
    """The smallest parts by name, `words.fa`; of a list of objects each by its `id`: `rules.EU-1.months`."""
    found: dict[str, Any] = {}
    for name, inner in (value or {}).items():
        if isinstance(inner, dict):
            found |= parts(inner, f"{prefix}{name}.")
        elif isinstance(inner, list) and any(isinstance(each, dict) for each in inner):
            for n, each in enumerate(inner):
                found |= parts(each, f"{prefix}{name}.{each.get('id', n)}.")
        else:
            found[prefix + name] = inner
    return found


def compare(first: Mapping[str, Any] | None, second: Mapping[str, Any] | None) -> list[Change]:
    """What differs, in the order of the second side, then what only the first has."""
    one, other = parts(first), parts(second)
    return [
        Change(name, _said(one.get(name), other.get(name)), _said(other.get(name), one.get(name)))
        for name in dict.fromkeys([*other, *one])
        if one.get(name) != other.get(name)
    ]


def _said(value: Any, beside: Any) -> str:
    if not isinstance(value, list):
        return "" if value is None else str(value)
    shown = [each for each in value if not isinstance(beside, list) or each not in beside]
    return ", ".join(map(str, shown or value if not isinstance(beside, list) else shown))
