"""Read back what was drawn, before it is given out."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

import zxingcpp
from PIL import Image

from barcodes.labels.model import Element, Label, Symbol, Text
from barcodes.labels.raster import draw, module_image
from barcodes.problems import EncodeError
from barcodes.symbols.spec import ModuleMatrix, Symbology

_ALSO: Final = {
    Symbology.PZN: "Code39", Symbology.ITF: "ITF", Symbology.CODABAR: "Codabar", Symbology.AZTEC: "Aztec",
    Symbology.PDF417: "PDF417",
}  # fmt: skip
_EVERYDAY: Final = "Code128,EAN13,EAN8,UPCA,DataMatrix,QRCode,Code39"
"""What cameras look for: some bars of one code pass for another, and then must not be printed."""
_FEWEST_DOTS: Final = 2
_TALL: Final = 12


class Unreadable(EncodeError):
    """A symbol that was drawn does not read back as its content."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a drawn label; `code` is `content`, `quiet_zone`, `dots` or `outside`."""

    code: str
    content: str
    sentence: str


def prove(matrix: ModuleMatrix) -> None:
    """Read the modules back before they are given out. Raises Unreadable.

    One Code 128 in ten thousand holds bars that pass for an EAN: it is refused too.
    """
    if not proven(matrix):
        raise Unreadable(
            f"'{matrix.text[:60]}' as {matrix.symbology} would be read as something else. Print it as a DataMatrix."
        )


@lru_cache(maxsize=256)
def proven(matrix: ModuleMatrix) -> bool:
    """At three pixels a module it reads as its content and nothing else, with all that cameras look for."""
    image, quiet, scale = module_image(matrix), matrix.quiet, 3
    above = 0 if matrix.linear else quiet
    tall = _TALL if matrix.linear else image.height
    page = Image.new("L", (image.width + 2 * quiet, tall + 2 * above), 255)
    page.paste(image.resize((image.width, tall), Image.Resampling.NEAREST), (quiet, above))
    large = page.resize((page.width * scale, page.height * scale), Image.Resampling.NEAREST)
    ways = (False, True) if matrix.linear else (False,)
    return all(_read(large, matrix.symbology, thorough=thorough) == [matrix.content] for thorough in ways)


def _read(image: Any, symbology: Symbology, *, thorough: bool) -> list[str]:
    found = zxingcpp.read_barcodes(
        image,
        _formats(symbology),
        try_rotate=thorough,
        try_downscale=thorough,
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
    )
    return [each.bytes.decode("ascii") if each.bytes.isascii() else each.text for each in found]


@cache
def _formats(symbology: Symbology) -> Any:
    also = _ALSO.get(symbology)
    return zxingcpp.barcode_formats_from_str(f"{_EVERYDAY},{also}" if also else _EVERYDAY)


def verify(label: Label, dpi: float = 203) -> list[Finding]:
    """Draw the label at the printer's resolution and read each symbol where it stands; empty means fit to print.

    Looks at content, at the quiet zones (nothing may stand in them, the label's edge not either) and at whole dots of
    two or more a module. `dpi` as the printer's maker says it; 203 means 8 dots a millimetre.
    """
    dpmm = 8.0 if round(dpi) == 203 else dpi / 25.4
    picture = draw(label, dpmm * 25.4)
    found: list[Finding] = []
    for symbol in label.symbols:
        shown = symbol.matrix.text
        if symbol.dots(dpmm) < _FEWEST_DOTS:
            found.append(
                Finding(
                    "dots", shown, f"A module of '{shown}' has less than two dots at {dpi:g} dpi. Take larger stock."
                )
            )
        left, top, right, bottom = _zone(symbol)
        if left < -0.01 or top < -0.01 or right > label.width + 0.01 or bottom > label.height + 0.01:
            found.append(
                Finding("outside", shown, f"'{shown}' and its quiet zone reach over the edge. Take larger stock.")
            )
        if any(_overlaps(each, (left, top, right, bottom)) for each in label.elements if each is not symbol):
            found.append(Finding("quiet_zone", shown, f"Something stands in the quiet zone of '{shown}'."))
        margin = 0.2
        box = [round(at * dpmm) for at in (left - margin, top - margin, right + margin, bottom + margin)]
        box = [max(0, box[0]), max(0, box[1]), min(picture.width, box[2]), min(picture.height, box[3])]
        cut = picture.crop((box[0], box[1], box[2], box[3]))
        if _read(cut, symbol.matrix.symbology, thorough=True) != [symbol.matrix.content]:
            found.append(Finding("content", shown, f"'{shown}' does not read back at {dpi:g} dpi. Do not print it."))
    return found


def _zone(symbol: Symbol) -> tuple[float, float, float, float]:
    (width, height), (beside, above) = symbol.size, symbol.quiet
    return symbol.x - beside, symbol.y - above, symbol.x + width + beside, symbol.y + height + above


def _overlaps(element: Element, zone: Sequence[float]) -> bool:
    width, height = (
        element.size
        if isinstance(element, Symbol)
        else (element.width, element.size if isinstance(element, Text) else element.height)
    )
    if isinstance(element, Text) and not element.text:
        return False
    left, top, right, bottom = zone
    return (
        element.x < right - 0.01
        and element.x + width > left + 0.01
        and element.y < bottom - 0.01
        and element.y + height > top + 0.01
    )
