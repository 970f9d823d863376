"""Pictures on their way into the house: worked on in a few threads, and drawn anew without place, camera and person."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any, Final, ParamSpec, TypeVar

from PIL import Image, ImageOps
from PIL.JpegImagePlugin import get_sampling
from pillow_heif import register_heif_opener

from service_desk.foundation.errors import Busy, Invalid

P = ParamSpec("P")
T = TypeVar("T")
MOST_PIXELS: Final = 25_000_000
register_heif_opener()
_FORMATS: Final = {
    "image/jpeg": ("JPEG",),
    "image/png": ("PNG",),
    "image/webp": ("WEBP",),
    "image/heic": ("HEIF", "AVIF"),
}
_KEPT_AS: Final = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/heic": "JPEG"}
_THREADS: Final = 2
_WAITING: Final = 8
_POOL: Final = ThreadPoolExecutor(_THREADS, thread_name_prefix="pictures")  # a picture cannot be put down half-way
_pending = 0


class PicturesWait(Busy):
    code = "pictures_wait"
    message = "Many pictures are being read just now. Try again in a moment."


class PictureNotKept(Invalid):
    code = "picture_not_kept"
    message = (
        "{file_name} cannot be kept: it is damaged, it moves, or it has more than 25 megapixels. "
        "Save it as one whole, smaller JPEG, PNG or WebP."
    )


async def in_turn(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Work on a picture outside the loop. Raises PicturesWait where eight wait: they would pile up in memory."""
    global _pending  # noqa: PLW0603  # a count of this process
    if _pending >= _WAITING:
        raise PicturesWait
    _pending += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_POOL, lambda: work(*args, **kwargs))
    finally:
        _pending -= 1


def is_picture(media_type: str) -> bool:
    """Whether it is one of the kinds that are kept."""
    return media_type in _FORMATS


def drawn_anew(data: bytes, media_type: str, file_name: str) -> bytes:
    """The same picture, upright, with its colours and nothing else: no EXIF, XMP, IPTC, comment, thumbnail or tail.

    A JPEG keeps the tables it was packed with, so it looks as before; a HEIC becomes a JPEG. Raises PictureNotKept, before any pixel is unpacked
    where the size is too large.
    """
    try:
        return _redrawn(data, media_type)
    except Exception as error:  # Pillow raises many kinds, and its warning of a bomb where warnings are errors
        raise PictureNotKept(file_name=file_name[:80], field="file") from error


def _redrawn(data: bytes, media_type: str) -> bytes:
    image = Image.open(BytesIO(data), formats=_FORMATS[media_type])
    # A telephone's JPEG or HEIC may hold more views of the same picture: the first is the picture.
    if media_type not in {"image/jpeg", "image/heic"} and getattr(image, "is_animated", False):
        raise ValueError("it moves")
    if not 0 < image.width * image.height <= MOST_PIXELS:
        raise ValueError("too many pixels")
    kept: dict[str, Any] = {"icc_profile": image.info.get("icc_profile")} | _packing(image, data, media_type)
    upright = _upright(image)
    upright.info = {name: upright.info[name] for name in ("transparency",) if name in upright.info}
    out = BytesIO()
    shown = upright.convert("RGB") if media_type == "image/heic" else upright
    shown.save(out, _KEPT_AS[media_type], **kept)
    return out.getvalue()


def _packing(image: Any, data: bytes, media_type: str) -> dict[str, Any]:
    if media_type == "image/jpeg":
        return {"qtables": image.quantization, "subsampling": get_sampling(image)}
    if media_type == "image/heic":
        return {"quality": 90}
    return {"lossless": b"VP8L" in data, "quality": 90} if media_type == "image/webp" else {}


def _upright(image: Image.Image) -> Image.Image:
    """Turned as its EXIF says; broken EXIF says nothing, and is no reason to refuse the picture."""
    image.load()
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # noqa: BLE001  # whatever the parser of a stranger's EXIF stumbles over
        return image
