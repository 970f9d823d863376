"""Set stations up, and learn from the calibration label what their scanners do to a text."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from asyncpg import UniqueViolationError

from barcodes.stations import NotCalibrated, calibrate
from service_desk.centres import queries as centres
from service_desk.events.actions import record
from service_desk.foundation import version
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic
from service_desk.foundation.errors import Conflict
from service_desk.foundation.ids import uuid7
from service_desk.parts import queries as parts
from service_desk.scanning import queries
from service_desk.scanning.rules.printing import checked_code
from service_desk.scanning.rules.stations import (
    GAP_MS,
    NotTheLabel,
    OtherPlace,
    Profile,
    StationCalibrated,
    StationChanged,
    StationCreated,
    StationFacts,
    StationRetired,
    StationRevived,
    calibrated,
    checked_gap,
)
from service_desk.scanning.tables import Station


class StationCodeTaken(Conflict):
    code = "station_code_taken"
    message = "There is a station {value} at this centre already. Choose another code."


async def create_station(
    *,
    centre_id: UUID,
    code: str,
    by: Actor,
    name: str = "",
    printer_id: UUID | None = None,
    location_id: UUID | None = None,
    gap_ms: int = GAP_MS,
) -> UUID:
    """Uncalibrated: its scans are taken as they come."""
    by.require_row("centres.write", centre_id, kind="service centre", key=centre_id)
    await _check_places(centre_id, printer_id, location_id, by)
    row = Station(
        id=uuid7(), centre_id=(await centres.centre_at_work(centre_id)).id, code=checked_code(code), name=name.strip()[:120],
        profile=Profile(gap_ms=checked_gap(gap_ms)).kept(), printer_id=printer_id, location_id=location_id,
        created_at=now(), created_by=by.id,
    )  # fmt: skip
    try:
        async with atomic():
            await Station.insert(row)
            created = StationCreated(row.id, row.code)
            await record(created, subject=("station", row.id), centre_id=centre_id, by=by)
    except UniqueViolationError:
        raise StationCodeTaken(value=row.code, field="code") from None
    return UUID(str(row.id))


async def change_station(
    *,
    station_id: UUID,
    by: Actor,
    if_version: int | None = None,
    name: str,
    printer_id: UUID | None,
    location_id: UUID | None,
    gap_ms: int,
) -> StationFacts:
    """Its name, printer, place and gap, all four."""
    async with atomic():
        station = await _writable(station_id, by)
        await _check_places(station.centre_id, printer_id, location_id, by)
        profile = station.profile.kept() | {"gap_ms": checked_gap(gap_ms)}
        await version.save(
            Station, station_id, version=if_version, name=name.strip()[:120], printer_id=printer_id,
            location_id=location_id, profile=profile,
        )  # fmt: skip
        changed = StationChanged(station_id, station.code)
        await record(changed, subject=("station", station_id), centre_id=station.centre_id, by=by)
        return await queries.station(station_id, by.centres)


async def calibrate_station(*, station_id: UUID, raws: Sequence[str], by: Actor) -> StationFacts:
    """From what arrived when both codes of the label were scanned there; NotTheLabel for anything else."""
    async with atomic():
        station = await queries.station(station_id, by.where("items.read"))
        try:
            found = calibrate(raws)
        except NotCalibrated:
            raise NotTheLabel(field="scans") from None
        profile = calibrated(found, station.profile.gap_ms)
        changes: dict[str, Any] = {"profile": profile.kept(), "calibrated_at": now(), "seen_at": now()}
        await version.save(Station, station_id, version=None, **changes)
        told = StationCalibrated(station_id, profile.layout, profile.aim, profile.case, profile.separator)
        await record(told, subject=("station", station_id), centre_id=station.centre_id, by=by)
        return await queries.station(station_id, by.centres)


async def retire_station(*, station_id: UUID, by: Actor, if_version: int | None = None) -> None:
    async with atomic():
        station = await _writable(station_id, by)
        await version.save(Station, station_id, version=if_version, retired_at=now())
        retired = StationRetired(station_id, station.code)
        await record(retired, subject=("station", station_id), centre_id=station.centre_id, by=by)


async def revive_station(*, station_id: UUID, by: Actor, if_version: int | None = None) -> None:
    """In use again, with what it had learned of its scanner; of one that is in use nothing changes."""
    async with atomic():
        station = await _writable(station_id, by)
        await centres.centre_at_work(station.centre_id)
        if not station.retired:
            return
        await version.save(Station, station_id, version=if_version, retired_at=None)
        revived = StationRevived(station_id, station.code)
        await record(revived, subject=("station", station_id), centre_id=station.centre_id, by=by)


async def _writable(station_id: UUID, by: Actor) -> StationFacts:
    station = await queries.station(station_id, by.centres)
    by.require("centres.write", station.centre_id)
    return station


async def _check_places(centre_id: UUID, printer_id: UUID | None, location_id: UUID | None, by: Actor) -> None:
    if printer_id is not None:
        printer = await queries.printer(printer_id, by.centres, by.language)
        if printer.centre_id != centre_id:
            raise OtherPlace(what=printer.code, field="printer_id")
    if location_id is not None:
        place = await parts.location(location_id)
        by.require_centre(place.centre_id)
        if place.centre_id != centre_id:
            raise OtherPlace(what=place.code, field="location_id")
