"""Is this content fit for that symbology? Refusals say what to change."""

import re
from dataclasses import dataclass
from typing import Final

from barcodes.checks import gs1_check_digit, is_digits
from barcodes.gs1.split import Elements, element_string, hri, split, split_hri
from barcodes.gs1.values import sound
from barcodes.problems import EncodeError
from barcodes.symbols.spec import Symbology, SymbolSpec

_ALLOWED: Final = {
    Symbology.CODE128: (re.compile(r"[ -~]{1,80}"), "1 to 80 of the letters, digits and signs of a US keyboard"),
    Symbology.CODE39: (  # a reader set to full ASCII takes $ / + % and the letter behind for one sign
        re.compile(r"(?!.*[$/+%][A-Z])[0-9A-Z .$/+%-]{1,40}"),
        "1 to 40 of 0-9, A-Z, blank and - . $ / + %, the last four with no letter behind",
    ),
    Symbology.CODABAR: (re.compile(r"[A-D][0-9$:/.+-]{1,40}[A-D]"), "digits and $ : / . + - between two of A, B, C, D"),
    Symbology.ITF: (re.compile(r"(?:[0-9]{2}){3,20}"), "an even number of digits, 6 to 40"),
    # Letters beyond ASCII go in as UTF-8 behind an ECI that says so; readers give them back whole.
    Symbology.DATAMATRIX: (re.compile(r"(?s).{1,1500}"), "1 to 1,500 characters"),
    Symbology.AZTEC: (re.compile(r"(?s).{1,1500}"), "1 to 1,500 characters"),
    Symbology.PDF417: (re.compile(r"(?s).{1,900}"), "1 to 900 characters"),
    Symbology.QR: (re.compile(r"(?s).{1,1200}"), "1 to 1,200 characters"),
}
_DIGITS: Final = {Symbology.EAN13: 13, Symbology.EAN8: 8, Symbology.UPCA: 12, Symbology.ISBN13: 13}
_GS1: Final = frozenset({Symbology.GS1_128, Symbology.GS1_DATAMATRIX, Symbology.GS1_QR})
_LONGEST_GS1_128: Final = 48


@dataclass(frozen=True, slots=True)
class Content:
    """`carried`: what a reader gives back. `text`: for people. `bracketed`: GS1 elements as zxing-cpp wants them."""

    carried: str
    text: str
    bracketed: str = ""


def checked(spec: SymbolSpec) -> Content:
    """The content, fit for its symbology. Raises EncodeError."""
    content = spec.content
    if spec.symbology in _DIGITS:
        return _with_check_digit(spec.symbology, content)
    if spec.symbology in _GS1:
        elements = gs1_elements(content)
        carried = element_string(elements)
        if spec.symbology is Symbology.GS1_128 and len(carried) > _LONGEST_GS1_128:
            raise EncodeError(
                f"GS1-128 holds {_LONGEST_GS1_128} characters; these are {len(carried)}. Use a DataMatrix."
            )
        # In round brackets a value like LOT(21)2 would become an identifier of its own; square ones stand in no value.
        return Content(carried, hri(elements), "".join(f"[{ai}]{value}" for ai, value in elements))
    if spec.symbology is Symbology.PZN:
        return _pzn(content)
    pattern, wanted = _ALLOWED[spec.symbology]
    if not pattern.fullmatch(content) or not _encodable(content):
        raise EncodeError(f"{spec.symbology} takes {wanted}; '{content[:40]}' is not that.")
    return Content(content, content)


def _encodable(content: str) -> bool:
    return content.isascii() or not any("\ud800" <= c <= "\udfff" for c in content)


def gs1_elements(content: str) -> Elements:
    """The elements of an element string or of its human-readable form, all of them right. Raises EncodeError."""
    message = split_hri(content) or split(content.strip("\x1d"))
    if message.rest or message.doubts or not message.elements:
        wrong = message.rest[0] if message.rest else content
        raise EncodeError(f"'{wrong[:40]}' is no GS1 element. Write it as (01)09506000134352(21)SN-1.")
    for ai, value in message.elements:
        if not sound(ai, value):
            raise EncodeError(f"({ai}){value} has a wrong check digit or an impossible date. Correct it first.")
    if len({ai for ai, _ in message.elements}) < len(message.elements):
        raise EncodeError("A GS1 code holds each identifier once only.")
    if any("[" in value or "]" in value for _, value in message.elements):
        raise EncodeError("GS1 values hold no brackets.")
    return message.elements


def _with_check_digit(symbology: Symbology, content: str) -> Content:
    length = _DIGITS[symbology]
    if not is_digits(content) or len(content) not in {length, length - 1}:
        raise EncodeError(f"{symbology} takes {length} digits; '{content[:40]}' is not that.")
    if symbology is Symbology.ISBN13 and not content.startswith(("978", "979")):
        raise EncodeError(f"An ISBN begins with 978 or 979; '{content}' does not.")
    digit = gs1_check_digit(content[: length - 1])
    if len(content) == length and content[-1] != digit:
        raise EncodeError(f"The check digit of {content} is wrong: it should end in {digit}.")
    whole = content[: length - 1] + digit
    # A UPC-A is read as an EAN-13 with a leading zero.
    return Content("0" + whole if symbology is Symbology.UPCA else whole, whole)


def _pzn(content: str) -> Content:
    """PZN-8, `-` and eight digits, as IFA prints it; the check digit is modulo 11 and never 10."""
    digits = content.removeprefix("PZN").removeprefix("-")
    if not is_digits(digits) or len(digits) != 8:
        raise EncodeError(f"A PZN has 8 digits; '{content[:40]}' is not that.")
    check = sum(int(c) * at for at, c in enumerate(digits[:7], start=1)) % 11
    if check != int(digits[7]):
        raise EncodeError(f"The check digit of PZN {digits} is wrong: it should end in {check}.")
    return Content(f"-{digits}", f"PZN-{digits}")
