"""Serial numbers as they compare (ID-2 of the trade page)."""

import re
import unicodedata

LONGEST = 64
_DROPPED = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]+")
_PLAIN = re.compile(r"[!-~]*")


def normalise_serial(text: str, *, upper: bool = True) -> str:
    """NFKC, without blanks, zero-width and direction marks, digits folded to 0-9, upper case unless told otherwise.

    Never turns O into 0: a look-alike is a question, not a correction.
    """
    if not _PLAIN.fullmatch(text):
        text = _DROPPED.sub("", unicodedata.normalize("NFKC", text))
        text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    return text.upper() if upper else text
