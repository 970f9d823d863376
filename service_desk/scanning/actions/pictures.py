"""Read the codes in a picture, however it came."""

from collections.abc import Sequence
from dataclasses import dataclass

from barcodes import ScanHints, Source
from barcodes.images import DecodedSymbol, decode_image
from barcodes.problems import ImageRefused
from service_desk.foundation.actor import Actor
from service_desk.foundation.errors import Invalid
from service_desk.foundation.pictures import in_turn
from service_desk.scanning import queries
from service_desk.scanning.actions.scans import NOWHERE, Place, keep
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


@dataclass(frozen=True, slots=True)
class Look:
    """A code and what was known of it when it was read."""

    code: SeenCode
    hints: ScanHints


async def read_picture(*, data: bytes, by: Actor) -> list[SeenCode]:
    """Every code in it, at most ten, each looked up like a scan and kept. Raises PictureRefused and PicturesWait."""
    looks = await look_at(data, Source.IMAGE, by)
    await keep_looks(looks, by)
    return [look.code for look in looks]


async def look_at(data: bytes, source: Source, by: Actor) -> list[Look]:
    """As `read_picture`, with nothing kept yet."""
    try:
        found = await in_turn(decode_image, data)
    except ImageRefused:
        raise PictureRefused(field="file") from None
    return [await _meant(each, source, by) for each in found[:MOST_CHOICES]]


async def keep_looks(looks: Sequence[Look], by: Actor, place: Place = NOWHERE) -> None:
    for look in looks:
        await keep(look.code.meaning.raw, look.code.meaning, look.hints, by, place)


async def _meant(symbol: DecodedSymbol, source: Source, by: Actor) -> Look:
    aim = symbol.scan.symbology
    hints = ScanHints(
        aim=aim if aim and aim.startswith("]") else None,
        symbology=symbol.symbology,
        source=source,
        seen_once=symbol.seen_once,
    )
    answer = await queries.resolve(symbol.scan.raw, hints, by)
    return Look(SeenCode(symbol.symbology, list(symbol.corners), answer), hints)
