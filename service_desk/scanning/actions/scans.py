"""Read a scan at the desk: find what it means, and keep it as it came."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from barcodes import ScanHints, parse_scan
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.db import execute
from service_desk.foundation.errors import NotFound
from service_desk.foundation.ids import uuid7
from service_desk.scanning import queries
from service_desk.scanning.rules import Resolved

KEPT: Final = timedelta(days=90)
LONGEST_KEPT: Final = 4400
_KEEP: Final = """
insert into scan_record (id, centre_id, station_id, picture_id, given, alt_given, hints, read_as, outcome, found_kind, found_id,
  scanned_at, scanned_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"""
_FORGET: Final = """
delete from scan_record where id in (select id from scan_record where scanned_at < $1 order by scanned_at limit 20000)"""
_FORGET_PICTURES: Final = """
delete from sent_picture p where received_at < $1 and not exists (select 1 from scan_record s where s.picture_id = p.id)"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where it was scanned, or in which picture that was sent, as far as that is known."""

    centre_id: UUID | None = None
    station_id: UUID | None = None
    picture_id: UUID | None = None


NOWHERE: Final = Place()


async def at_station(hints: ScanHints, station_id: UUID | None, by: Actor) -> tuple[ScanHints, Place]:
    """The hints with what calibration found out about the station; NotFound for one that is not in use or not to be seen."""
    if station_id is None:
        return hints, NOWHERE
    station = await queries.station(station_id, by.centres)
    if station.retired:
        raise NotFound(kind="station", key=station_id, field="station_id")
    return replace(hints, station=station.profile.scanner), Place(station.centre_id, station_id)


async def take_note(raw: str, hints: ScanHints, station_id: UUID | None, by: Actor) -> ScanHints:
    """A scan at the door of another room, kept for replay before that room acts on it: its outcome is not known here."""
    hints, place = await at_station(hints, station_id, by)
    await _write(raw, hints, queries.read_as(raw, hints), by, place)
    return hints


async def read_scan(*, raw: str, hints: ScanHints, by: Actor, place: Place = NOWHERE) -> Resolved:
    """The answer, with the raw scan kept for replay."""
    answer = await queries.resolve(raw, hints, by)
    await keep(raw, answer, hints, by, place)
    return answer


async def keep(raw: str, answer: Resolved, hints: ScanHints, by: Actor, place: Place = NOWHERE) -> None:
    kind = answer.readings[0].kind if answer.readings else "unknown"
    found = (answer.record.kind, answer.record.id) if answer.record else (answer.command or "", None)
    await _write(raw, hints, kind, by, place, answer.outcome, *found)


async def _write(
    raw: str,
    hints: ScanHints,
    kind: str,
    by: Actor,
    place: Place,
    outcome: str = "",
    found_kind: str = "",
    found_id: UUID | None = None,
) -> None:
    """A scan changes nothing but this row, which is its own record: no event besides. Of what is private nothing is kept."""
    if parse_scan(raw, hints).private:
        return
    alt = hints.alt_raw
    await execute(
        _KEEP, uuid7(), place.centre_id, place.station_id, place.picture_id, kept(raw), kept(alt) if alt else None,
        _known(hints), kind, outcome, found_kind, found_id, now(), by.id,
    )  # fmt: skip


def kept(raw: str) -> bytes:
    """As bytes: a broken scanner may send what is no text, and that is what shall be looked at later."""
    return raw[:LONGEST_KEPT].encode("utf-8", "surrogatepass")


def _known(hints: ScanHints) -> dict[str, Any]:
    told = {
        "aim": hints.aim,
        "symbology": hints.symbology,
        "source": hints.source,
        "expect": sorted(hints.expect),
        "seen_once": hints.seen_once,
    }
    return {name: value for name, value in told.items() if value}


async def forget_old_scans() -> int:
    """Raw scans may hold a phone or a serial: they are kept for 90 days, and so is who sent a picture. How many scans went."""
    gone, first = 0, now() - KEPT
    while True:
        done = int((await execute(_FORGET, first)).split()[-1])
        gone += done
        if done < 20000:
            await execute(_FORGET_PICTURES, first)
            return gone
