"""Labels as black and white dots: PNG, and the bitmaps inside ZPL and ESC/POS."""

from functools import lru_cache
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from barcodes.labels.fonts import font_for, plain
from barcodes.labels.model import Label, Rule, Symbol, Text
from barcodes.labels.shaping import visible
from barcodes.problems import FontMissing
from barcodes.symbols.spec import ModuleMatrix

_SMALLEST: Final = 8
"""Pixels: below this height no text is made smaller, it is cut."""
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
    """Where the text stands, and its letters in grey, shaped and in the right direction. Raises FontMissing."""
    room, height = max(1, round(text.width * dpmm)), round(text.size * dpmm)
    size = max(_SMALLEST, round(height * _LINE))
    written, shown = text.text, visible(text.text, text.rtl)
    font = _font(shown, text.bold, size)
    wide = font.getlength(shown)
    if wide > room:
        size = max(_SMALLEST, int(size * room / wide))
        font = _font(shown, text.bold, size)
        while len(written) > 1 and font.getlength(shown) > room:
            written = written[:-2] + "…" if not plain(written) else written[:-3] + ".."
            shown = visible(written, text.rtl)
    wide = min(room, int(font.getlength(shown)) + 1)
    ink = Image.new("L", (wide, height), 255)
    _, above, _, below = font.getbbox(shown)
    middle = (height - sum(font.getmetrics())) / 2  # some fonts are taller than the line, their letters seldom are
    ImageDraw.Draw(ink).text((0, max(-above, min(middle, height - below))), shown, font=font, fill=0)
    return (round(text.x * dpmm + (room - wide) * text.anchor), round(text.y * dpmm)), ink


def _font(text: str, bold: bool, size: int) -> ImageFont.FreeTypeFont:
    if plain(text) and not bold:
        return _loaded("", size)
    try:
        return _loaded(str(font_for(frozenset(text), bold)), size)
    except FontMissing:
        if plain(text):
            return _loaded("", size)
        raise


@lru_cache(maxsize=128)
def _loaded(path: str, size: int) -> ImageFont.FreeTypeFont:
    if path:
        return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)  # `visible` has laid it out
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font
