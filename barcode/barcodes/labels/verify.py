"""Read back what was drawn, before it is given out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import zxingcpp
from PIL import Image

from barcodes.labels.model import Element, Label, Symbol, Text
from barcodes.labels.raster import draw, module_image
from barcodes.problems import EncodeError
from barcodes.symbols.spec import ModuleMatrix, Symbology

_FORMAT: Final = {
    Symbology.CODE128: "Code128", Symbology.GS1_128: "Code128", Symbology.CODE39: "Code39", Symbology.PZN: "Code39",
    Symbology.EAN13: "EAN13", Symbology.UPCA: "EAN13", Symbology.ISBN13: "EAN13", Symbology.EAN8: "EAN8",
    Symbology.ITF: "ITF", Symbology.CODABAR: "Codabar", Symbology.DATAMATRIX: "DataMatrix",
    Symbology.GS1_DATAMATRIX: "DataMatrix", Symbology.QR: "QRCode", Symbology.GS1_QR: "QRCode",
    Symbology.AZTEC: "Aztec", Symbology.PDF417: "PDF417",
}  # fmt: skip
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
    """Read the modules back at three pixels each. Raises Unreadable. Half a millisecond a symbol."""
    image = module_image(matrix)
    quiet, scale = matrix.quiet, 3
    above = 0 if matrix.linear else quiet
    tall = _TALL if matrix.linear else image.height
    page = Image.new("L", (image.width + 2 * quiet, tall + 2 * above), 255)
    page.paste(image.resize((image.width, tall), Image.Resampling.NEAREST), (quiet, above))
    large = page.resize((page.width * scale, page.height * scale), Image.Resampling.NEAREST)
    found = _read(large, matrix.symbology, thorough=False)
    if found != [matrix.content]:
        raise Unreadable(
            f"'{matrix.text[:60]}' was drawn as {matrix.symbology} and does not read back. Do not print it."
        )


def _read(image: Any, symbology: Symbology, *, thorough: bool) -> list[str]:
    found = zxingcpp.read_barcodes(
        image,
        zxingcpp.barcode_formats_from_str(_FORMAT[symbology]),
        try_rotate=thorough,
        try_downscale=thorough,
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
    )
    return [each.bytes.decode("ascii") if each.bytes.isascii() else each.text for each in found]


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
        if symbol.matrix.content not in _read(
            picture.crop((box[0], box[1], box[2], box[3])), symbol.matrix.symbology, thorough=True
        ):
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
