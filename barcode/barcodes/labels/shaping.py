"""Arabic and Persian letters joined and in the order in which they are seen, so that nothing but a font is needed to draw them."""

from functools import lru_cache
from typing import Final
from unicodedata import bidirectional

from arabic_reshaper import ArabicReshaper

_RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})
_JOINED: Final = ArabicReshaper({"delete_harakat": False})
_MIRRORED: Final = dict(zip("()[]{}<>«»‹›", ")(][}{><»«›‹", strict=True))


@lru_cache(maxsize=1024)
def visible(text: str, rtl: bool) -> str:
    """`text` in Unicode's presentation forms, from left to right; `rtl`: the direction of the line (UAX #9)."""
    if text.isascii() or not any(bidirectional(c) in _RIGHT_TO_LEFT for c in text):
        return text
    from fpdf.bidi import BidiParagraph  # with the PDF library: slow to load, and few labels want it
    from fpdf.enums import TextDirection

    joined = _JOINED.reshape(text.replace("\u06c0", "\u0647\u0654"))  # fonts have no joined form of heh with hamza
    line = BidiParagraph(joined, TextDirection.RTL if rtl else TextDirection.LTR)
    return "".join(
        _MIRRORED.get(c.character, c.character) if c.embedding_level % 2 else c.character
        for c in line.get_reordered_characters()
    )
