"""One text, taken as it stands: its symbology identifier, and every kind of thing that it may be."""

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Final

from barcodes.checks import gs1_valid, is_digits
from barcodes.controls import envelope_controls
from barcodes.epc import epc_candidates
from barcodes.gs1.link import BARE, own_token, split_link
from barcodes.gs1.read import CARRIERS, candidate, gs1_candidates
from barcodes.gs1.table import GS
from barcodes.hibc import hibc_candidates
from barcodes.iso15434 import envelope_candidates, identified_candidates
from barcodes.marked import marked_candidates
from barcodes.model import PICTURES, Candidate, Doubt, Kind, ScanHints, Source
from barcodes.numbers import EAN, number_candidates
from barcodes.private import is_private
from barcodes.serials import DIGITS, WIDE, normalise_serial
from barcodes.tokens import token_body

LONGEST_SERIAL: Final = 64
SURE: Final = 0.8
"""From here on a reading has proof in itself, and no other layout needs to be tried."""
_AIM: Final = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_SWAPPED_CARRIERS: Final = {aim.swapcase() for aim in CARRIERS}
_EAN_LIKE: Final = re.compile(r"[0-9]{8}|[0-9]{12,14}|[0-9]{13}(?:[0-9]{2}|[0-9]{5})")
"""`]E0` is the identifier of an EAN, and what Caps Lock makes of `]e0`: digits of an EAN's length speak for the former."""
_DIGIT: Final = re.compile("[0-9]")
BLANKS: Final = " \t\r\n\v\f"
_LOWERED: Final = frozenset(aim.lower() for aim in EAN)
_FAITHFUL: Final = PICTURES | {Source.CAMERA, Source.RFID}
_EXPECTED: Final = 0.25


@dataclass(frozen=True, slots=True)
class Reading:
    """`text`: what stood behind the symbology identifier, digits folded, blanks around it gone."""

    text: str
    aim: str | None
    candidates: tuple[Candidate, ...]

    @property
    def sure(self) -> bool:
        return self.candidates[0].confidence >= SURE


def read(text: str, hints: ScanHints) -> Reading:
    """The readings of this text, best first; never empty."""
    aim, body, corrections = _unpack(text, hints)
    found = _kinds(body, aim, hints)
    if hints.expect:
        found = [_favoured(each) if each.kind in hints.expect else each for each in found]
    found.sort(key=_rank)
    if corrections:
        found = [replace(each, corrections=(*corrections, *each.corrections)) for each in found]
    return Reading(body, aim, tuple(found))


def _rank(found: Candidate) -> float:
    return -found.confidence


def _favoured(found: Candidate) -> Candidate:
    return replace(
        found, confidence=min(0.97, found.confidence + _EXPECTED) if found.confidence < SURE else found.confidence
    )


def _unpack(text: str, hints: ScanHints) -> tuple[str | None, str, tuple[str, ...]]:
    """The identifier, the body, and what was put right on the way: letter case, digits, blanks around it."""
    aim, body = hints.aim, text.strip(BLANKS)
    corrections: tuple[str, ...] = ()
    # Where the identifier came apart, a bracket in the text is data.
    while hints.aim is None and (match := _AIM.match(body)) is not None:
        told, body = match.group(), body[3:].strip(BLANKS)
        if told in _SWAPPED_CARRIERS and told not in CARRIERS and not (told in EAN and _EAN_LIKE.fullmatch(body)):
            told, body, corrections = told.swapcase(), body.swapcase(), ("case:swapped",)
        elif told in _LOWERED and _EAN_LIKE.fullmatch(body) and gs1_valid(body[:13]):
            # A DataBar (`]e0`) begins with its own identifier: thirteen digits are an EAN from a scanner that lowers letters.
            told, corrections = told.upper(), ("case:upper",)
        aim = told
    if not body.isascii():
        for fold, name in ((WIDE, "width"), (DIGITS, "digits")):
            folded = body.translate(fold)
            if folded != body:
                body, corrections = folded, (*corrections, name)
    return aim, body, corrections


def _kinds(body: str, aim: str | None, hints: ScanHints) -> list[Candidate]:
    faithful = hints.source in _FAITHFUL or _calibrated(aim, hints)
    if is_private(body) and not ("://" in body[:9] and _links(body)):  # a maker may hang a token on a product's address
        return [Candidate(Kind.UNKNOWN, confidence=0.0, warnings=(Doubt.PRIVATE,))]
    found = token_candidates(body, hints.internal_formats)
    if not found:
        if "://" in body[:9]:
            found += _links(body)
        elif BARE.match(body):
            found += _links(f"https://{body}")
        elif body.startswith("[)>"):
            found += envelope_candidates(envelope_controls(body))
        else:
            found += epc_candidates(body, told=hints.source == Source.RFID)
            found += hibc_candidates(body) or identified_candidates(body) or marked_candidates(body, hints.expect)
        if aim not in EAN:
            found += gs1_candidates(body, told=aim in CARRIERS, trusted=faithful, expected=Kind.GS1 in hints.expect)
        found += number_candidates(body, aim, (hints.symbology or "").upper(), hints.expect)
    known = max((each.confidence for each in found), default=0.0)
    if known < 0.94 or Kind.SERIAL in hints.expect:
        found += _serial(body, known)
    return found or [Candidate(Kind.UNKNOWN, confidence=0.0, warnings=() if body else (Doubt.EMPTY,))]


def _calibrated(aim: str | None, hints: ScanHints) -> bool:
    """A scanner that still sends its identifier has kept the settings that calibration found, the separator too."""
    station = hints.station
    return station is not None and station.aim and aim is not None and hints.aim is None and station.separator != ""


def token_candidates(text: str, formats: tuple[str, ...]) -> list[Candidate]:
    """An own token. Its beginning among `formats` leaves no doubt; the check character alone one in 36.

    Without a digit its hyphens may be the 6 of a French keyboard, so that less is believed.
    """
    body = token_body(text)
    corrections: tuple[str, ...] = ()
    if body is None and not text.isupper():
        body = token_body(text.upper())
        corrections = ("case:upper",)
    if body is None:
        return []
    known = bool(formats) and body.startswith(formats)
    sure = 0.99 if known else 0.9 if _DIGIT.search(text) else 0.64
    return [Candidate(Kind.INTERNAL, extra={"token": body}, confidence=sure, corrections=corrections)]


def _links(body: str) -> list[Candidate]:
    token = own_token(body)
    if token is not None:
        return token_candidates(token, ())
    message = split_link(body)
    if message is None or not message.elements:
        return []
    return [candidate(message, 0.97, kind=Kind.GS1_DIGITAL_LINK)]


def _serial(body: str, known: float) -> list[Candidate]:
    """Anything short and printable may be a serial: likely when it is nothing else."""
    serial = normalise_serial(body, upper=False)
    if not 0 < len(serial) <= LONGEST_SERIAL or GS in body or not _printable(serial):
        return []
    if known >= 0.55 and (len(serial) > 16 or not is_digits(serial)):
        likely = 0.2
    else:
        likely = 0.3 if known >= SURE else 0.1 if "://" in serial else 0.5
    return [Candidate(Kind.SERIAL, serial=serial, confidence=likely, corrections=() if serial == body else ("blanks",))]


def _printable(text: str) -> bool:
    return (text.isascii() and text.isprintable()) or not any(unicodedata.category(c).startswith("C") for c in text)
