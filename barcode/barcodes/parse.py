"""The one door for scans: strip what the station adds, read every kind, undo layouts, rank. Never raises."""

import re
from dataclasses import replace
from typing import Final

from barcodes.controls import without_frame
from barcodes.layouts import undo_layout
from barcodes.mistyped import Found, with_layouts
from barcodes.model import PICTURES, Candidate, Doubt, Kind, ScanHints, ScanResult, Source
from barcodes.reading import BLANKS, SURE, read, token_candidates

LONGEST_SCAN: Final = 4296
"""The most that the largest QR code holds in letters; no other label holds as much."""
NO_HINTS: Final = ScanHints()
MOST_CANDIDATES: Final = 64
_ONCE: Final = 0.65
_BINARY: Final = re.compile("[\x00-\x03\x05-\x08\x0e-\x1b\x7f-\x9f\ufffd\ud800-\udfff]")
_UNTYPED: Final = PICTURES | {Source.CAMERA, Source.RFID, Source.MANUAL, Source.API}


def parse_scan(raw: str | bytes, hints: ScanHints = NO_HINTS) -> ScanResult:
    """Every reading of one scan, the likeliest first; `best`, `ambiguous` and `lookup_keys` tell what to do with it.

    Never raises and takes bounded time. What cannot be a scan (empty, binary, more than 4,296 characters) is one
    `unknown` candidate whose warning says why. Bytes are taken as UTF-8, else as Latin-1.
    """
    given = raw if isinstance(raw, str) else _decoded(raw)
    # What a picture shows went through no device that could have framed it: blanks at its ends are its own.
    text = given if hints.source in PICTURES else without_frame(given)
    if hints is NO_HINTS and (token := token_candidates(text, ())) and token[0].confidence > SURE and text.isupper():
        return ScanResult(
            text, text, None, (token[0], _as_serial(text))
        )  # the quick way: most scans are our own labels
    if given and not text:
        text = given
    doubt = _unfit(text)
    if doubt is not None:
        return ScanResult(given, text, None, (Candidate(Kind.UNKNOWN, confidence=0.0, warnings=(doubt,)),))
    if hints.alt_raw and hints.alt_raw != text and _unfit(hints.alt_raw) is None:
        return _better(_parsed(text, hints), _parsed(without_frame(hints.alt_raw), hints))
    return _parsed(text, hints)


def _as_serial(text: str) -> Candidate:
    return Candidate(Kind.SERIAL, serial=text, confidence=0.2)


def _decoded(raw: bytes) -> str:
    try:
        return bytes(raw).decode("utf-8")
    except UnicodeDecodeError:
        return bytes(raw).decode("latin-1")


def _unfit(text: str) -> Doubt | None:
    if len(text) > LONGEST_SCAN:
        return Doubt.TOO_LONG
    return Doubt.BINARY if not text.isprintable() and _BINARY.search(text) else None


def _parsed(text: str, hints: ScanHints) -> ScanResult:
    body, done = _without_station(text.strip(BLANKS), hints)
    found = with_layouts(body, read(body, hints), hints)[:MOST_CANDIDATES]
    return _result(text, found, done, hints)


def _result(raw: str, found: Found, done: tuple[str, ...], hints: ScanHints) -> ScanResult:
    reading = found[0][1]
    candidates = (each if not done else replace(each, corrections=(*done, *each.corrections)) for each, _ in found)
    if hints.seen_once:
        candidates = (_seen_once(each) for each in candidates)
    return ScanResult(raw, reading.text, reading.aim or hints.symbology, tuple(candidates))


def _seen_once(found: Candidate) -> Candidate:
    return replace(found, confidence=min(found.confidence, _ONCE), warnings=(*found.warnings, Doubt.SEEN_ONCE))


def _without_station(text: str, hints: ScanHints) -> tuple[str, tuple[str, ...]]:
    """Take off and put right what calibration found; a text that the station cannot have typed is left as it is."""
    station = hints.station
    if station is None or hints.source in _UNTYPED:
        return text, ()
    body, done = text, []
    if station.prefix and body.startswith(station.prefix):
        body, done = body[len(station.prefix) :], ["prefix"]
    if station.suffix and body.endswith(station.suffix):
        body, done = body[: -len(station.suffix)], [*done, "suffix"]
    if station.layout != "us" and (undone := undo_layout(body, station.layout)) not in {None, body}:
        body, done = str(undone), [*done, f"layout:{station.layout}"]
    if station.case == "swapped":
        body, done = body.swapcase(), [*done, "case:swapped"]
    if station.separator not in {"", "\x1d"} and station.separator in body:
        body, done = body.replace(station.separator, "\x1d"), [*done, f"separator:{station.separator}"]
    return body, tuple(done)


def _better(code: ScanResult, key: ScanResult) -> ScanResult:
    """`code`: what the keys were; `key`: what the computer's layout made of them. With proof on one side that side."""
    if code.best.confidence >= key.best.confidence + 0.1:
        return code
    marked = tuple(replace(each, corrections=("alt_raw", *each.corrections)) for each in key.candidates)
    if key.best.confidence >= code.best.confidence + 0.1:
        return ScanResult(code.raw, key.normalized, key.symbology, marked)
    both = [*code.candidates, *(replace(each, confidence=max(0.0, each.confidence - 0.05)) for each in marked)]
    both.sort(key=lambda each: -each.confidence)
    return ScanResult(code.raw, code.normalized, code.symbology, tuple(both[:MOST_CANDIDATES]))
