"""The commands that a bench understands: start, stop, wait, done, print, a reason, undo."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from barcodes.commands import Command
from service_desk.centres import queries as centres
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import execute
from service_desk.foundation.i18n import say
from service_desk.repairs import actions as repairs
from service_desk.repairs import queries as orders
from service_desk.repairs.rules import SUBJECT, State
from service_desk.scanning import queries
from service_desk.scanning.actions.printing import print_labels
from service_desk.scanning.rules import LabelKind
from service_desk.scanning.rules.printing import JobState
from service_desk.scanning.rules.stations import (
    BadgeFirst,
    NoPrinterHere,
    OrderFirst,
    ReasonGiven,
    StationFacts,
    UnknownReason,
)
from service_desk.scanning.rules.words import REASONS
from service_desk.timesheets import queries as times

# A reason that waits stays while only the unit of the same order is chosen.
_AT: Final = """
update station_state set order_id = $2, repair_item_id = $3,
       reason = case when order_id = $2 and $3::uuid is not null then reason else '' end
 where station_id = $1"""
_RAN: Final = (
    "update station_state set last_command = $2, reason = case when $3 then '' else reason end where station_id = $1"
)
_REASON: Final = "update station_state set reason = $2, last_command = 'REASON' where station_id = $1"


@dataclass(frozen=True, slots=True)
class Said:
    """What was done, and the places of its sentence."""

    code: str
    places: dict[str, object]


def order_of(station: StationFacts) -> UUID:
    if station.order_id is None:
        raise OrderFirst
    return station.order_id


def unit_of(station: StationFacts, order_id: UUID) -> UUID | None:
    """The unit that was scanned last, if it is one of this order."""
    return station.repair_item_id if station.order_id == order_id else None


async def put_at(station: StationFacts, order_id: UUID | None, repair_item_id: UUID | None = None) -> None:
    """What the bench is at from now on."""
    await execute(_AT, station.id, order_id, repair_item_id)


def badge_of(station: StationFacts) -> UUID:
    if station.resource_id is None:
        raise BadgeFirst
    return station.resource_id


async def run(station: StationFacts, command: Command, reason: str, by: Actor, language: str) -> Said:
    code, places = command.value, dict[str, object]()
    match command:
        case Command.START:
            await repairs.start_clock(order_id=order_of(station), resource_id=badge_of(station), by=by)
        case Command.STOP:
            places = await _stop(station, by)
        case Command.WAIT:
            await _set_aside(station, State.WAITING_PART, by)
        case Command.DONE:
            await _set_aside(station, State.QUALITY_CHECK, by)
        case Command.PRINT:
            code, places = await _print(station, by)
        case Command.REASON:
            return await _note_reason(station, reason, by, language)
        case Command.UNDO:
            await put_at(station, None)
    await execute(_RAN, station.id, command.value, command in {Command.WAIT, Command.DONE, Command.STOP})
    return Said(code, places)


async def _stop(station: StationFacts, by: Actor) -> dict[str, object]:
    """The clock that runs, on whatever order: a technician who went to another bench has one clock all the same."""
    resource_id = badge_of(station)
    running = await times.running(resource_id)
    order_id = running.subject_id if running and running.subject_kind == SUBJECT else order_of(station)
    unit = unit_of(station, order_id)
    line = await repairs.stop_clock(order_id=order_id, resource_id=resource_id, repair_item_id=unit, by=by)
    number = (await orders.order(order_id)).number
    return {"number": number, "hours": line.quantity.normalize()}


async def _set_aside(station: StationFacts, to: State, by: Actor) -> None:
    """The technician's clock on this order stops with it; the reason that was scanned before becomes the note."""
    order_id = order_of(station)
    running = await times.running(station.resource_id) if station.resource_id is not None else None
    if running is not None and running.subject_id == order_id:
        unit = unit_of(station, order_id)
        await repairs.stop_clock(order_id=order_id, resource_id=station.resource_id, repair_item_id=unit, by=by)
    reason = await queries.pending_reason(station.id)
    spoken = (await centres.centre(station.centre_id)).language
    note = f"{reason}: {say(REASONS[reason], spoken)}" if reason in REASONS else ""
    await repairs.move_order(order_id=order_id, to=to, note=note, by=by)


async def _print(station: StationFacts, by: Actor) -> tuple[str, dict[str, object]]:
    """On paper, or as a file where the station's printer is the browser's."""
    order_id = order_of(station)
    if station.printer_id is None:
        raise NoPrinterHere
    job = await print_labels(printer_id=station.printer_id, kind=LabelKind.ORDER, ids=[order_id], by=by)
    return ("ready" if job.state is JobState.DONE else Command.PRINT.value), {"name": job.printer}


async def _note_reason(station: StationFacts, reason: str, by: Actor, language: str) -> Said:
    """Kept for the command that follows, and recorded on the order at once: it may follow the command too."""
    if reason not in REASONS:
        raise UnknownReason(value=reason[:30], field="reason")
    order_id = order_of(station)
    await execute(_REASON, station.id, reason)
    given = ReasonGiven(order_id, station.id, station.resource_id, reason)
    await record(given, subject=(SUBJECT, order_id), centre_id=station.centre_id, by=by)
    return Said("REASON", {"reason": say(REASONS[reason], language)})
