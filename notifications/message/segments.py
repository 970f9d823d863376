"""How an SMS is counted and billed (MSG-1 to MSG-3; 3GPP TS 23.038): GSM-7 septets or UCS-2 units, and segments."""

from dataclasses import dataclass
from typing import Final, Literal

GSM7: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION: Final = frozenset("^{}\\[~]|€\f")  # an escape and a letter: two septets
_PUNCTUATION = str.maketrans({
    "\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2019": "'", "\u2013": "-", "\u2026": "...", "\u00a0": " "
})  # fmt: skip


@dataclass(frozen=True)
class Segments:
    """`units`: septets for GSM-7, UTF-16 units for UCS-2. `parts` are what the operator bills."""

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    parts: int


def segments(text: str) -> Segments:
    """An empty text is one segment. Escapes and surrogate pairs are never cut by a border."""
    gsm = all(letter in GSM7 or letter in EXTENSION for letter in text)
    widths = [_septets(letter) if gsm else _utf16(letter) for letter in text]
    one, many = (160, 153) if gsm else (70, 67)
    units = sum(widths)
    return Segments("GSM-7" if gsm else "UCS-2", units, 1 if units <= one else _parts(widths, many))


def fold_punctuation(text: str) -> str:
    """Typographic quotes, dash, ellipsis and hard space as GSM-7 has them: one of these would triple the price.

    Letters are never transliterated, and a ZWNJ stays: it is part of Persian spelling.
    """
    return text.translate(_PUNCTUATION)


def _septets(letter: str) -> int:
    return 2 if letter in EXTENSION else 1


def _utf16(letter: str) -> int:
    return 2 if ord(letter) > 0xFFFF else 1


def _parts(widths: list[int], room: int) -> int:
    parts, used = 1, 0
    for width in widths:
        if used + width > room:
            parts, used = parts + 1, 0
        used += width
    return parts
