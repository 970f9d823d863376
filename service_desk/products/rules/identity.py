"""Identity of a product and of a sold unit: GTIN and normalised serial (ID-1, ID-2, ID-5)."""

from collections.abc import Mapping
from itertools import product as every_choice
from typing import Final

import barcodes
from barcodes.numbers import typed_upc_e
from service_desk.foundation.errors import Invalid
from service_desk.foundation.i18n import code_form, latin_digits

LONGEST_SERIAL: Final = 64
LONGEST_SKU: Final = 60
_LONGEST_WRITTEN: Final = 200
_LONGEST_MASK: Final = 64
_GTIN_LENGTHS: Final = frozenset({8, 12, 13, 14})
_LOOKALIKES: Final = {"O": "O0", "0": "0O", "I": "I1", "1": "1I", "B": "B8", "8": "8B", "S": "S5", "5": "5S"}
_MOST_LOOKALIKES: Final = 4


class SerialTooLong(Invalid):
    code = "serial_too_long"
    message = "A serial has at most {longest:# character|# characters}; this one has {length}. Scan it again, or type it from the label."


class UnreadableSerial(Invalid):
    code = "unreadable_serial"
    message = "The serial contains characters that cannot be printed. Scan it again, or type it from the label."


class SerialNotInMask(Invalid):
    code = "serial_not_in_mask"
    message = "'{serial}' does not look like a serial of this product ({mask}). Check it against the label."


class NotAMask(Invalid):
    code = "not_a_mask"
    message = "A serial mask has 1 to {longest:# sign|# signs}: A, X, a, x, 9, others for themselves, and * at the end."


class NotASku(Invalid):
    code = "not_a_sku"
    message = "A SKU has 1 to {longest:# character|# characters} that can be printed."


class WrongCheckDigit(Invalid):
    code = "wrong_check_digit"
    message = "The check digit of {value} is wrong. Scan it again, or compare the digits with the label."


class PrivateCode(Invalid):
    code = "private_code"
    message = "This code holds something private, such as a network's password, a business card or a payment. Nothing of it was kept. Scan the label of the unit or part."


class NotAGtin(Invalid):
    code = "not_a_gtin"
    message = "'{value}' is not a GTIN. It has 8, 12, 13 or 14 digits, as printed under the bars."


def normalise_serial(written: str, mask: str | None = None) -> str:
    """NFKC, without blanks and invisible marks, digits folded to 0-9, upper case unless the mask keeps a place.

    `mask` has one sign per place: `A` a letter and `X` a letter or digit, both made upper case; `a` and `x` the same
    as written; `9` a digit; `*` last: anything may follow; all else stands for itself. O is never turned into 0.
    Raises SerialTooLong, UnreadableSerial, SerialNotInMask; an empty text gives an empty serial.
    """
    serial = _clean(written)
    return _short(_upper(serial) if mask is None else _fitted(serial, mask))


def serial_forms(written: str) -> list[str]:
    """The ways a serial of an unknown product may be stored: as written first, then upper case."""
    serial = _clean(written)
    return list(dict.fromkeys((serial, _upper(serial))))


def normalise_batch(written: str) -> str:
    """A batch or lot in the one form in which it is kept, looked for and posted: as a serial without a mask, in upper case."""
    return _upper(_clean(written))


def _clean(written: str) -> str:
    if len(written) > _LONGEST_WRITTEN:
        raise SerialTooLong(longest=LONGEST_SERIAL, length=len(written), field="serial")
    serial = barcodes.normalise_serial(written, upper=False)
    if not serial.isprintable():
        raise UnreadableSerial(field="serial")
    return _short(serial)


def _upper(serial: str) -> str:
    return barcodes.normalise_serial(serial)


def _short(serial: str) -> str:
    if len(serial) > LONGEST_SERIAL:
        raise SerialTooLong(longest=LONGEST_SERIAL, length=len(serial), field="serial")
    return serial


def _fitted(serial: str, mask: str) -> str:
    places, open_end = (mask[:-1], True) if mask.endswith("*") else (mask, False)
    fits = len(serial) == len(places) or (open_end and len(serial) > len(places))
    if not fits or not all(map(_suits, places, serial)):
        raise SerialNotInMask(serial=serial, mask=mask, field="serial")
    shown = [c if place in "ax" else c.upper() for place, c in zip(places, serial, strict=False)]
    return "".join(shown) + serial[len(places) :].upper()


def _suits(place: str, c: str) -> bool:
    match place:
        case "9":
            return c in "0123456789"
        case "A" | "a":
            return c.isalpha()
        case "X" | "x":
            return c.isalnum()
        case _:
            return c.upper() == place.upper()


def lookalikes(serial: str) -> list[str]:
    """Serials that a person may have meant: O for 0, I for 1, B for 8, S for 5. Suggestions only, never a match."""
    doubtful = [at for at, c in enumerate(serial) if c in _LOOKALIKES][:_MOST_LOOKALIKES]
    if not doubtful:
        return []
    out = []
    for choice in every_choice(*(_LOOKALIKES[serial[at]] for at in doubtful)):
        letters = list(serial)
        for at, c in zip(doubtful, choice, strict=True):
            letters[at] = c
        out.append("".join(letters))
    return [form for form in out if form != serial]


def gtin14(written: str) -> str:
    """A GTIN-8, -12, -13 or -14 as 14 digits, its check digit verified (ID-5); a UPC-E stands for its UPC-A. Raises NotAGtin, WrongCheckDigit."""
    digits = "".join(latin_digits(written[:40]).split())
    if len(digits) not in _GTIN_LENGTHS or not (digits.isascii() and digits.isdigit()):
        raise NotAGtin(value=written[:20], field="gtin")
    padded = (typed_upc_e(digits) or digits).zfill(14)
    weighed = sum(int(c) * (3 if at % 2 == 0 else 1) for at, c in enumerate(padded))
    if weighed % 10:
        raise WrongCheckDigit(value=digits, field="gtin")
    return padded


def searched(sku: str, gtin: str | None, brand: str, product_class: str, name: Mapping[str, str]) -> str:
    """The text under which a product is found; its GTIN as printed under the bars, without the zeros before it."""
    digits = (gtin or "").lstrip("0")
    return " ".join([sku, digits, brand, product_class, *name.values()])


def checked_sku(written: str) -> str:
    sku = " ".join(written.split())
    if not 0 < len(sku) <= LONGEST_SKU or not sku.isprintable():
        raise NotASku(longest=LONGEST_SKU, field="sku")
    return sku


def sku_form(written: str) -> str:
    """By what a SKU is found and told from others: p-bat, P–BAT and Ｐ-ＢＡＴ are one. It is shown as it was written."""
    return code_form(written)


def checked_mask(mask: str) -> str:
    if not 0 < len(mask) <= _LONGEST_MASK or not mask.isprintable() or "*" in mask[:-1] or " " in mask:
        raise NotAMask(longest=_LONGEST_MASK, field="serial_mask")
    return mask
