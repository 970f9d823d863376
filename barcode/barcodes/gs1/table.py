"""The GS1 application identifiers and the form of their values, from the table that biip keeps."""

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

GS: Final = "\x1d"
DATES: Final = frozenset({"11", "12", "13", "15", "16", "17"})
CHECKED: Final = frozenset({"00", "01", "02", "03"})
"""Identifiers whose value is a whole GTIN or SSCC, so that its check digit is proof of a kind."""
COMMON: Final = frozenset({"00", "01", "02", "10", "11", "13", "15", "17", "20", "21", "30", "37", "240", "241", "250"})
"""What labels of goods carry; readings made of these come first."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """`fixed`: its length is predefined, so that no separator has to follow."""

    ai: str
    fixed: bool
    value: re.Pattern[str]


@cache
def identifiers() -> dict[str, Identifier]:
    """All application identifiers by their digits.

    biip is the source, but only its table is read: importing biip would take 20 MB, for company prefixes.
    """
    spec = find_spec("biip")
    if spec is None or not spec.origin:
        raise ModuleNotFoundError("biip is missing: install the requirements anew (make setup).")
    table = Path(spec.origin).parent / "gs1_application_identifiers" / "_application_identifiers.json"
    found = {}
    for entry in json.loads(table.read_text(encoding="utf-8")):
        ai = entry["ai"]
        # An impossible date must not hide the serial behind it: six digits are enough here, `sound` looks at the day.
        pattern = r"(\d{6})" if ai in DATES else entry["pattern"].removeprefix(f"^{ai}").removesuffix("$")
        found[ai] = Identifier(ai, not entry["separator_required"], re.compile(pattern, re.ASCII))
    return found


@cache
def _lengths() -> dict[str, int]:
    return {ai[:2]: len(ai) for ai in identifiers()}


def identifier_at(text: str, at: int) -> Identifier | None:
    """The identifier that begins at this place, or None. The first two digits tell how long it is."""
    length = _lengths().get(text[at : at + 2])
    return identifiers().get(text[at : at + length]) if length else None
