"""How an SMS is counted and billed (MSG-1 to MSG-3; 3GPP TS 23.038): GSM-7 septets or UCS-2 units, and segments."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

GSM7: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION: Final = frozenset("^{}\\[~]|€\f")  # an escape and a letter: two septets
_PUNCTUATION: Final = str.maketrans(
    dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u2036\u301d\u301e\u301f\uff02\u02ba\u02dd\u275d\u275e\u3003", '"')
    | dict.fromkeys("\u2018\u2019\u201a\u201b\u2039\u203a\u2032\u2035\u0060\u00b4\u02b9\u02bb\u02bc\u02cb\u275b\u275c\uff07\uff40", "'")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2022\u00b7\u2027\u2043\ufe58\ufe63\uff0d\u25e6\u2e3a", "-")
    | dict.fromkeys("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\v", " ")
    | dict.fromkeys("\u2028\u2029\u0085", "\n")
    | dict.fromkeys([0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF, 0xFE0E, 0xFE0F], "")
    | {chr(0xFF01 + at): chr(0x21 + at) for at in range(94) if at not in (1, 6, 63)}
    | dict(zip("\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True))
    | dict.fromkeys("\u2025\u22ef", "...") | dict.fromkeys("\uff5e\u301c\u2053", "~") | {"\u2215": "/"}
    | {"\u2026": "...", "\u00d7": "x", "\u2044": "/", "\u00ae": "(R)", "\u00a9": "(C)", "\u2122": "(TM)", "\u2116": "No.", "\u00b0": "deg",
       "\u00f7": "/", "\u2264": "<=", "\u2265": ">=", "\u2260": "!=", "\u2248": "~", "\u2192": "->", "\u2190": "<-", "\u21d2": "=>",
       "\u00a6": "|", "\u00b5": "u", "\u203c": "!!", "\u2049": "!?", "\u2070": "0", "\u00b9": "1",
       "\u20bd": "RUB", "\u20ba": "TRY", "\u20b9": "INR", "\u20aa": "ILS", "\u20a9": "KRW", "\u20ab": "VND", "\u20b4": "UAH",
       "\u20b8": "KZT", "\u20bc": "AZN", "\u20be": "GEL", "\uffe5": "\u00a5", "\uffe1": "\u00a3",
       "\u00bd": "1/2", "\u00bc": "1/4", "\u00be": "3/4", "\u00b2": "2", "\u00b3": "3", "\u00b1": "+/-",
       "\u2103": "degC", "\u2109": "degF"}
    | {chr(at): unicodedata.normalize("NFKC", chr(at)).replace("\u2044", "/") for at in range(0x2150, 0x2180)}
)  # fmt: skip
_NUMBER_SIGN: Final = re.compile("(?<!\\w)([Nn])[\u00b0\u00ba](?= ?\\d)")  # `N° 5`, which is no degree
_FRACTION: Final = re.compile("(?<=\\d)(?=[\u00bc-\u00be\u2150-\u215e])")  # `1½` is no eleven halves
_POWER: Final = re.compile("(?<=\\d)(?=[\u00b2\u00b3\u00b9\u2070])")  # `10²` is no hundred and two
LINK: Final = re.compile(
    '(https?://[^\\s<>"\u201c\u201d\u00ab\u00bb\u201e\u2066-\u2069]*[^\\s<>"\'\u201c\u201d\u2018\u2019\u00ab\u00bb\u201e\u2039\u203a\u2026'
    "\u3001\u3002\uff0c\uff1b\uff1a\uff01\uff1f\uff09\u060c\u061b\u061f.,;:!?)\\]\u2066-\u2069])"
)
"""An address within a text, without the full stop, the quote or the bracket that follows it."""


@dataclass(frozen=True)
class Segments:
    """`units`: septets for GSM-7, UTF-16 units for UCS-2. `parts` are what the operator bills."""

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    parts: int


def segments(text: str) -> Segments:
    """An empty text is one segment. Escapes and surrogate pairs are never cut by a border."""
    gsm = _fits(text)
    widths = [_septets(letter) if gsm else _utf16(letter) for letter in text]
    one, many = (160, 153) if gsm else (70, 67)
    units = sum(widths)
    return Segments("GSM-7" if gsm else "UCS-2", units, 1 if units <= one else _parts(widths, many))


def fold_punctuation(text: str) -> str:
    """Typographic quotes, dashes, blanks and signs as GSM-7 has them, where that makes the whole text GSM-7: one of them
    would triple the price. A text in another script stays as it is written, its quotes and ZWNJ too.

    A link stays as it is: it would lead elsewhere. Letters are never transliterated: a name stays as its owner writes it. An accent that was typed as a sign of its own is joined
    with its letter.
    """
    pieces = LINK.split(unicodedata.normalize("NFC", text))  # every second one is a link
    folded = "".join(piece if at % 2 else _folded(piece) for at, piece in enumerate(pieces))
    return folded if _fits(folded) else text


def _folded(text: str) -> str:
    text = _FRACTION.sub(" ", _POWER.sub("^", _NUMBER_SIGN.sub(r"\1o.", text)))
    return text.translate(_PUNCTUATION)


def _fits(text: str) -> bool:
    return all(letter in GSM7 or letter in EXTENSION for letter in text)


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
