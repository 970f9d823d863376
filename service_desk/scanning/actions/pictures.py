"""Read the codes in a picture: a photo by mail, an upload."""

from dataclasses import dataclass

from barcodes import ScanHints, Source
from barcodes.images import DecodedSymbol, decode_image
from barcodes.problems import ImageRefused
from service_desk.foundation.actor import Actor
from service_desk.foundation.errors import Invalid
from service_desk.foundation.pictures import in_turn
from service_desk.scanning.actions.scans import read_scan
from service_desk.scanning.rules import MOST_CHOICES, Resolved


class PictureRefused(Invalid):
    code = "picture_refused"
    message = (
        "This picture cannot be read. Send a JPEG, PNG or WebP below 25 megapixels and 30 MB, whole and undamaged."
    )


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
    try:
        return await in_turn(decode_image, data)
    except ImageRefused:
        raise PictureRefused(field="file") from None


async def _meant(symbol: DecodedSymbol, by: Actor) -> SeenCode:
    aim = symbol.scan.symbology
    hints = ScanHints(aim=aim if aim and aim.startswith("]") else None, symbology=symbol.symbology, source=Source.IMAGE)
    answer = await read_scan(raw=symbol.scan.raw, hints=hints, by=by)
    return SeenCode(symbol.symbology, list(symbol.corners), answer)
