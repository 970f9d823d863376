"""Scans as they were kept, to be looked at and read again."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from barcodes import Kind, ScanHints, parse_scan
from barcodes.commands import command_of
from service_desk.foundation.db import fetch
from service_desk.foundation.paging import Page, checked_limit, cut
from service_desk.scanning.queries.marks import before
from service_desk.scanning.rules import OWN
from service_desk.scanning.rules.stations import profile_of

Scope = frozenset[UUID] | None
_KEPT: Final = """
select r.id, r.centre_id, r.station_id, r.given, r.alt_given, r.hints, r.read_as, r.outcome, r.found_kind, r.found_id, r.scanned_at,
       r.scanned_by, s.profile from scan_record r left join station s on s.id = r.station_id"""


@dataclass(frozen=True, slots=True)
class KeptScan:
    """`raw` as text; signs that are none stand as U+FFFD. `outcome` is empty where another door acted on the scan."""

    id: UUID
    station_id: UUID | None
    raw: str
    read_as: str
    outcome: str
    found_kind: str
    found_id: UUID | None
    scanned_at: datetime
    scanned_by: UUID


@dataclass(frozen=True, slots=True)
class ReadAnew:
    """A kept scan that is read as something else today."""

    scan: KeptScan
    now: str


async def kept_scans(
    centres: Scope, *, station_id: UUID | None = None, cursor: str | None = None, limit: int = 50
) -> Page[KeptScan]:
    """The newest first; those of no station only for who may see all centres."""
    rows = await fetch(
        f"{_KEPT} where ($1::uuid[] is null or r.centre_id = any($1)) and ($2::uuid is null or r.station_id = $2) "
        "and ($3::uuid is null or r.id < $3) order by r.id desc limit $4",
        None if centres is None else list(centres),
        station_id,
        before(cursor),
        checked_limit(limit) + 1,
    )
    return cut([_kept(row) for row in rows], limit, lambda one: (one.id,))


async def read_anew(since: datetime, limit: int = 100_000) -> list[ReadAnew]:
    """The kept scans that today's parser, with the stations' profiles of today, reads as something else."""
    rows = await fetch(f"{_KEPT} where r.scanned_at >= $1 order by r.scanned_at limit $2", since, limit)
    return [ReadAnew(_kept(row), kind) for row in rows if (kind := _kind(row)) != row["read_as"]]


def _kind(row: Any) -> str:
    hints = row["hints"]
    known = ScanHints(
        aim=hints.get("aim"),
        symbology=hints.get("symbology"),
        source=hints.get("source"),
        alt_raw=_text(row["alt_given"]) if row["alt_given"] else None,
        station=profile_of(row["profile"]).scanner if row["profile"] else None,
        expect=frozenset(Kind(kind) for kind in hints.get("expect", ())),
        seen_once=bool(hints.get("seen_once")),
    )
    return read_as(_text(row["given"]), known)


def read_as(raw: str, hints: ScanHints) -> str:
    """The kind of its best reading."""
    result = parse_scan(raw.rstrip("\r\n\t"), replace(hints, internal_formats=OWN))
    return "internal" if command_of(result) is not None else result.best.kind.value


def _text(raw: bytes) -> str:
    return bytes(raw).decode("utf-8", "surrogatepass")


def _kept(row: Any) -> KeptScan:
    names = ("id", "station_id", "read_as", "outcome", "found_kind", "found_id", "scanned_at", "scanned_by")
    return KeptScan(raw=bytes(row["given"]).decode("utf-8", "replace"), **{name: row[name] for name in names})
