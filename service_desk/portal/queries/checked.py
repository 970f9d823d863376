"""Whether a unit is genuine and covered until when: for whoever holds it, with nothing about whoever owns it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from barcodes import parse_scan
from barcodes.images import decode_image
from barcodes.problems import ImageRefused
from service_desk.centres import queries as centres
from service_desk.foundation import clock
from service_desk.foundation.errors import DeskError, Invalid
from service_desk.foundation.pictures import in_turn
from service_desk.products.queries import find_by_scan, find_by_serial
from service_desk.products.rules import ItemFacts
from service_desk.warranty.queries import cover_of
from service_desk.warranty.rules.vocabulary import Verdict

MOST: Final = 3
SHORTEST, LONGEST = 2, 1000


class NothingToCheck(Invalid):
    code = "nothing_to_check"
    message = "Type the serial number as it stands on the label, or take a photo of the label."


class NoCodeInPicture(Invalid):
    code = "no_code_in_picture"
    message = (
        "No code could be read in that picture. Take it again from nearer, in good light, or type the serial number."
    )


@dataclass(frozen=True, slots=True)
class Checked:
    """`until`: the last day of cover, of what is covered longest; where nothing is covered any more, when it ended."""

    name: dict[str, str]
    brand: str
    serial: str
    verdict: Verdict
    until: date | None
    exchanged: bool


async def check(typed: str) -> list[Checked]:
    """The units with that serial or code, at most three; none where it is not known. Raises NothingToCheck."""
    asked = typed.strip()
    if not SHORTEST <= len(asked) <= LONGEST:
        raise NothingToCheck(field="serial")
    found = await find_by_serial(asked)
    if not found:
        try:
            found = list((await find_by_scan(parse_scan(asked))).items)
        except DeskError:
            found = []
    return [await checked(item) for item in found[:MOST]]


async def check_picture(data: bytes) -> tuple[str, list[Checked]]:
    """The first code in a picture that is a unit of ours, else the first code. Raises NoCodeInPicture."""
    try:
        symbols = await in_turn(decode_image, data)
    except ImageRefused:
        raise NoCodeInPicture(field="picture") from None
    if not symbols:
        raise NoCodeInPicture(field="picture")
    for symbol in symbols[:10]:
        if units := await check(symbol.scan.raw):
            return symbol.scan.raw, units
    return symbols[0].scan.raw, []


async def checked(item: ItemFacts) -> Checked:
    """A unit as its holder may see it."""
    zone = (await centres.centres())[0].zone if await centres.centres() else "UTC"
    decision = await cover_of(item.id, clock.today(zone))
    covered = [line for line in decision.lines if line.verdict is Verdict.COVERED]
    days = [line.last_on for line in covered or decision.lines if line.last_on is not None]
    return Checked(
        item.product_name, item.brand, item.serial or item.batch or "", decision.verdict, max(days, default=None),
        item.retired and item.replaced_by_id is not None,
    )  # fmt: skip
