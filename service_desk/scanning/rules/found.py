"""What a scan turned out to be: a record, a command, a choice, or nothing with what was tried."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from barcodes import Doubt, Kind, ScanResult

MOST_CHOICES: Final = 10


class RecordKind(StrEnum):
    ITEM = "item"
    PRODUCT = "product"
    PART = "part"
    TICKET = "ticket"
    REPAIR = "repair"
    LOCATION = "location"
    RESOURCE = "resource"
    CUSTOMER = "customer"


class Outcome(StrEnum):
    """`several`: ask the person. `command`: something to do, not a record."""

    NONE = "none"
    ONE = "one"
    SEVERAL = "several"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Record:
    """`number` is what people call it, `title` says what it is in the reader's language. `centre_id` of work only."""

    kind: RecordKind
    id: UUID
    number: str
    title: str
    state: str
    centre_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the scan, with what was repaired and what is in doubt."""

    kind: Kind
    gtin: str | None
    serial: str | None
    batch: str | None
    code: str | None
    confidence: float
    corrections: tuple[str, ...]
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resolved:
    """The answer to one scan. `tried` is what was looked for, for a person who wonders why nothing was found.

    `ask` is set where the scan itself can be read in several ways and the records did not decide it: a lost separator.
    """

    outcome: Outcome
    raw: str
    record: Record | None
    choices: tuple[Record, ...]
    more: bool
    command: str | None
    reason: str | None
    ask: bool
    readings: tuple[Reading, ...]
    tried: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A record and how it was found: `by` is `token`, `gtin`, `serial`, `code` or `phone`; `product_id` of a unit."""

    record: Record
    by: str
    product_id: UUID | None = None


def readings(result: ScanResult) -> tuple[Reading, ...]:
    """The readings worth showing: the best, and those in doubt with it."""
    best = result.best.confidence
    return tuple(
        Reading(
            each.kind,
            each.gtin,
            each.serial,
            each.batch,
            each.extra.get("token") or each.extra.get("00") or each.extra.get("epc"),
            each.confidence,
            each.corrections,
            tuple(each.warnings),
        )
        for each in result.candidates[:MOST_CHOICES]
        if best - each.confidence < 0.2
    )


def decided(hits: Sequence[Hit]) -> list[Record]:
    """What is left to choose from: a unit goes before its own model, a printed code of ours before all else."""
    posted = [hit for hit in hits if hit.by == "token"]
    kept = posted or hits
    models = {hit.product_id for hit in kept if hit.record.kind is RecordKind.ITEM}
    left = [hit for hit in kept if not (hit.by == "gtin" and hit.record.id in models)]
    return list({(hit.record.kind, hit.record.id): hit.record for hit in left}.values())


def unsettled(result: ScanResult, found: Sequence[Record]) -> bool:
    """A separator was lost, and no unit that we know settles where the batch ends and the serial begins."""
    lost = any(Doubt.SEPARATOR_LOST in each.warnings for each in result.candidates[:MOST_CHOICES])
    return lost and not any(record.kind is RecordKind.ITEM for record in found)
