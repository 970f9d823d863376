"""Serials as they are compared: without blanks and invisible marks, digits 0-9, one dash, one kaf and one yeh."""

import unicodedata
from typing import Final

DIGITS: Final = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩０１２３４５６７８９", "012345678901234567890123456789")
"""The digits that people and keyboards of ours write beside 0-9."""
WIDE: Final = {0xFEE0 + code: chr(code) for code in range(0x21, 0x7F)} | {0x3000: " ", 0x3010: "[", 0x3011: "]"}
"""The wide letters and signs of Chinese and Japanese keyboards: `（０１）ＳＮ：１`."""
_NOT_DASHES: Final = frozenset("\u301c\u3030")  # waves, which mean a span
_DASHES: Final = {
    at: "-" for at in range(0x110000) if unicodedata.category(chr(at)) == "Pd" and chr(at) not in _NOT_DASHES
}
_SPELLED: Final = str.maketrans(
    {"ي": "ی", "ى": "ی", "ې": "ی", "ے": "ی", "ك": "ک", "ڪ": "ک", "ہ": "ه", "ھ": "ه", "ە": "ه"}
)
_MARKS: Final = dict.fromkeys([0x640, *range(0x64B, 0x660), 0x670])  # tatweel and vowel marks: shape, not letters
SPELLED: Final[dict[int, str | None]] = {
    **_DASHES, 0x2212: "-", 0x2043: "-", 0x02D7: "-", **_SPELLED, **_MARKS,
}  # fmt: skip
"""Signs of codes, serials and log-ins that keyboards write in several ways: the dashes of every script, Arabic and Persian letters."""


def normalise_serial(text: str, *, upper: bool = True) -> str:
    """The serial in NFKC, without blanks, zero-width and direction marks, every script's digits as 0-9 (rule ID-2), its dashes as
    `-`, and kaf, yeh and heh of Arabic and Persian keyboards as one.

    `upper=False` keeps its case, where a product's mask says so. O is never turned into 0. Never raises; what
    cannot be printed stays, so that the caller can refuse it. Applied twice it changes nothing more.
    """
    if text.isascii():
        kept = "".join(text.split()) if not text.isalnum() else text
        return kept.upper() if upper else kept
    shown = (
        c
        for c in unicodedata.normalize("NFKC", text).translate(SPELLED)
        if not c.isspace() and unicodedata.category(c) != "Cf"
    )
    kept = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in shown)
    kept = unicodedata.normalize("NFKC", kept.upper() if upper else kept)
    return kept if kept == text else normalise_serial(kept, upper=upper)
