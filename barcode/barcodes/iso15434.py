"""ISO/IEC 15434 envelopes, `[)>` RS `06` GS … RS EOT, with ASC MH10.8.2 data identifiers or GS1 ones."""

import re
from collections.abc import Mapping
from typing import Final

from barcodes.gs1.read import candidate
from barcodes.gs1.split import split
from barcodes.gs1.table import GS
from barcodes.model import Candidate, Doubt, Kind
from barcodes.serials import normalise_serial

RS, EOT = "\x1e", "\x04"
_HEADER: Final = re.compile(r"\[\)>[\x1e\x1d]?(0[0-9]|1[0-2])[\x1d\x1e]?")
_OTHER_SIGNS: Final = re.compile(r"\[\)>([^\w\x1c-\x1f])(?:0[0-9]|1[0-2])\1")
_IDENTIFIER: Final = re.compile(r"\d{0,3}[A-Z]")
_SERIAL: Final = ("S", "25S", "18S", "SN", "SER")
_BATCH: Final = ("1T", "T", "LOT")
_PART: Final = ("P", "1P", "30P", "PNR")
_IDENTIFIED: Final = re.compile(r"[(\[]\s?(\d{0,2}[A-Z])\s?[)\]]\s*")


def envelope_candidates(text: str) -> list[Candidate]:
    """The first record of an envelope as a candidate; empty when the text is none.

    Without a single separator the elements cannot be told apart: what came is kept, with a warning.
    """
    if (other := _OTHER_SIGNS.match(text)) is not None and GS not in text and RS not in text:
        text = "[)>" + text[3:].replace(other[1], GS)  # one sign that the scanner sends for every control character
    header = _HEADER.match(text)
    if header is None:
        return []
    form, body = header[1], text[header.end() :].rstrip(f"{EOT}{RS}{GS}")
    if form == "05":
        found = candidate(split(body.partition(RS)[0]), 0.97)
        return [_as_envelope(found.gtin, found.serial, found.batch, {**found.extra, "format": form}, ())]
    pieces = [piece for piece in body.partition(RS)[0].split(GS) if piece]
    values: dict[str, str] = {}
    for piece in pieces:
        identifier = _name_of(piece, form)
        if identifier:
            values.setdefault(identifier, piece[len(identifier) :].strip())
    lost = GS not in text and len(body) > 3
    serial, batch = _first(values, _SERIAL), _first(values, _BATCH)
    extra = {**values, "format": form}
    if (part := _first(values, _PART)) is not None:
        extra["part"] = part
    if lost:
        return [_as_envelope(None, None, None, {"rest": body, "format": form}, (Doubt.SEPARATOR_LOST,), 0.6)]
    return [_as_envelope(None, serial and normalise_serial(serial, upper=False), batch, extra, ())]


def identified_candidates(text: str) -> list[Candidate]:
    """`(1P)X-100 (S)ABC`: data identifiers (ANSI MH10.8.2) as they are printed for people; empty where it is not that."""
    marks = list(_IDENTIFIED.finditer(text))
    if not marks or marks[0].start() != 0:
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    values: dict[str, str] = {}
    for mark, end in zip(marks, ends, strict=True):
        values.setdefault(mark[1], text[mark.end() : end].strip(" ,;"))
    serial, batch, part = (_first(values, names) for names in (_SERIAL, _BATCH, _PART))
    if not (serial or batch or part):
        return []
    extra = values if part is None else {**values, "part": part}
    return [_as_envelope(None, serial and normalise_serial(serial, upper=False), batch, extra, (), 0.95)]


def _name_of(piece: str, form: str) -> str:
    if form == "12":  # text identifiers of ATA: three letters and a blank
        return piece.partition(" ")[0]
    found = _IDENTIFIER.match(piece)
    return found.group() if found else ""


def _first(values: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((values[name] for name in names if values.get(name)), None)


def _as_envelope(
    gtin: str | None, serial: str | None, batch: str | None, extra: Mapping[str, str], doubts: tuple[Doubt, ...], sure: float = 0.97
) -> Candidate:  # fmt: skip
    return Candidate(
        Kind.ISO15434, gtin, serial[:64] if serial else None, batch, extra=extra, confidence=sure, warnings=doubts
    )
