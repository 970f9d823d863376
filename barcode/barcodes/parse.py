"""Read a scan: every reading that is possible, the likeliest first. Never raises, whatever comes."""

import re
from typing import Final

from barcodes import gs1
from barcodes.checks import TOKEN_ALPHABET, is_gtin, token_check
from barcodes.scan import Candidate, Kind, ScanHints, ScanResult
from barcodes.serials import LONGEST, normalise_serial

LONGEST_SCAN: Final = 4096
_TOKEN: Final = re.compile(r"[A-Z][0-9A-Z-]{3,40}")
_AIM: Final = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_SEPARATORS: Final = re.compile("\u241d|<GS>|\\{GS\\}|\\^\\]")
_NO_HINTS: Final = ScanHints()


def parse_scan(raw: str | bytes, hints: ScanHints = _NO_HINTS) -> ScanResult:
    """Ranked readings of one scan. Text that cannot be read is one `unknown` candidate that says why."""
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
    if len(text) > LONGEST_SCAN:
        return ScanResult(text[:LONGEST_SCAN], "", (Candidate(Kind.UNKNOWN, confidence=0.0, warnings=("too_long",)),))
    aim, body = _split(text, hints)
    plain = normalise_serial(body)
    if not plain:
        return ScanResult(text, "", (Candidate(Kind.UNKNOWN, confidence=0.0, warnings=("empty",)),), aim)
    found = [*_token(plain), *_gs1(body, aim), *_gtin(plain, aim), *_serial(plain)]
    found.sort(key=lambda each: -(each.confidence + (0.3 if each.kind in hints.expect else 0)))
    return ScanResult(text, plain, tuple(found), aim)


def _split(text: str, hints: ScanHints) -> tuple[str | None, str]:
    """The symbology identifier, if one came, and the text behind it."""
    body = text.strip(" \t\r\n")
    if (match := _AIM.match(body)) is not None:
        return match.group(), body[3:]
    return hints.aim, body


def _token(plain: str) -> list[Candidate]:
    """Our own labels end in a check character, so that there is no doubt what they are."""
    if not _TOKEN.fullmatch(plain) or plain[-1] not in TOKEN_ALPHABET or "-" not in plain or token_check(plain[:-1]) != plain[-1]:
        return []
    return [Candidate(Kind.INTERNAL, extra={"token": plain}, serial=plain, confidence=0.6)]


def _gs1(body: str, aim: str | None) -> list[Candidate]:
    message = _SEPARATORS.sub(gs1.GS, body)
    told = aim in gs1.AIM or gs1.GS in message
    if not told and not message.startswith(("(", "01")):
        return []
    found = gs1.read(message, told=told)
    return [found] if found else []


def _gtin(plain: str, aim: str | None) -> list[Candidate]:
    """8, 12, 13 or 14 digits. A wrong check digit is said, unless the text may just as well be a serial."""
    if len(plain) not in {8, 12, 13, 14} or not plain.isascii() or not plain.isdigit():
        return []
    told = aim in {"]E0", "]E4"}
    if is_gtin(plain):
        return [Candidate(Kind.GTIN, gtin=plain.zfill(14), confidence=0.95 if told else 0.6)]
    return [Candidate(Kind.GTIN, confidence=0.3 if told else 0.1, warnings=("wrong_check_digit",))]


def _serial(plain: str) -> list[Candidate]:
    if len(plain) > LONGEST or any(character < " " for character in plain):
        return [Candidate(Kind.UNKNOWN, confidence=0.05, warnings=("not_a_serial",))]
    return [Candidate(Kind.SERIAL, serial=plain, confidence=0.5)]
