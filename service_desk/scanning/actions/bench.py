"""A bench without a keyboard: scan the order, scan the badge, scan the command; parts are scanned onto the order."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from barcodes import NO_HINTS, ScanHints
from barcodes.commands import Command
from service_desk.accounts import queries as accounts
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic, execute
from service_desk.foundation.errors import DeskError, NotFound
from service_desk.foundation.ids import uuid7
from service_desk.foundation.sentences import sentence
from service_desk.repairs import actions as repairs
from service_desk.repairs import queries as orders
from service_desk.scanning import queries
from service_desk.scanning.actions.bench_records import put_badge, take, take_unit, unit_here
from service_desk.scanning.actions.commands import Said, order_of, put_at, run
from service_desk.scanning.actions.scans import Place, read_scan
from service_desk.scanning.rules import Outcome, RecordKind, Resolved
from service_desk.scanning.rules.bench import BenchAnswer
from service_desk.scanning.rules.stations import (
    OtherPlace,
    StationFacts,
    UnitFirst,
)
from service_desk.scanning.rules.words import told
from service_desk.timesheets import queries as times

# One scan of a station waits for the one before it: the row is locked until the answer is written.
_OPEN: Final = """
insert into station_state (id, station_id, reason, last_command, changed_at, changed_by) values ($1, $2, '', '', $3, $4)
on conflict (station_id) do update set changed_at = excluded.changed_at, changed_by = excluded.changed_by"""
_SEEN: Final = "update station set seen_at = $2 where id = $1"


async def scan_at_station(*, station_id: UUID, raw: str, by: Actor, hints: ScanHints) -> BenchAnswer:
    """Do what the scan asks for. A refusal is an answer too: nothing is changed then, and the sentence says why."""
    station = await queries.station(station_id, by.where("items.read"))
    if station.retired:
        raise NotFound(kind="station", key=station_id)
    async with atomic():
        await execute(_OPEN, uuid7(), station_id, now(), by.id)
        await execute(_SEEN, station_id, now())
        station = await queries.station(station_id, by.centres)
        known = replace(hints, station=station.profile.scanner)
        place = Place(station.centre_id, station_id)
        resolved = await read_scan(raw=raw, hints=known, by=by, place=place)
        return await _answered(station, resolved, by, known)


async def run_command(
    *,
    station_id: UUID,
    command: Command,
    by: Actor,
    reason: str = "",
    order_id: UUID | None = None,
    resource_id: UUID | None = None,
    repair_item_id: UUID | None = None,
) -> BenchAnswer:
    """As if the command had been scanned, after the order, the unit and the badge that are given: for a screen with buttons."""
    station = await queries.station(station_id, by.where("items.read"))
    asked = Resolved(Outcome.COMMAND, "", None, (), False, command.value, reason or None, False, (), ())
    async with atomic():
        await execute(_OPEN, uuid7(), station_id, now(), by.id)
        await _set(station, order_id, resource_id, by)
        if repair_item_id is not None:
            await _set_unit(await queries.station(station_id, by.centres), repair_item_id)
        return await _answered(await queries.station(station_id, by.centres), asked, by)


async def _set(station: StationFacts, order_id: UUID | None, resource_id: UUID | None, by: Actor) -> None:
    """Both of the station's own centre, or it is refused."""
    if order_id is not None:
        order = await orders.order(order_id, by.where("repairs.read"))
        if order.centre_id != station.centre_id:
            raise OtherPlace(what=order.number, field="order_id")
        await put_at(station, order_id)
    if resource_id is not None:
        resource = await times.resource(resource_id)
        by.require_centre(resource.centre_id)
        if resource.centre_id != station.centre_id:
            raise OtherPlace(what=resource.code, field="resource_id")
        await put_badge(station, resource_id)


async def _set_unit(station: StationFacts, repair_item_id: UUID) -> None:
    order_id = order_of(station)
    if not any(unit.id == repair_item_id for unit in await orders.items(order_id)):
        raise NotFound(kind="item on this order", key=repair_item_id, field="repair_item_id")
    await put_at(station, order_id, repair_item_id)


async def _answered(station: StationFacts, resolved: Resolved, by: Actor, hints: ScanHints = NO_HINTS) -> BenchAnswer:
    language = await _language(station, by)
    try:
        async with atomic():
            said = await _done(station, resolved, hints, by, language)
    except DeskError as error:
        # Without a keyboard the unit is not said but scanned.
        which = isinstance(error, repairs.WhichItem)
        refused = UnitFirst(choices=error.params["choices"]) if which else error
        return BenchAnswer(
            False, refused.code, sentence(refused, language), language, station.order, station.unit,
            station.technician, resolved,
        )  # fmt: skip
    station = await queries.station(station.id, by.centres)
    language = await _language(station, by)
    done = said.code not in {"choice", "nothing"}
    places = {"number": station.order, "name": station.technician, **said.places}
    sentence_said = told(said.code, language, **places)
    return BenchAnswer(
        done, said.code, sentence_said, language, station.order, station.unit, station.technician, resolved
    )


async def _language(station: StationFacts, by: Actor) -> str:
    """The technician's, whose badge was scanned; else that of whoever signed in at the station."""
    if station.resource_id is None:
        return by.language
    resource = await times.resource(station.resource_id)
    who = await accounts.actor_of(resource.staff_id) if resource.staff_id is not None else None
    return who.language if who is not None else by.language


async def _done(station: StationFacts, resolved: Resolved, hints: ScanHints, by: Actor, language: str) -> Said:
    if resolved.command is not None:
        return await run(station, Command(resolved.command), resolved.reason or "", by, language)
    found = resolved.record
    # What lies at the bench decides between readings of a part's label, so that a lost separator is asked for there.
    if found is None or (resolved.ask and found.kind is not RecordKind.PART):
        unit = await unit_here(station, resolved)
        if station.order_id is not None and unit is not None:
            return await take_unit(station, station.order_id, str(station.order), unit)
        several = resolved.ask or resolved.outcome is Outcome.SEVERAL
        return Said("choice" if several else "nothing", {"number": resolved.raw.strip()[:60]})
    return await take(station, found, resolved, hints, by)
