"""Find the codes in a picture: a photo by mail, an upload. Loads Pillow and zxing-cpp."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

import zxingcpp
from PIL import Image

from barcodes.model import ScanHints, ScanResult, Source
from barcodes.parse import parse_scan
from barcodes.problems import ImageRefused

FORMATS: Final = zxingcpp.barcode_formats_from_str("Code128,EAN13,EAN8,UPCA,DataMatrix,QRCode,Code39")
MOST_BYTES: Final = 30_000_000
_KINDS: Final = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
_LONG: Final = ("]C", "]A")
"""Symbology identifiers of Code 128 and Code 39."""
_FIRST: Final = 1600
"""Longest side, in pixels, of the first look: a hundredth of the cost of twelve megapixels, and nearly as sharp."""
_NEAR: Final = 2500
"""A picture up to here is looked at as it is: made a little smaller, fine bars are lost beside coarse ones."""


@dataclass(frozen=True, slots=True)
class DecodedSymbol:
    """`scan` is what it may mean; `corners` in pixels of the original, clockwise from the symbol's own top left."""

    scan: ScanResult
    symbology: str
    corners: tuple[tuple[int, int], ...]


def decode_image(
    data: bytes, *, formats: Any = FORMATS, max_pixels: int = 25_000_000, deadline_ms: int = 1500
) -> list[DecodedSymbol]:
    """The codes in a picture of JPEG, PNG, WebP, GIF, BMP or TIFF, empty when there are none.

    Looks at 1,600 pixels first (at all of a picture little larger), then harder, then at the original; stops at the first look that finds something, and
    starts no further look after `deadline_ms` of wall time. One look cannot be interrupted: run it in a thread. Raises
    ImageRefused for what is no picture, above 30 MB or above `max_pixels`, before any pixel is unpacked.
    """
    begun = time.monotonic()
    size = _checked_size(data, max_pixels)
    for longest, thorough in _looks(max(size)):
        seen = _unpacked(data, longest)
        found = zxingcpp.read_barcodes(
            seen,
            formats,
            try_rotate=thorough,
            try_downscale=thorough,
            try_invert=thorough,
            text_mode=zxingcpp.TextMode.Plain,
        )
        if found:
            return [_symbol(each, size[0] / seen.width) for each in without_ghosts(found)]
        if (time.monotonic() - begun) * 1000 > deadline_ms:
            break
    return []


def without_ghosts(found: Sequence[Any]) -> list[Any]:
    """What the reader found, less an EAN inside a longer linear code: a stretch of Code 128 may pass for one."""
    long = [_box(each) for each in found if each.symbology_identifier.startswith(_LONG)]
    return [
        each
        for each in found
        if not each.symbology_identifier.startswith("]E") or not any(_inside(_box(each), other) for other in long)
    ]


def _box(found: Any) -> tuple[int, int, int, int]:
    place = found.position
    points = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    return (min(p.x for p in points), min(p.y for p in points), max(p.x for p in points), max(p.y for p in points))


def _inside(box: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    """Within it from side to side, or from end to end where it stands upright, and overlapping the other way."""
    across = other[0] <= box[0] + 2 and box[2] <= other[2] + 2 and other[1] <= box[3] and box[1] <= other[3]
    along = other[1] <= box[1] + 2 and box[3] <= other[3] + 2 and other[0] <= box[2] and box[0] <= other[2]
    smaller = (box[2] - box[0]) * (box[3] - box[1] + 1) < 0.8 * (other[2] - other[0]) * (other[3] - other[1] + 1)
    return smaller and (across or along)


def _looks(longest: int) -> Iterator[tuple[int, bool]]:
    """(longest side to look at, whether to try everything)."""
    first = longest if longest <= _NEAR else _FIRST
    yield first, False
    yield first, True
    if longest > first:
        yield longest, True


def _checked_size(data: bytes, max_pixels: int) -> tuple[int, int]:
    if len(data) > MOST_BYTES:
        raise ImageRefused(f"The picture has {len(data) // 1_000_000} MB; send one below {MOST_BYTES // 1_000_000} MB.")
    try:
        width, height = Image.open(BytesIO(data), formats=_KINDS).size
    except Exception as error:  # Pillow raises many kinds, and its warning of a bomb where warnings are errors
        raise ImageRefused("This is no picture that can be read. Send a JPEG, PNG or WebP.") from error
    if not 0 < width * height <= max_pixels:
        raise ImageRefused(f"The picture has {width} x {height} pixels; send one below {max_pixels:,}.")
    return width, height


def _unpacked(data: bytes, longest: int) -> Image.Image:
    """The picture in grey, its longest side at most `longest`. A JPEG is unpacked at a half or a quarter at once."""
    try:
        image = Image.open(BytesIO(data), formats=_KINDS)
        factor = min(1.0, longest / max(image.size))
        target = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
        image.draft("L", target)  # other kinds ignore it
        grey = _grey(image)
        return grey if factor == 1.0 else grey.resize(target, Image.Resampling.BILINEAR, reducing_gap=2.0)
    except Exception as error:  # broken or cut files show only now
        raise ImageRefused("The picture is damaged. Send it again.") from error


def _grey(image: Image.Image) -> Image.Image:
    """Light behind what is transparent: a code on a clear ground is black on white."""
    if image.mode in {"LA", "RGBA", "PA"} or "transparency" in image.info:
        whole = image.convert("RGBA")
        ground = Image.new("RGBA", whole.size, "white")
        return Image.alpha_composite(ground, whole).convert("L")
    return image.convert("L")


def _symbol(found: Any, scale: float) -> DecodedSymbol:
    text = found.bytes.decode("ascii") if found.bytes.isascii() else found.text
    kind = str(found.format).replace(" ", "").replace("-", "").upper()
    scan = parse_scan(text, ScanHints(aim=found.symbology_identifier or None, symbology=kind, source=Source.IMAGE))
    place = found.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    return DecodedSymbol(scan, kind, tuple((round(p.x * scale), round(p.y * scale)) for p in corners))
