"""A bench without a keyboard: scan the order, scan the badge, scan the command; parts are scanned onto the order."""

from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from barcodes import ScanHints
from barcodes.commands import Command
from service_desk.accounts import queries as accounts
from service_desk.centres import queries as centres
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic, execute
from service_desk.foundation.errors import DeskError, NotFound
from service_desk.foundation.i18n import say
from service_desk.foundation.ids import uuid7
from service_desk.foundation.sentences import sentence
from service_desk.repairs import actions as repairs
from service_desk.repairs import queries as orders
from service_desk.repairs.rules import ENDED, SUBJECT, OrderRow, State
from service_desk.scanning import queries
from service_desk.scanning.actions.printing import print_labels
from service_desk.scanning.actions.scans import Place, read_scan
from service_desk.scanning.rules import LabelKind, Outcome, Record, RecordKind, Resolved
from service_desk.scanning.rules.bench import BenchAnswer
from service_desk.scanning.rules.stations import (
    BadgeFirst,
    NoPlaceHere,
    NoPrinterHere,
    OrderFirst,
    OtherPlace,
    ReasonGiven,
    StationFacts,
    UnknownReason,
)
from service_desk.scanning.rules.words import REASONS, told
from service_desk.timesheets import queries as times

# One scan of a station waits for the one before it: the row is locked until the answer is written.
_OPEN: Final = """
insert into station_state (id, station_id, reason, last_command, changed_at, changed_by) values ($1, $2, '', '', $3, $4)
on conflict (station_id) do update set changed_at = excluded.changed_at, changed_by = excluded.changed_by"""
_SEEN: Final = "update station set seen_at = $2 where id = $1"
_ORDER: Final = "update station_state set order_id = $2, reason = '' where station_id = $1"
_BADGE: Final = "update station_state set resource_id = $2 where station_id = $1"
_RAN: Final = (
    "update station_state set last_command = $2, reason = case when $3 then '' else reason end where station_id = $1"
)
_REASON: Final = "update station_state set reason = $2, last_command = 'REASON' where station_id = $1"


@dataclass(frozen=True, slots=True)
class _Said:
    """What was done, and the places of its sentence."""

    code: str
    places: dict[str, object]


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


async def run_command(*, station_id: UUID, command: Command, by: Actor, reason: str = "") -> BenchAnswer:
    """As if the command had been scanned: for a screen with buttons."""
    station = await queries.station(station_id, by.where("items.read"))
    asked = Resolved(Outcome.COMMAND, "", None, (), False, command.value, reason or None, False, (), ())
    async with atomic():
        await execute(_OPEN, uuid7(), station_id, now(), by.id)
        return await _answered(station, asked, by)


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


async def _done(station: StationFacts, resolved: Resolved, by: Actor, language: str) -> _Said:
    if resolved.command is not None:
        return await _run(station, Command(resolved.command), resolved.reason or "", by, language)
    found = resolved.record
    if found is None or resolved.ask:
        several = resolved.ask or resolved.outcome is Outcome.SEVERAL
        return _Said("choice" if several else "nothing", {"number": resolved.raw.strip()[:60]})
    return await _take(station, found, resolved, by)


async def _take(station: StationFacts, found: Record, resolved: Resolved, by: Actor) -> _Said:
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
            return _Said("shown", {"name": found.title or found.number})


async def _take_order(station: StationFacts, order_id: UUID, number: str) -> _Said:
    await execute(_ORDER, station.id, order_id)
    return _Said("order" if station.resource_id is None else "order_ready", {"number": number})


async def _only_order(station: StationFacts, found: Record, rows: list[OrderRow]) -> _Said:
    """The label on the unit itself is as good as the order's, while one order is open for it."""
    open_ones = [row for row in rows if row.state not in ENDED and row.centre_id == station.centre_id]
    if len(open_ones) == 1:
        return await _take_order(station, open_ones[0].id, open_ones[0].number)
    return _Said("shown", {"name": f"{found.number} {found.title}".strip()})


async def _take_badge(station: StationFacts, found: Record) -> _Said:
    if found.centre_id != station.centre_id:
        raise OtherPlace(what=found.number)
    await execute(_BADGE, station.id, found.id)
    return _Said("badge", {})


async def _use_part(station: StationFacts, found: Record, resolved: Resolved, by: Actor) -> _Said:
    """Taken from the station's own place, with the lot and serial that the label carries."""
    order_id = _order(station)
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
    return _Said("part", {"name": found.title or found.number})


def _order(station: StationFacts) -> UUID:
    if station.order_id is None:
        raise OrderFirst
    return station.order_id


def _badge(station: StationFacts) -> UUID:
    if station.resource_id is None:
        raise BadgeFirst
    return station.resource_id


async def _run(station: StationFacts, command: Command, reason: str, by: Actor, language: str) -> _Said:
    places: dict[str, object] = {}
    match command:
        case Command.START:
            await repairs.start_clock(order_id=_order(station), resource_id=_badge(station), by=by)
        case Command.STOP:
            places = await _stop(station, by)
        case Command.WAIT:
            await _set_aside(station, State.WAITING_PART, by)
        case Command.DONE:
            await _set_aside(station, State.QUALITY_CHECK, by)
        case Command.PRINT:
            places = await _print(station, by)
        case Command.REASON:
            return await _note_reason(station, reason, by, language)
        case Command.UNDO:
            await execute(_ORDER, station.id, None)
    await execute(_RAN, station.id, command.value, command in {Command.WAIT, Command.DONE, Command.STOP})
    return _Said(command.value, places)


async def _stop(station: StationFacts, by: Actor) -> dict[str, object]:
    """The clock that runs, on whatever order: a technician who went to another bench has one clock all the same."""
    resource_id = _badge(station)
    running = await times.running(resource_id)
    order_id = running.subject_id if running and running.subject_kind == SUBJECT else _order(station)
    line = await repairs.stop_clock(order_id=order_id, resource_id=resource_id, by=by)
    number = (await orders.order(order_id)).number
    return {"number": number, "hours": f"{line.quantity.normalize():f}"}


async def _set_aside(station: StationFacts, to: State, by: Actor) -> None:
    """The technician's clock on this order stops with it; the reason that was scanned before becomes the note."""
    order_id = _order(station)
    running = await times.running(station.resource_id) if station.resource_id is not None else None
    if running is not None and running.subject_id == order_id:
        await repairs.stop_clock(order_id=order_id, resource_id=station.resource_id, by=by)
    reason = await queries.pending_reason(station.id)
    spoken = (await centres.centre(station.centre_id)).language
    note = f"{reason}: {say(REASONS[reason], spoken)}" if reason in REASONS else ""
    await repairs.move_order(order_id=order_id, to=to, note=note, by=by)


async def _print(station: StationFacts, by: Actor) -> dict[str, object]:
    order_id = _order(station)
    if station.printer_id is None:
        raise NoPrinterHere
    job = await print_labels(printer_id=station.printer_id, kind=LabelKind.ORDER, ids=[order_id], by=by)
    return {"name": job.printer}


async def _note_reason(station: StationFacts, reason: str, by: Actor, language: str) -> _Said:
    """Kept for the command that follows, and recorded on the order at once: it may follow the command too."""
    if reason not in REASONS:
        raise UnknownReason(value=reason[:30], field="reason")
    order_id = _order(station)
    await execute(_REASON, station.id, reason)
    given = ReasonGiven(order_id, station.id, station.resource_id, reason)
    await record(given, subject=(SUBJECT, order_id), centre_id=station.centre_id, by=by)
    return _Said("REASON", {"reason": say(REASONS[reason], language)})
