"""A station: one computer with its scanner, what calibration found out about it, and what its bench is at."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from barcodes import StationProfile
from service_desk.foundation.errors import Conflict, Invalid

GAP_MS: Final = 300
"""Keys further apart than this are not one scan; 100 ms loses scans on a busy computer."""


class BadGap(Invalid):
    code = "bad_gap"
    message = "The gap between two keys of a scan is 50 to 2000 milliseconds, not {value}."


class NotTheLabel(Invalid):
    code = "not_the_label"
    message = (
        "This is not the calibration label, or it came damaged. Print it anew, scan both of its codes, and try again."
    )


class OtherPlace(Conflict):
    code = "other_centre_place"
    message = "{what} belongs to another centre. Choose one of this station's centre."


class OrderFirst(Conflict):
    code = "order_first"
    message = "Scan the label of the order first, then the command."


class BadgeFirst(Conflict):
    code = "badge_first"
    message = "Scan your badge first, then the command."


class UnitFirst(Conflict):
    code = "unit_first"
    message = "The order has several units: {choices}. Scan the label of the one you work on, then scan this again."


class NoPrinterHere(Conflict):
    code = "no_printer_here"
    message = "This station has no printer. Give it one in its settings, or print from the screen."


class UnknownReason(Invalid):
    code = "unknown_reason"
    message = "'{value}' is no reason of this desk. Print the sheet of commands anew and scan it there."


class NoPlaceHere(Conflict):
    code = "no_place_here"
    message = (
        "This station takes parts from no place yet. Give it a location in its settings, or use the part on the screen."
    )


@dataclass(frozen=True, slots=True)
class Profile:
    """What the browser and the parser need to know of a station; `gap_ms` is for the browser."""

    prefix: str = ""
    suffix: str = ""
    aim: bool = False
    separator: str = "\x1d"
    layout: str = "us"
    case: str = "kept"
    gap_ms: int = GAP_MS

    @property
    def scanner(self) -> StationProfile:
        return StationProfile(self.prefix, self.suffix, self.aim, self.separator, self.layout, self.case)

    def kept(self) -> dict[str, Any]:
        return asdict(self)


def profile_of(kept: dict[str, Any]) -> Profile:
    """As the row keeps it; what an older release did not know has its usual value."""
    known = {field.name for field in fields(Profile)}
    return Profile(**{name: value for name, value in kept.items() if name in known})


def calibrated(found: StationProfile, gap_ms: int) -> Profile:
    return Profile(found.prefix, found.suffix, found.aim, found.separator, found.layout, found.case, gap_ms)


def checked_gap(gap_ms: int) -> int:
    if not 50 <= gap_ms <= 2000:
        raise BadGap(value=gap_ms, field="gap_ms")
    return gap_ms


@dataclass(frozen=True, slots=True)
class StationFacts:
    """`order`, `unit` and `technician` are what the bench is at: scanned last. `seen_at`: when it last scanned.

    `unit` only where the order has several.
    """

    id: UUID
    centre_id: UUID
    code: str
    name: str
    profile: Profile
    printer_id: UUID | None
    location_id: UUID | None
    calibrated_at: datetime | None
    seen_at: datetime | None
    order_id: UUID | None
    order: str | None
    repair_item_id: UUID | None
    unit: str | None
    resource_id: UUID | None
    technician: str | None
    retired: bool
    version: int


@dataclass(frozen=True)
class StationCreated:
    station_id: UUID
    code: str


@dataclass(frozen=True)
class StationChanged:
    station_id: UUID
    code: str


@dataclass(frozen=True)
class StationCalibrated:
    """`separator` tells how a group separator arrives; empty: it is lost there."""

    station_id: UUID
    layout: str
    aim: bool
    case: str
    separator: str


@dataclass(frozen=True)
class StationRetired:
    station_id: UUID
    code: str


@dataclass(frozen=True)
class StationRevived:
    station_id: UUID
    code: str


@dataclass(frozen=True)
class ReasonGiven:
    """A technician scanned why the work stands still."""

    order_id: UUID
    station_id: UUID
    resource_id: UUID | None
    reason: str
