"""Read the codes in a picture: a photo by mail, an upload."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from barcodes import ScanHints, Source
from barcodes.images import DecodedSymbol, decode_image
from barcodes.problems import ImageRefused
from service_desk.foundation.actor import Actor
from service_desk.foundation.errors import Busy, Invalid
from service_desk.scanning.actions.scans import read_scan
from service_desk.scanning.rules import MOST_CHOICES, Resolved

LARGEST: Final = 30_000_000
_THREADS: Final = 2
_WAITING: Final = 8
_POOL: Final = ThreadPoolExecutor(_THREADS, thread_name_prefix="pictures")  # a look cannot be interrupted
_pending = 0


class PictureRefused(Invalid):
    code = "picture_refused"
    message = (
        "This picture cannot be read. Send a JPEG, PNG or WebP below 25 megapixels and 30 MB, whole and undamaged."
    )


class PicturesWait(Busy):
    code = "pictures_wait"
    message = "Many pictures are being read just now. Try again in a moment."


@dataclass(frozen=True, slots=True)
class SeenCode:
    """A code in a picture: what it is, where it stands (pixels of the original), and what it means."""

    symbology: str
    corners: list[tuple[int, int]]
    meaning: Resolved


async def read_picture(*, data: bytes, by: Actor) -> list[SeenCode]:
    """Every code in it, at most ten, each looked up like a scan. Raises PictureRefused and PicturesWait."""
    found = await _decoded(data)
    return [await _meant(each, by) for each in found[:MOST_CHOICES]]


async def _decoded(data: bytes) -> list[DecodedSymbol]:
    global _pending  # noqa: PLW0603  # a count of this process; without it uploads would pile up in memory
    if _pending >= _WAITING:
        raise PicturesWait
    _pending += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_POOL, decode_image, data)
    except ImageRefused:
        raise PictureRefused(field="file") from None
    finally:
        _pending -= 1


async def _meant(symbol: DecodedSymbol, by: Actor) -> SeenCode:
    aim = symbol.scan.symbology
    hints = ScanHints(aim=aim if aim and aim.startswith("]") else None, symbology=symbol.symbology, source=Source.IMAGE)
    answer = await read_scan(raw=symbol.scan.raw, hints=hints, by=by)
    return SeenCode(symbol.symbology, list(symbol.corners), answer)
