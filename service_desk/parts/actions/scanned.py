"""Which part a scan names, and which batch or serial of it: what lies at the place decides between readings."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from barcodes import NO_HINTS, Candidate, Doubt, Kind, LookupKey, ScanHints, ScanResult, parse_scan, resolve
from barcodes.model import keys_of
from service_desk.foundation.errors import Conflict, DeskError, Invalid
from service_desk.parts import queries as stock
from service_desk.parts.rules import Mark
from service_desk.products import queries as catalogue
from service_desk.products.rules import ProductFacts, Tracking, normalise_batch, normalise_serial, serial_forms
from service_desk.products.rules.identity import sku_form

LONGEST_SCAN = 1000
NO_MARK = Mark()
# What a text may be that says nothing of the article: the serial or batch of a part that is named beside it.
_ALONE = frozenset({Kind.SERIAL, Kind.IMEI, Kind.PART})


class NoPartNamed(Invalid):
    code = "no_part_named"
    message = "Scan the part, or type its SKU or the number under its bars."


class WhichBatch(Conflict):
    code = "which_batch"
    message = "The label of {part} can be read in several ways: {choices}. Scan it again, or give batch or serial."


class LabelOfAnother(Conflict):
    code = "label_of_another"
    message = "That is the label of {found}, not of {part}. Scan the right one, or leave one of the two out."


@dataclass(frozen=True, slots=True)
class NamedPart:
    """`scan` where it was scanned: its label may carry batch and serial. `mark` where only its serial was read."""

    product: ProductFacts
    scan: ScanResult | None = None
    mark: Mark = NO_MARK


async def named(
    part: str, part_id: UUID | None = None, hints: ScanHints = NO_HINTS, *, field: str = "part"
) -> NamedPart:
    """By its id, or by what was scanned or typed: a label, a SKU, a GTIN, the serial of one in stock. With both the scan is
    its label, or its serial or batch alone. Raises NoPartNamed, UnknownProduct, and LabelOfAnother."""
    written = part.strip()
    if part_id is not None:
        product = await catalogue.product(part_id)
        return NamedPart(product) if not written else await _label_of(product, parse_scan(written, hints))
    if not written:
        raise NoPartNamed(field=field)
    if len(written) > LONGEST_SCAN:
        raise catalogue.UnknownProduct(key=written[:80])
    scan = parse_scan(written, hints)
    try:
        return NamedPart(await catalogue.product_by_scan(scan), scan)
    except catalogue.UnknownProduct:
        return await _by_serial(written, scan)


async def _label_of(product: ProductFacts, scan: ScanResult) -> NamedPart:
    if _marks(product, scan):
        return NamedPart(product, scan)
    try:
        other = await catalogue.product_by_scan(scan)
    except catalogue.UnknownProduct:
        best = scan.best
        alone = best.serial or best.batch or ""
        if not alone or best.kind not in _ALONE:
            raise
        lot, serial = ("", alone) if product.tracking == Tracking.SERIAL else (alone, "")
        return NamedPart(product, scan, Mark(normalise_batch(lot), serial))
    if other.id != product.id:
        raise LabelOfAnother(found=other.sku, part=product.sku, field="code")
    return NamedPart(product, scan)


async def _by_serial(written: str, scan: ScanResult) -> NamedPart:
    """A bare serial names the thing in stock that bears it. Raises UnknownProduct, and WhichBatch where several do."""
    forms = list[str]()
    with suppress(DeskError):  # what cannot be a serial is none
        forms = serial_forms(written)
    spelled = dict.fromkeys([*forms, *(key.serial for key in scan.lookup_keys if key.serial)])
    found = await stock.lying_with_serial(list(spelled)[:20])
    if not found:  # as somebody types it who leaves the hyphens out, or puts some in
        bare = [catalogue.unhyphened(form) for form in spelled]
        found = await stock.lying_with_bare_serial([form for form in bare if len(form) >= catalogue.SHORTEST_SUBSTRING])
    if not found:
        if (part := await stock.left_with_serial(list(spelled)[:20])) is not None:
            return NamedPart(await catalogue.product(part[0]), scan, Mark("", part[1]))  # and is told where it went
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
    found: dict[LookupKey, Mark] = {}
    for each in scan.candidates:
        if not (_of_gtin(product, each) or sku_form(each.extra.get("part", "")) == sku_form(product.sku)):
            continue
        lot = serial = ""
        if product.tracking == Tracking.BATCH:
            lot = normalise_batch(each.batch or "")
        elif product.tracking == Tracking.SERIAL and each.serial:
            with suppress(DeskError):
                serial = normalise_serial(each.serial, product.serial_mask)
        if lot or serial:
            found |= {key: Mark(lot, serial) for key in keys_of(each) if key not in found}
    return found


def _of_gtin(product: ProductFacts, reading: Candidate) -> bool:
    return reading.gtin is not None and reading.gtin == product.gtin and Doubt.WRONG_CHECK_DIGIT not in reading.warnings


def _ways(scan: ScanResult, marks: Mapping[LookupKey, Mark]) -> list[Mark]:
    """Those of the likeliest reading, and of readings in doubt with it."""
    return [match.found for match in resolve(scan, {key: [mark] for key, mark in marks.items()}).matches]
