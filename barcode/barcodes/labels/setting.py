"""Set texts into a box: as large as fits, wrapped, never below what a printer draws well; what identifies is never cut."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final
from unicodedata import combining

from barcodes.labels.fonts import plain
from barcodes.labels.model import Align, Text, right_to_left
from barcodes.labels.raster import em_width
from barcodes.problems import EncodeError

LEAST: Final = 2.35
"""Millimetres of a line: its letters are 1.8 mm, 14 dots at 203 dpi, where Persian dots and the strokes of a yuan sign stay apart."""
_STEP: Final = 0.15
_LETTERS: Final = 0.78
_FULL: Final = 0.97
"""How much of a line is used: fonts of pages and printers differ a little in width."""
_BREAKS: Final = "-/_.,;:)+"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text to be set. `whole`: it identifies something (a serial, a SKU, a number), so that no sign of it may be lost;
    others are shortened, the last of them left out. `ratio`: its size beside the others."""

    text: str
    whole: bool = False
    bold: bool = False
    ratio: float = 1.0


def typeset(
    texts: Sequence[Wanted],
    x: float,
    y: float,
    width: float,
    height: float,
    largest: float,
    align: Align = Align.START,
    lead: str = "",
) -> list[Text]:
    """The lines from the top of the box, as large as they fit up to `largest` millimetres, in the order given.

    They begin on the side where `lead` begins, or the first of them. Raises EncodeError where what identifies does not fit.
    """
    shown = [each for each in texts if each.text.strip()]
    sides = [beside(lead or shown[0].text, each.text) if align is Align.START else align for each in shown]
    size = max(LEAST, largest)
    while size >= LEAST:
        lines = [_wrapped(each.text, each.bold, width / _high(each, size)) for each in shown]
        if _tall(shown, lines, size) <= height + 1e-6:
            return _placed(shown, lines, size, (x, y, width), sides)
        size = LEAST if LEAST < size < LEAST + _STEP else size - _STEP
    return _placed(shown, _shortened(shown, width, height), LEAST, (x, y, width), sides)


def _high(text: Wanted, size: float) -> float:
    return max(LEAST, size * text.ratio)


def _tall(texts: Sequence[Wanted], lines: Sequence[Sequence[str]], size: float) -> float:
    return sum(_high(text, size) * len(some) for text, some in zip(texts, lines, strict=True))


def _placed(
    texts: Sequence[Wanted],
    lines: Sequence[Sequence[str]],
    size: float,
    box: tuple[float, float, float],
    sides: Sequence[Align],
) -> list[Text]:
    x, y, width = box
    found: list[Text] = []
    for text, some, side in zip(texts, lines, sides, strict=True):
        base = right_to_left(text.text)
        for line in some:
            found.append(Text(x, y, width, _high(text, size), line, side, text.bold, base))
            y += _high(text, size)
    return found


def beside(first: str, text: str) -> Align:
    """How `text` begins where `first` does: a number under a Persian name begins at the right."""
    return Align.START if right_to_left(first) == right_to_left(text) else Align.END


def _shortened(texts: Sequence[Wanted], width: float, height: float) -> list[list[str]]:
    """Fewer lines of what does not identify, at the least size: the longest first, then the last left out."""
    lines = [list(_wrapped(each.text, each.bold, width / _high(each, LEAST))) for each in texts]
    free = [at for at, each in enumerate(texts) if not each.whole]
    while _tall(texts, lines, LEAST) > height + 1e-6:
        most = max(free, key=lambda at: (len(lines[at]), at), default=None)
        if most is None or not lines[most]:
            named = next((each.text for each in texts if each.whole), texts[0].text)
            raise EncodeError(f"'{named[:60]}' does not fit on {width:g} x {height:g} mm. Take larger stock.")
        if len(lines[most]) == 1:
            lines[most] = []
            continue
        kept, rest = lines[most][:-2], " ".join(lines[most][-2:])
        lines[most] = [*kept, _cut(rest, texts[most].bold, width / _high(texts[most], LEAST))]
    return lines


def _cut(text: str, bold: bool, room: float) -> str:
    """As much of the text as fits in front of an ellipsis."""
    mark = "..." if plain(text) else "\u2026"
    text = text.rstrip(". \u2026")
    while text and em_width(text + mark, bold) * _LETTERS > room * _FULL:
        text = text[:-1].rstrip()
    return text + mark


@lru_cache(maxsize=4096)
def _wrapped(text: str, bold: bool, room: float) -> tuple[str, ...]:
    """Lines no wider than `room` line heights: broken between words, else after a hyphen or the like, else anywhere."""
    lines: list[str] = []
    rest = " ".join(text.split())
    while rest:
        cut = _fitting(rest, bold, room)
        if cut < len(rest):
            cut = _break(rest, cut)
        lines.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return tuple(lines)


def _fitting(text: str, bold: bool, room: float) -> int:
    """How many signs from the front fit; one at least."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if em_width(text[:middle], bold) * _LETTERS <= room * _FULL:
            low = middle
        else:
            high = middle - 1
    return low


def _break(text: str, most: int) -> int:
    space = text.rfind(" ", 1, most + 1)
    ideograph = next((at for at, (one, two) in _pairs(text, most) if _free(one) or _free(two)), 0)
    if best := max(space, ideograph):
        return best
    sign = next((at for at, (one, _) in _pairs(text, most) if one in _BREAKS), 0)
    if sign > most // 2:
        return sign
    while most > 1 and combining(text[most]):
        most -= 1
    return most


def _pairs(text: str, most: int) -> list[tuple[int, tuple[str, str]]]:
    """(place, signs on both sides of it), the last place first."""
    return [(at + 1, pair) for at, pair in enumerate(pairwise(text[: most + 1]))][::-1]


def _free(sign: str) -> bool:
    """Chinese and Japanese signs, between which a line may end."""
    return "\u2e80" <= sign <= "\u9fff" or "\uf900" <= sign <= "\ufaff" or "\U00020000" <= sign <= "\U0003ffff"
