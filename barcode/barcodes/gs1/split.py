"""Split an element string into its elements, where the group separators are in their places."""

import re
from dataclasses import dataclass
from typing import Final

from barcodes.checks import gs1_valid
from barcodes.gs1.table import CHECKED, GS, identifier_at, identifiers
from barcodes.model import Doubt

Elements = tuple[tuple[str, str], ...]
_CLOSED: Final = re.compile(r"\s*[(\[]?\s*(\d{2,4}?)\s*[)\]]\s*")
_HRI: Final = re.compile(r"[(\[](\d{2,4})[)\]]")


@dataclass(frozen=True, slots=True)
class Message:
    """Elements in their order. `rest`: pieces of unknown identifiers or wrong form, kept as they came."""

    elements: Elements
    rest: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def split(text: str) -> Message:
    """The elements of a text with separators. A piece that cannot be read is kept and does not cut off what follows."""
    elements: list[tuple[str, str]] = []
    rest: list[str] = []
    doubts: list[Doubt] = []
    for piece in text.split(GS):
        at = 0
        while at < len(piece):
            if at and elements and not identifiers()[elements[-1][0]].fixed:
                doubts.append(Doubt.SEPARATOR_LOST)
            identifier = identifier_at(piece, at)
            found = identifier.value.match(piece, at + len(identifier.ai)) if identifier else None
            if identifier is None or found is None:
                rest.append(piece[at:])
                doubts.append(Doubt.UNKNOWN_AI if identifier is None else Doubt.BAD_VALUE)
                break
            elements.append((identifier.ai, found.group()))
            at = found.end()
    return Message(tuple(elements), tuple(rest), tuple(dict.fromkeys(doubts)))


def split_hri(text: str) -> Message | None:
    """The elements of the human-readable form, `(01)…(21)…` or `[01]…[21]…`, or None when it is not that."""
    if not _HRI.match(text):
        return None
    elements: list[tuple[str, str]] = []
    rest: list[str] = []
    doubts: list[Doubt] = []
    marks = [mark for mark in _HRI.finditer(text) if mark[1] in identifiers() or mark.start() == 0]
    for mark, end in zip(marks, [*(mark.start() for mark in marks[1:]), len(text)], strict=True):
        value = text[mark.end() : end].strip().strip(GS)
        identifier = identifiers().get(mark[1])
        if identifier is not None and not identifier.value.fullmatch(value):
            value = "".join(value.split())  # printed in groups: (01) 0950 6000 1343 52
        if identifier is not None and identifier.value.fullmatch(value):
            elements.append((identifier.ai, value))
        else:
            rest.append(f"{mark[1]}{value}")
            doubts.append(Doubt.UNKNOWN_AI if identifier is None else Doubt.BAD_VALUE)
    return Message(tuple(elements), tuple(rest), tuple(dict.fromkeys(doubts)))


def split_half_hri(text: str) -> Message | None:
    """The elements of `01)09506000134352 21)SN456` or `(01 ) 0950…`, where brackets were lost or moved; None when it is not that.

    Every identifier is closed by a bracket, and the first names a GTIN or SSCC with a right check digit.
    """
    elements: list[tuple[str, str]] = []
    at, known = 0, identifiers()
    while at < len(text):
        mark = _CLOSED.match(text, at)
        if mark is None or mark[1] not in known:
            return None
        at, identifier = mark.end(), known[mark[1]]
        found = identifier.value.match(text, at) if identifier.fixed else None
        if found is None:
            following = (each for each in _CLOSED.finditer(text, at + 1) if each[1] in known)
            end = next((each.start() for each in following), len(text))
            found = identifier.value.fullmatch(text[at:end].strip())
            if found is None:
                return None
            elements.append((identifier.ai, found.group()))
            at = end
            continue
        elements.append((identifier.ai, found.group()))
        at = found.end()
    return Message(tuple(elements)) if elements and elements[0][0] in CHECKED and gs1_valid(elements[0][1]) else None


def split_spaced(text: str) -> Message | None:
    """The elements of `01 09506000134352 21 SN456`, as people read them off a label, or None when it is not that.

    Every second word must be an identifier and every other one its whole value, the first a GTIN or SSCC with a right check digit.
    """
    words = text.split()
    if len(words) < 2 or len(words) % 2 or len(words) > 40:
        return None
    elements = tuple(zip(words[::2], words[1::2], strict=True))
    known = identifiers()
    if any(ai not in known or not known[ai].value.fullmatch(value) for ai, value in elements):
        return None
    return Message(elements) if elements[0][0] in CHECKED and gs1_valid(elements[0][1]) else None


def element_string(elements: Elements) -> str:
    """The text that a symbol carries: a separator after each element of free length but the last."""
    table = identifiers()
    parts = [ai + value + ("" if table[ai].fixed else GS) for ai, value in elements]
    return "".join(parts).removesuffix(GS)


def hri(elements: Elements) -> str:
    """The human-readable form, `(01)09506000134352(21)SN-1`."""
    return "".join(f"({ai}){value}" for ai, value in elements)
