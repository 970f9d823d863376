"""A picture file unpacked, page by page, in grey. Loads Pillow."""

from collections.abc import Iterator
from io import BytesIO
from typing import Final

from PIL import Image
from pillow_heif import register_heif_opener

from barcodes.problems import ImageRefused

MOST_BYTES: Final = 30_000_000
_KINDS: Final = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF", "AVIF")
_MOST_PAGES: Final = 20
_HALF: Final = 128
register_heif_opener()


def check_size(data: bytes, max_pixels: int) -> None:
    if len(data) > MOST_BYTES:
        raise ImageRefused(f"The picture has {len(data) // 1_000_000} MB; send one below {MOST_BYTES // 1_000_000} MB.")
    try:
        width, height = Image.open(BytesIO(data), formats=_KINDS).size
    except Exception as error:  # Pillow raises many kinds, and its warning of a bomb where warnings are errors
        raise ImageRefused("This is no picture that can be read. Send a JPEG, PNG or WebP.") from error
    if not 0 < width * height <= max_pixels:
        raise ImageRefused(f"The picture has {width} x {height} pixels; send one below {max_pixels:,}.")


def pages(data: bytes, max_pixels: int) -> Iterator[tuple[Image.Image, bool]]:
    """Each page or frame in grey, and whether the next one is a page of its own rather than the same a moment later."""
    at = 0
    try:
        image = Image.open(BytesIO(data), formats=_KINDS)
        paged = image.format == "TIFF"
        image.draft("L", image.size)  # a JPEG is unpacked without its colours; other kinds ignore it
        for at in range(min(_MOST_PAGES, getattr(image, "n_frames", 1))):
            image.seek(at)
            if image.width * image.height <= max_pixels:
                yield _grey(image), paged
    except Exception as error:  # broken or cut files show only now
        if at == 0:
            raise ImageRefused("The picture is damaged. Send it again.") from error


def _grey(image: Image.Image) -> Image.Image:
    """Light behind what is transparent, a code on a clear ground is black on white; dark where all that is drawn is light."""
    if image.mode in {"LA", "RGBA", "PA"} or "transparency" in image.info:
        whole = image.convert("RGBA")
        seen = whole.getchannel("A").point(lambda cover: 255 if cover > _HALF else 0)
        shades = Image.composite(whole.convert("L"), Image.new("L", whole.size, 255), seen).histogram()
        ground = Image.new("RGBA", whole.size, "white" if any(shades[:_HALF]) else "black")
        return Image.alpha_composite(ground, whole).convert("L")
    return image.convert("L")
