"""Serials as they are compared: without blanks and invisible marks, digits 0-9."""

import unicodedata
from typing import Final

DIGITS: Final = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
"""Persian and Arabic-Indic digits; NFKC has folded full-width ones by then."""


def normalise_serial(text: str, *, upper: bool = True) -> str:
    """The serial in NFKC, without blanks, zero-width and direction marks, Persian and Arabic digits folded (rule ID-2).

    `upper=False` keeps its case, where a product's mask says so. O is never turned into 0. Never raises; what
    cannot be printed stays, so that the caller can refuse it. Applied twice it changes nothing more.
    """
    if text.isascii():
        kept = "".join(text.split()) if not text.isalnum() else text
        return kept.upper() if upper else kept
    folded = unicodedata.normalize("NFKC", text).translate(DIGITS)
    kept = "".join(c for c in folded if not c.isspace() and unicodedata.category(c) != "Cf")
    kept = unicodedata.normalize("NFKC", kept.upper() if upper else kept)
    return kept if kept == text else normalise_serial(kept, upper=upper)
