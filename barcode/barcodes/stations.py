"""Learn from one scan what a computer and its scanner do to a text: the calibration label and its reading."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from barcodes.layouts import LAYOUTS, type_with, undo_layout
from barcodes.model import StationProfile

CALIBRATION_TEXT: Final = "Aftercare-azqwymAZQWYM0123456789/"
"""Content of the Code 128 on the calibration label: every layout and every change of case shows in it."""
CALIBRATION_GS1: Final = "0109506000134352" + "10aBzY" + "\x1d" + "21Cal"
"""Content of the GS1 DataMatrix beside it, with one separator."""
_GS1_HEAD, _GS1_TAIL = CALIBRATION_GS1.split("\x1d")
_AIM: Final = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_CASES: Final[dict[str, Callable[[str], str]]] = {
    "kept": str,
    "upper": str.upper,
    "lower": str.lower,
    "swapped": str.swapcase,
}


class NotCalibrated(ValueError):
    """None of the texts is the calibration label."""


@dataclass(frozen=True, slots=True)
class _Way:
    layout: str
    case: str

    def typed(self, text: str) -> str:
        return type_with(_CASES[self.case](text), self.layout)


def calibrate(raws: Sequence[str]) -> StationProfile:
    """The profile of a station from what arrived when its calibration label was scanned, in any order.

    The Code 128 alone tells all but the separator, which then counts as lost. Raises NotCalibrated with what to do when
    no text is the label's; the layouts tried are us, ru, ir, ar, fr and de.
    """
    found = next(_matches(raws, CALIBRATION_TEXT, ""), None) or next(_matches(raws, _GS1_HEAD, _GS1_TAIL), None)
    if found is None:
        raise NotCalibrated("This is not the calibration label. Print it anew, scan both of its codes, and try again.")
    way, before, _, after = found
    prefix, aim = _without_aim(before, way.layout)
    separator = ""
    for raw in raws:
        seen = next(_seen(raw, way, _GS1_HEAD, _GS1_TAIL), None)
        if seen is not None:
            separator = undo_layout(seen[1], way.layout) or seen[1]
    return StationProfile(prefix, after.rstrip("\r\n\t"), aim, separator, way.layout, way.case)


def _matches(raws: Sequence[str], head: str, tail: str) -> Iterator[tuple[_Way, str, str, str]]:
    for raw in raws:
        for layout in LAYOUTS:
            for case in _CASES:
                way = _Way(layout, case)
                yield from ((way, *parts) for parts in _seen(raw, way, head, tail))


def _seen(raw: str, way: _Way, head: str, tail: str) -> Iterator[tuple[str, str, str]]:
    """What stood before, between and after the two parts of a known text."""
    before, found, rest = raw.partition(way.typed(head))
    if not found:
        return
    if not tail:
        yield before, "", rest
        return
    between, found, after = rest.partition(way.typed(tail))
    if found and len(between) <= 6:
        yield before, between, after


def _without_aim(before: str, layout: str) -> tuple[str, bool]:
    """The station's prefix, and whether a symbology identifier stood behind it."""
    if _AIM.fullmatch(undo_layout(before[-3:], layout) or before[-3:]):
        return before[:-3], True
    return before, False
