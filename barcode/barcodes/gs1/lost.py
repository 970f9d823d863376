"""Every way to read an element string whose group separators were lost on the way."""

from dataclasses import dataclass
from typing import Final

from barcodes.gs1.split import Elements
from barcodes.gs1.table import COMMON, Identifier, identifier_at
from barcodes.gs1.values import sound

MOST_READINGS: Final = 48
_MOST_STEPS: Final = 3000
_LONGEST_FREE: Final = 90
_KEPT: Final = frozenset("-/.")
"""Signs that serials and batches often hold; others before an identifier may stand for the separator."""


@dataclass(frozen=True, slots=True)
class Readings:
    """`whole`: no reading was left out for want of time."""

    ways: tuple[Elements, ...]
    whole: bool


def readings(text: str, *, strict: bool = True) -> Readings:
    """A fixed element takes its length, a free one may end wherever a known identifier could begin, none comes twice.

    Check digits and dates prune when `strict`. The true reading is among the ways when `whole`; those of everyday identifiers first.
    """
    found: dict[Elements, None] = {}
    steps = 0
    stack: list[tuple[int, Elements]] = [(0, ())]
    while stack:
        at, elements = stack.pop()
        if at == len(text):
            found[elements] = None
            if len(found) >= MOST_READINGS:
                break
            continue
        steps += 1
        if steps > _MOST_STEPS:
            break
        identifier = identifier_at(text, at)
        if identifier is None or any(ai == identifier.ai for ai, _ in elements):
            continue
        for end, beyond in _ends(text, at + len(identifier.ai), identifier):
            value = text[at + len(identifier.ai) : end]
            if not strict or sound(identifier.ai, value):
                stack.append((beyond, (*elements, (identifier.ai, value))))
    return Readings(tuple(sorted(found, key=_rarity)), whole=not stack)


def _ends(text: str, at: int, identifier: Identifier) -> list[tuple[int, int]]:
    """Where a value that begins here may end, and where the next element then begins."""
    match = identifier.value.match(text, at)
    if match is None:
        return []
    if identifier.fixed:
        return [(match.end(), match.end())]
    places = []
    for end in range(at, min(len(text), at + _LONGEST_FREE) + 1):
        beyond = end
        if end < len(text) and identifier_at(text, end) is None:
            if (
                not text[end].isascii()
                or text[end].isalnum()
                or text[end] in _KEPT
                or identifier_at(text, end + 1) is None
            ):
                continue
            beyond = end + 1
        if identifier.value.fullmatch(text, at, end):
            places.append((end, beyond))
    return places


def _rarity(elements: Elements) -> tuple[int, int]:
    rare = sum(1 for ai, _ in elements if ai not in COMMON)
    return (rare, -len(elements))
