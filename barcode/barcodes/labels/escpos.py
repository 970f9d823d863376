"""Labels for receipt printers: the whole slip as a raster, so that every script prints."""

from PIL import Image

from barcodes.labels.model import Label
from barcodes.labels.raster import draw

_START, _CUT = b"\x1b@", b"\x1dV\x42\x00"
_DPI, _BAND = 203.2, 255


def label_escpos(label: Label, width_dots: int) -> bytes:
    """`ESC @`, `GS v 0` in bands, feed and cut. What is wider than the paper is refused: scaled codes do not read."""
    ink = draw(label, _DPI)
    if ink.width > width_dots:
        raise ValueError(f"The label is {ink.width} dots wide, the paper {width_dots}. Choose a narrower stock.")
    page = Image.new("L", (width_dots // 8 * 8, ink.height), 255)
    page.paste(ink, ((page.width - ink.width) // 2, 0))
    dots = page.point(lambda value: 255 if value < 128 else 0).convert("1", dither=Image.Dither.NONE)
    out = [_START]
    for top in range(0, dots.height, _BAND):
        band = dots.crop((0, top, dots.width, min(top + _BAND, dots.height)))
        out.append(
            b"\x1dv0\x00" + (band.width // 8).to_bytes(2, "little") + band.height.to_bytes(2, "little") + band.tobytes()
        )
    return b"".join([*out, b"\n\n\n", _CUT])
