"""Which part a scan names, and which batch or serial of it: what lies at the place decides between readings."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from barcodes import NO_HINTS, LookupKey, ScanHints, ScanResult, parse_scan, resolve
from service_desk.foundation.errors import Conflict, DeskError, Invalid
from service_desk.parts import queries as stock
from service_desk.parts.rules import Mark
from service_desk.products import queries as catalogue
from service_desk.products.rules import ProductFacts, Tracking, normalise_batch, normalise_serial, serial_forms

LONGEST_SCAN = 1000
NO_MARK = Mark()


class NoPartNamed(Invalid):
    code = "no_part_named"
    message = "Scan the part, or type its SKU or the number under its bars."


class WhichBatch(Conflict):
    code = "which_batch"
    message = "The label of {part} can be read in several ways: {choices}. Scan it again, or give batch or serial."


class WhichPlace(Invalid):
    code = "which_place"
    message = "Say where {part} is taken from: give the place's code as 'location_id'. It lies at: {choices}."


@dataclass(frozen=True, slots=True)
class NamedPart:
    """`scan` where it was scanned: its label may carry batch and serial. `mark` where only its serial was read."""

    product: ProductFacts
    scan: ScanResult | None = None
    mark: Mark = NO_MARK


async def named(part: str, part_id: UUID | None = None, hints: ScanHints = NO_HINTS) -> NamedPart:
    """By its id, or by what was scanned or typed: a label, a SKU, a GTIN, the serial of one in stock. Raises NoPartNamed and UnknownProduct."""
    if part_id is not None:
        return NamedPart(await catalogue.product(part_id))
    written = part.strip()
    if not written:
        raise NoPartNamed(field="part")
    if len(written) > LONGEST_SCAN:
        raise catalogue.UnknownProduct(key=written[:80])
    scan = parse_scan(written, hints)
    try:
        return NamedPart(await catalogue.product_by_scan(scan), scan)
    except catalogue.UnknownProduct:
        return await _by_serial(written, scan)


async def _by_serial(written: str, scan: ScanResult) -> NamedPart:
    """A bare serial names the thing in stock that bears it. Raises UnknownProduct, and WhichBatch where several do."""
    forms = list[str]()
    with suppress(DeskError):  # what cannot be a serial is none
        forms = serial_forms(written)
    spelled = dict.fromkeys([*forms, *(key.serial for key in scan.lookup_keys if key.serial)])
    found = await stock.lying_with_serial(list(spelled)[:20])
    if not found:
        raise catalogue.UnknownProduct(key=written[:80])
    products = [await catalogue.product(product_id) for product_id, _ in found]
    if len(found) > 1:
        raise WhichBatch(part=written[:80], choices=[product.sku for product in products])
    return NamedPart(products[0], scan, Mark("", found[0][1]))


async def carried(found: NamedPart, location_id: UUID | None) -> Mark:
    """The batch or serial that the label carries. The stock is asked only where the label can be read in several ways."""
    if found.scan is None or found.mark != NO_MARK:
        return found.mark
    marks = _marks(found.product, found.scan)
    ways = _ways(found.scan, marks)
    if len(ways) > 1:
        there = await stock.lying(found.product.id, location_id, ways)
        ways = _ways(found.scan, {key: mark for key, mark in marks.items() if mark in there}) or ways
    if len(ways) > 1:
        raise WhichBatch(part=found.product.sku, choices=[mark.lot or mark.serial for mark in ways])
    return ways[0] if ways else Mark()


def _marks(product: ProductFacts, scan: ScanResult) -> dict[LookupKey, Mark]:
    """What each reading of the label says, as the stock keeps it; those that say nothing or cannot be of this part are left out."""
    found = {}
    for key in scan.lookup_keys:
        lot = serial = ""
        if key.gtin is None or key.gtin != product.gtin:
            continue
        if product.tracking == Tracking.BATCH:
            lot = normalise_batch(key.batch or "")
        elif product.tracking == Tracking.SERIAL and key.serial:
            with suppress(DeskError):
                serial = normalise_serial(key.serial, product.serial_mask)
        if lot or serial:
            found[key] = Mark(lot, serial)
    return found


def _ways(scan: ScanResult, marks: Mapping[LookupKey, Mark]) -> list[Mark]:
    """Those of the likeliest reading, and of readings in doubt with it."""
    return [match.found for match in resolve(scan, {key: [mark] for key, mark in marks.items()}).matches]
