"""A GS1 text as ranked candidates: separators found, missed or replaced, check digits and dates looked at."""

import re
from datetime import date
from typing import Final

from barcodes.controls import separators_spelt
from barcodes.gs1.lost import readings
from barcodes.gs1.split import Elements, Message, split, split_half_hri, split_hri, split_spaced
from barcodes.gs1.table import CHECKED, COMMON, DATES, GS, identifier_at
from barcodes.gs1.values import day_of, sound
from barcodes.model import Candidate, Doubt, Kind

CARRIERS: Final = frozenset({"]C1", "]e0", "]e1", "]e2", "]d2", "]Q3", "]J1"})
"""Symbology identifiers that promise a GS1 element string (ISO/IEC 15424, GS1 General Specifications 5)."""
_FNC1: Final = re.compile(r"[<\[{(]FNC1[>\])}]|\\F(?=\d)|~1(?=\d)", re.IGNORECASE)
_LETTERS: Final = re.compile(r"(?<=.)GS(?=\d{2})", re.IGNORECASE)
"""A separator that was typed as its name."""
_FOREIGN: Final = re.compile(r"[\x00-\x1c\x1e\x1f #$@\[\\\]^`{|}~]")
"""ASCII, but not in GS1's character set 82, so it cannot be data."""
_MAPPED: Final = frozenset({"01", "10", "11", "17", "21"})
_TELLING: Final = frozenset({"00", "01", "02"})
_SURE, _PROVEN, _MENDED, _DOUBTFUL, _MISREAD, _WEAK = 0.98, 0.86, 0.78, 0.6, 0.45, 0.3


def gs1_candidates(text: str, *, told: bool, trusted: bool = False, expected: bool = False) -> list[Candidate]:
    """The readings of `text` as a GS1 message, best first; empty when nothing speaks for one.

    `told`: the symbology identifier promised a message. `trusted`: whoever delivered it keeps separators. `expected`:
    the screen waits for one. Otherwise only a separator or a right check digit is taken as proof, since one random
    ten-digit serial in five reads as some message.
    """
    if (message := split_hri(text)) is not None:
        return [candidate(message, _SURE)] if message.elements else []
    if (message := split_spaced(text)) is not None:
        return [candidate(message, _PROVEN, ("blanks",))]
    if ")" in text and (message := split_half_hri(text)) is not None:
        return [candidate(message, _PROVEN, ("brackets",))]
    if _FNC1.match(text):  # the sign that begins a GS1 symbol and separates its elements, spelt out
        told, text = True, _FNC1.sub(GS, text)
    elif not text.isalnum() and (spelt := separators_spelt(text)[0]).startswith(GS):
        told, text = True, spelt
    elif _FOREIGN.match(text) and text.count(text[0]) and identifier_at(text, 1) is not None:
        text = text[1:]  # a sign that some scanners send for it
    told = told or text.startswith(GS)
    text = text.strip(GS)
    if identifier_at(text, 0) is None:
        return [_unread(text)] if told and text else []
    told = told or GS in text
    if len(text) >= 16 or told or expected:
        return _read(text, told=told, trusted=trusted, expected=expected)
    return []


def _read(text: str, *, told: bool, trusted: bool, expected: bool) -> list[Candidate]:
    message, corrections = _with_separators(text)
    proven = any(ai in CHECKED and sound(ai, value) for ai, value in message.elements)
    if not (told or proven or expected):
        return _further(text, message)
    sure = _SURE if told else _PROVEN if proven else _WEAK
    if corrections:  # a sign taken for the separator is a guess, unless the carrier was told
        return [candidate(message, min(sure, _SURE if told else _MENDED), corrections)]
    if GS in text or trusted:
        return [candidate(message, sure)]
    named = split(_LETTERS.sub(GS, text)) if _LETTERS.search(text) else message
    if proven and named != message and not named.rest:  # `GS` may be letters of a batch: the records decide
        return [candidate(named, _MENDED, ("separator:GS",)), *_without_separators(text, message, sure)]
    return _without_separators(text, message, sure)


def _further(text: str, message: Message) -> list[Candidate]:
    """No proof in the plain reading. Another may have it behind a lost separator; and a whole message whose check digit
    is wrong is told, so that the label is scanned again."""
    if GS not in text and not text.isdigit():
        ways = [way for way in readings(text).ways if any(ai in CHECKED for ai, _ in way)]
        if ways:
            lost = (Doubt.SEPARATOR_LOST,)
            return [
                candidate(Message(way, doubts=lost), _DOUBTFUL - at / 1000, ("separator:",))
                for at, way in enumerate(ways)
            ]
    if (
        text.isdigit() and GS not in text
    ):  # many a number reads as some message: only everyday ones are told, behind the number
        ways = [way for way in readings(text).ways if _everyday(way)]
        if ways:
            return [candidate(Message(ways[0], doubts=(Doubt.SEPARATOR_LOST,)), _MISREAD, ("separator:",))]
    first = message.elements[0] if message.elements else ("", "")
    if not message.rest and first[0] in _TELLING:
        return [candidate(message, _MISREAD)]
    return []


def _everyday(way: Elements) -> bool:
    """An article number among identifiers that labels of goods carry, all of them beyond a slip."""
    return len(way) > 1 and any(ai == "01" for ai, _ in way) and all(ai in COMMON for ai, _ in way)


def _with_separators(text: str) -> tuple[Message, tuple[str, ...]]:
    """Separators that were spelt out or replaced by a sign that cannot be data are put back."""
    spelt, how = (text, "") if GS in text else separators_spelt(text)
    if how:
        mended = split(spelt)
        if not mended.rest:
            return mended, (f"separator:{how}",)
    message = split(text)
    if not message.rest:
        return message, ()
    signs = set(_FOREIGN.findall(text))
    if len(signs) == 1:
        sign = signs.pop()
        mended = split(text.replace(sign, GS))
        if not mended.rest:
            return mended, (f"separator:{sign}",)
    return message, ()


def _without_separators(text: str, plain: Message, sure: float) -> list[Candidate]:
    """No separator came: it may have been lost. The only reading is taken, one of several is asked for."""
    found = readings(text)
    if not found.ways:
        found = readings(text, strict=False)
    if not found.whole:
        many = (Doubt.SEPARATOR_LOST, Doubt.TOO_MANY_READINGS)
        ways = [candidate(Message(way, doubts=many), _DOUBTFUL - at / 1000) for at, way in enumerate(found.ways)]
        return ways or [candidate(Message(plain.elements, plain.rest, (*plain.doubts, *many)), _WEAK)]
    whole = not plain.rest and Doubt.SEPARATOR_LOST not in plain.doubts
    if found.ways in {(), (plain.elements,)} and (whole or not found.ways):
        return [candidate(plain, sure if whole else _WEAK)]
    lost = (Doubt.SEPARATOR_LOST,)
    if len(found.ways) == 1:
        way = found.ways[0]
        dropped = sum(len(ai) + len(value) for ai, value in way) < len(text)  # a sign that stood for the separator
        return [candidate(Message(way, doubts=lost), min(sure, _MENDED if dropped else _PROVEN), ("separator:",))]
    return [
        candidate(Message(way, doubts=lost), _DOUBTFUL - at / 1000, () if way == plain.elements else ("separator:",))
        for at, way in enumerate(found.ways)
    ]


def candidate(
    message: Message, confidence: float, corrections: tuple[str, ...] = (), kind: Kind = Kind.GS1
) -> Candidate:
    """The facts of a message. A wrong date or check digit is a warning and spoils nothing else."""
    values: dict[str, str] = {}
    doubts = list(message.doubts)
    for ai, value in message.elements:
        if values.setdefault(ai, value) != value:
            doubts.append(Doubt.REPEATED_AI)
        elif not sound(ai, value):
            doubts.append(Doubt.WRONG_DATE if ai in DATES else Doubt.WRONG_CHECK_DIGIT)
    extra = {ai: value for ai, value in values.items() if ai not in _MAPPED or not sound(ai, value)}
    loss = 0.3 if Doubt.BAD_VALUE in doubts else 0.1 if message.rest else 0.0
    if message.rest:
        extra["rest"] = GS.join(message.rest)
    if kind is Kind.GS1 and message.elements and message.elements[0][0] == "00" and len(message.elements) == 1:
        kind = Kind.SSCC
    return Candidate(
        kind, values.get("01") or values.get("02") or values.get("03"), values.get("21"), values.get("10"),
        _date(values, "17"), _date(values, "11"), extra,
        confidence - loss, corrections, tuple(dict.fromkeys(doubts)),
    )  # fmt: skip


def _date(values: dict[str, str], ai: str) -> date | None:
    return day_of(values[ai]) if ai in values else None


def _unread(text: str) -> Candidate:
    return Candidate(Kind.GS1, extra={"rest": text}, confidence=_WEAK, warnings=(Doubt.UNKNOWN_AI,))
