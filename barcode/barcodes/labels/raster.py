"""Labels as black and white dots: PNG, and the bitmaps inside ZPL and ESC/POS."""

from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from barcodes.labels.fonts import Runs, runs
from barcodes.labels.model import Label, Rule, Symbol, Text
from barcodes.labels.shaping import visible
from barcodes.symbols.spec import ModuleMatrix

_MEASURED: Final = 100
"""Pixels at which texts are measured."""
_LINE: Final = 0.78
"""Size of the letters within a line."""


def draw(label: Label, dpi: float) -> Image.Image:
    """The whole label in grey, 0 for ink; symbols stand on whole dots. Raises FontMissing."""
    dpmm = dpi / 25.4
    page = Image.new("L", (round(label.width * dpmm), round(label.height * dpmm)), 255)
    for element in label.elements:
        if isinstance(element, Symbol):
            page.paste(symbol_dots(element, dpmm), (round(element.x * dpmm), round(element.y * dpmm)))
        elif isinstance(element, Rule):
            x, y = round(element.x * dpmm), round(element.y * dpmm)
            page.paste(0, (x, y, x + max(1, round(element.width * dpmm)), y + max(1, round(element.height * dpmm))))
        elif element.text:
            place, dots = text_dots(element, dpmm)
            page.paste(0, place, Image.eval(dots, _inverted))
    return page


def _inverted(value: int) -> int:
    return 255 - value


def label_png(label: Label, dpi: int) -> bytes:
    out = BytesIO()
    draw(label, dpi).convert("1", dither=Image.Dither.NONE).save(out, "PNG", dpi=(dpi, dpi))
    return out.getvalue()


def symbol_dots(symbol: Symbol, dpmm: float) -> Image.Image:
    """The modules alone, each of `symbol.dots(dpmm)` dots."""
    dots = symbol.dots(dpmm)
    tall = max(1, round(symbol.height * dpmm)) if symbol.matrix.linear else len(symbol.matrix.rows) * dots
    return module_image(symbol.matrix).resize((symbol.matrix.width * dots, tall), Image.Resampling.NEAREST)


_PIXELS: Final = bytes(255 if value == ord("0") else 0 for value in range(256))


def module_image(matrix: ModuleMatrix) -> Image.Image:
    """One pixel a module, grey, without quiet zones."""
    flat = "".join(matrix.rows).encode("ascii").translate(_PIXELS)
    return Image.frombytes("L", (matrix.width, len(matrix.rows)), flat)


def text_dots(text: Text, dpmm: float) -> tuple[tuple[int, int], Image.Image]:
    """Where the text stands, and its letters in grey, shaped and in the right direction. Raises FontMissing.

    Each stretch of letters has its font; all stand on one line. A text too wide for its box is made narrower, never cut.
    """
    room, height = max(1, round(text.width * dpmm)), max(1, round(text.size * dpmm))
    shown = runs(visible(text.text, text.rtl), text.bold)
    size = max(1, round(height * _LINE))
    wide = _length(shown, size)
    if wide > room:
        size = max(1, int(size * room / wide))
    set_in = [(_loaded(path, size), letters) for path, letters in shown]
    wide = min(room, int(_length(shown, size)) + 1)
    ink = Image.new("L", (wide, height), 255)
    boxes = [font.getbbox(letters, anchor="ls") for font, letters in set_in]
    above, below = min(box[1] for box in boxes), max(box[3] for box in boxes)
    rise, fall = set_in[0][0].getmetrics()
    middle = (height - rise - fall) / 2 + rise  # some fonts are taller than the line, their letters seldom are
    line, x, draw = max(-above, min(middle, height - below)), 0.0, ImageDraw.Draw(ink)
    for font, letters in set_in:
        draw.text((x, line), letters, font=font, fill=0, anchor="ls")
        x += font.getlength(letters)
    return (round(text.x * dpmm + (room - wide) * text.anchor), round(text.y * dpmm)), ink


@lru_cache(maxsize=8192)
def em_width(text: str, bold: bool) -> float:
    """How wide the text is beside the size of its letters. Raises FontMissing."""
    return _length(runs(visible(text, rtl=True), bold), _MEASURED) / _MEASURED


def _length(shown: Runs, size: int) -> float:
    return sum(_loaded(path, size).getlength(letters) for path, letters in shown)


@lru_cache(maxsize=128)
def _loaded(path: Path | None, size: int) -> ImageFont.FreeTypeFont:
    if path is not None:
        return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)  # `visible` has laid it out
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font
