"""A bench without a keyboard: scan the order, scan the badge, scan the command; parts are scanned onto the order."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from barcodes import ScanHints
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
from service_desk.repairs.rules import ENDED, OrderRow
from service_desk.scanning import queries
from service_desk.scanning.actions.commands import Said, order_of, run
from service_desk.scanning.actions.scans import Place, read_scan
from service_desk.scanning.rules import Outcome, Record, RecordKind, Resolved
from service_desk.scanning.rules.bench import BenchAnswer
from service_desk.scanning.rules.stations import (
    NoPlaceHere,
    OtherPlace,
    StationFacts,
)
from service_desk.scanning.rules.words import told
from service_desk.timesheets import queries as times

# One scan of a station waits for the one before it: the row is locked until the answer is written.
_OPEN: Final = """
insert into station_state (id, station_id, reason, last_command, changed_at, changed_by) values ($1, $2, '', '', $3, $4)
on conflict (station_id) do update set changed_at = excluded.changed_at, changed_by = excluded.changed_by"""
_SEEN: Final = "update station set seen_at = $2 where id = $1"
_ORDER: Final = "update station_state set order_id = $2, reason = '' where station_id = $1"
_BADGE: Final = "update station_state set resource_id = $2 where station_id = $1"


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
        return await _answered(station, resolved, by)


async def run_command(
    *,
    station_id: UUID,
    command: Command,
    by: Actor,
    reason: str = "",
    order_id: UUID | None = None,
    resource_id: UUID | None = None,
) -> BenchAnswer:
    """As if the command had been scanned, after the order and the badge where they are given: for a screen with buttons."""
    station = await queries.station(station_id, by.where("items.read"))
    asked = Resolved(Outcome.COMMAND, "", None, (), False, command.value, reason or None, False, (), ())
    async with atomic():
        await execute(_OPEN, uuid7(), station_id, now(), by.id)
        await _set(station, order_id, resource_id, by)
        return await _answered(await queries.station(station_id, by.centres), asked, by)


async def _set(station: StationFacts, order_id: UUID | None, resource_id: UUID | None, by: Actor) -> None:
    """Both of the station's own centre, or it is refused."""
    if order_id is not None:
        order = await orders.order(order_id, by.where("repairs.read"))
        if order.centre_id != station.centre_id:
            raise OtherPlace(what=order.number, field="order_id")
        await execute(_ORDER, station.id, order_id)
    if resource_id is not None:
        resource = await times.resource(resource_id)
        by.require_centre(resource.centre_id)
        if resource.centre_id != station.centre_id:
            raise OtherPlace(what=resource.code, field="resource_id")
        await execute(_BADGE, station.id, resource_id)


async def _answered(station: StationFacts, resolved: Resolved, by: Actor) -> BenchAnswer:
    language = await _language(station, by)
    try:
        async with atomic():
            said = await _done(station, resolved, by, language)
    except DeskError as refused:
        return BenchAnswer(
            False, refused.code, sentence(refused, language), language, station.order, station.technician, resolved
        )
    station = await queries.station(station.id, by.centres)
    language = await _language(station, by)
    done = said.code not in {"choice", "nothing"}
    places = {"number": station.order, "name": station.technician, **said.places}
    sentence_said = told(said.code, language, **places)
    return BenchAnswer(done, said.code, sentence_said, language, station.order, station.technician, resolved)


async def _language(station: StationFacts, by: Actor) -> str:
    """The technician's, whose badge was scanned; else that of whoever signed in at the station."""
    if station.resource_id is None:
        return by.language
    resource = await times.resource(station.resource_id)
    who = await accounts.actor_of(resource.staff_id) if resource.staff_id is not None else None
    return who.language if who is not None else by.language


async def _done(station: StationFacts, resolved: Resolved, by: Actor, language: str) -> Said:
    if resolved.command is not None:
        return await run(station, Command(resolved.command), resolved.reason or "", by, language)
    found = resolved.record
    if found is None or resolved.ask:
        several = resolved.ask or resolved.outcome is Outcome.SEVERAL
        return Said("choice" if several else "nothing", {"number": resolved.raw.strip()[:60]})
    return await _take(station, found, resolved, by)


async def _take(station: StationFacts, found: Record, resolved: Resolved, by: Actor) -> Said:
    match found.kind:
        case RecordKind.REPAIR:
            return await _take_order(station, found.id, found.number)
        case RecordKind.ITEM:
            rows = await orders.orders_of_item(found.id, centres=by.where("repairs.read"))
            return await _only_order(station, found, rows)
        case RecordKind.TICKET:
            page = await orders.orders(centres=by.where("repairs.read"), ticket_id=found.id)
            return await _only_order(station, found, page.items)
        case RecordKind.RESOURCE:
            return await _take_badge(station, found)
        case RecordKind.PART:
            return await _use_part(station, found, resolved, by)
        case _:
            return Said("shown", {"name": found.title or found.number})


async def _take_order(station: StationFacts, order_id: UUID, number: str) -> Said:
    await execute(_ORDER, station.id, order_id)
    return Said("order" if station.resource_id is None else "order_ready", {"number": number})


async def _only_order(station: StationFacts, found: Record, rows: list[OrderRow]) -> Said:
    """The label on the unit itself is as good as the order's, while one order is open for it."""
    open_ones = [row for row in rows if row.state not in ENDED and row.centre_id == station.centre_id]
    if len(open_ones) == 1:
        return await _take_order(station, open_ones[0].id, open_ones[0].number)
    return Said("shown", {"name": f"{found.number} {found.title}".strip()})


async def _take_badge(station: StationFacts, found: Record) -> Said:
    if found.centre_id != station.centre_id:
        raise OtherPlace(what=found.number)
    await execute(_BADGE, station.id, found.id)
    return Said("badge", {})


async def _use_part(station: StationFacts, found: Record, resolved: Resolved, by: Actor) -> Said:
    """Taken from the station's own place, with the lot and serial that the label carries."""
    order_id = order_of(station)
    if station.location_id is None:
        raise NoPlaceHere
    best = resolved.readings[0]
    is_name = best.gtin is None and (best.serial or "").casefold() == found.number.casefold()
    await repairs.use_part(
        order_id=order_id,
        part_id=found.id,
        location_id=station.location_id,
        lot=best.batch or "",
        serial="" if is_name else best.serial or "",
        by=by,
    )
    return Said("part", {"name": found.title or found.number})
