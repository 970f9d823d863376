"""What one scan adds to a receipt or a count: a part, a serial of it, a doubled read, or a question. Nothing is guessed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from barcodes import Candidate, Doubt, Kind, ScanResult, normalise_serial
from service_desk.foundation.errors import DeskError
from service_desk.parts.rules import PartFacts, tracked
from service_desk.products.rules import Tracking
from service_desk.products.rules.identity import sku_form


class Reckoned(StrEnum):
    """`named`: a part whose serials or batches are scanned next. `unclear` and `unknown` wait for a person."""

    COUNTED = "counted"
    NAMED = "named"
    UNCLEAR = "unclear"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Known:
    """Products by what they may be scanned as, and parts in stock by their serial."""

    by_gtin: Mapping[str, PartFacts]
    by_sku: Mapping[str, PartFacts]
    by_serial: Mapping[str, Sequence[PartFacts]]


@dataclass(frozen=True, slots=True)
class Taken:
    """A scan, understood as far as it can be. `identity`: the same thing can be there only once."""

    raw: str
    outcome: Reckoned
    part: PartFacts | None = None
    lot: str = ""
    serial: str = ""
    quantity: Decimal = Decimal(1)
    identity: str = ""
    reads: int = 1


def take(raw: str, result: ScanResult, known: Known, named: PartFacts | None, reads: int = 1) -> Taken:
    """What a scan adds. `named`: the part whose serials or batches are being scanned, if one was named before."""
    found = _found(result, known)
    if found is None:
        return _of_named(raw, result, named, reads)
    part, candidate, several = found
    if several:
        return Taken(raw, Reckoned.UNCLEAR, part, reads=reads)
    return _counted(raw, part, candidate, reads)


def _found(result: ScanResult, known: Known) -> tuple[PartFacts, Candidate | None, bool] | None:
    """The part, the reading that names it, and whether other readings would count something else."""
    read = [
        (known.by_gtin[each.gtin], each)
        for each in result.candidates
        if each.gtin is not None and each.gtin in known.by_gtin and Doubt.WRONG_CHECK_DIGIT not in each.warnings
    ]
    if read:
        part = read[0][0]
        lost = any(Doubt.SEPARATOR_LOST in each.warnings for _, each in read)
        ways = {(facts.id, *_marks(facts, each)) for facts, each in read} if lost else set()
        return part, read[0][1], len(ways) > 1
    for written in spellings(result):
        if (named := known.by_sku.get(written)) is not None:
            return named, None, False
        if owners := known.by_serial.get(written):
            return owners[0], Candidate(Kind.SERIAL, serial=written), len(owners) > 1
    return None


def _marks(part: PartFacts, candidate: Candidate) -> tuple[str, str]:
    lot = candidate.batch or "" if part.tracking == Tracking.BATCH else ""
    return lot, candidate.serial or "" if part.tracking == Tracking.SERIAL else ""


def spellings(result: ScanResult) -> list[str]:
    """The ways a SKU or a bare serial of this scan may be written in the records."""
    texts = [
        " ".join(result.raw.split()),
        result.normalized,
        *result.part_numbers,
        *(each.serial or "" for each in result.candidates),
    ]
    written = (text for text in texts if text and text.isprintable())
    return list(dict.fromkeys(form for text in written for form in (text, text.upper(), sku_form(text))))


def _counted(raw: str, part: PartFacts, candidate: Candidate | None, reads: int) -> Taken:
    serial, lot = (candidate.serial or "", candidate.batch or "") if candidate else ("", "")
    epc = candidate.extra.get("epc", "") if candidate else ""
    missing = (part.tracking == Tracking.SERIAL and not serial) or (part.tracking == Tracking.BATCH and not lot)
    if missing:
        return Taken(raw, Reckoned.UNCLEAR if epc else Reckoned.NAMED, part, identity=epc, reads=reads)
    many = Decimal(candidate.extra.get("30", "1")) if candidate and not serial and not epc else Decimal(1)
    serial = serial if part.tracking == Tracking.SERIAL else ""  # a label may say more than is tracked
    lot = lot if part.tracking == Tracking.BATCH else ""
    try:
        lot, serial = tracked(part, many, lot, serial)
    except DeskError:
        return Taken(raw, Reckoned.UNCLEAR, part, reads=reads)
    identity = f"{part.id}:{serial}" if serial else epc
    return Taken(raw, Reckoned.COUNTED, part, lot, serial, many, identity, reads)


def _of_named(raw: str, result: ScanResult, named: PartFacts | None, reads: int) -> Taken:
    """A bare serial or batch behind the part that it belongs to. Anything that proves to be something else is unknown."""
    plain = next((each for each in result.candidates if each.kind is Kind.SERIAL), None)
    proven = result.best.kind in {Kind.GS1, Kind.GS1_DIGITAL_LINK, Kind.EPC, Kind.INTERNAL, Kind.SSCC}
    identity = result.best.extra.get("epc", "")
    if named is None or plain is None or proven:
        return Taken(raw, Reckoned.UNKNOWN, identity=identity, reads=reads)
    as_lot = named.tracking == Tracking.BATCH
    mark = normalise_serial(plain.serial or "", upper=False)
    return _counted(raw, named, Candidate(Kind.SERIAL, batch=mark) if as_lot else plain, reads)
