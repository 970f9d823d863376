"""Numbers with a check digit that stand alone: GTIN and its short forms, SSCC, IMEI."""

from typing import Final

from barcodes.checks import gs1_check_digit, gs1_valid, is_digits, luhn_valid
from barcodes.model import Candidate, Doubt, Kind

_GTIN_LENGTHS: Final = frozenset({8, 12, 13, 14})
EAN: Final = frozenset({"]E0", "]E1", "]E2", "]E3", "]E4"})
"""Symbology identifiers of EAN and UPC, with and without an add-on; ITF tells a check digit by `]I1`."""
_WRONG: Final = (Doubt.WRONG_CHECK_DIGIT,)


def number_candidates(text: str, aim: str | None, symbology: str, expect: frozenset[Kind]) -> list[Candidate]:
    """What digits alone may be. A tenth of all serials of these lengths has a right check digit by chance.

    A wrong check digit is said: the candidate keeps the number and a warning, and is never looked up by it.
    """
    if not is_digits(text):
        return []
    found: list[Candidate] = []
    if symbology in {"UPCE", "UPC-E"} and (whole := upc_a(text)) is not None:
        return [_gtin(whole, told=True)]
    if aim in EAN and len(text) in {15, 18}:  # an EAN-13 and its add-on, which says the price or the issue
        return [_gtin(text[:13], told=True)]
    if not symbology and aim is None and (whole := typed_upc_e(text)) is not None:
        found.append(Candidate(Kind.GTIN, gtin=whole.zfill(14), confidence=0.55))
    if len(text) in _GTIN_LENGTHS and (gs1_valid(text) or not found):
        found.append(_gtin(text, told=aim in EAN or aim == "]I1" or symbology.startswith(("EAN", "UPC"))))
    if len(text) == 15:
        found.extend(_checked(Kind.IMEI, text, luhn_valid(text), Kind.IMEI in expect))
    if len(text) == 18:
        found.extend(_checked(Kind.SSCC, text, gs1_valid(text), Kind.SSCC in expect))
    return found


def _gtin(text: str, *, told: bool) -> Candidate:
    if gs1_valid(text):
        return Candidate(Kind.GTIN, gtin=text.zfill(14), confidence=0.98 if told else 0.6)
    return Candidate(Kind.GTIN, gtin=text.zfill(14), confidence=0.65 if told else 0.1, warnings=_WRONG)


def _checked(kind: Kind, text: str, valid: bool, expected: bool) -> list[Candidate]:
    if not valid and not expected:
        return []
    confidence, warnings = (0.58, ()) if valid else (0.2, _WRONG)
    if kind is Kind.IMEI:
        return [Candidate(kind, serial=text, extra={"imei": text}, confidence=confidence, warnings=warnings)]
    return [Candidate(kind, extra={"00": text}, confidence=confidence, warnings=warnings)]


def typed_upc_e(text: str) -> str | None:
    """The UPC-A of the eight digits under a UPC-E, where they were typed or came without a word of what they are."""
    whole = upc_a(text) if len(text) == 8 else None
    return whole if whole is not None and gs1_valid(whole) else None


def upc_a(text: str) -> str | None:
    """The twelve digits that a UPC-E of 6, 7 or 8 digits stands for, or None (GS1 General Specifications 5.2.2.4).

    With 8 digits the last is the check digit, which is kept; with 6 the number system is 0.
    """
    if len(text) not in {6, 7, 8} or not is_digits(text) or (len(text) > 6 and text[0] not in "01"):
        return None
    system, six = ("0", text) if len(text) == 6 else (text[0], text[1:7])
    last = six[5]
    if last in "012":
        body = f"{six[:2]}{last}0000{six[2:5]}"
    elif last == "3":
        body = f"{six[:3]}00000{six[3:5]}"
    elif last == "4":
        body = f"{six[:4]}00000{six[4]}"
    else:
        body = f"{six[:5]}0000{last}"
    return system + body + (text[7] if len(text) == 8 else gs1_check_digit(system + body))
