"""What a scanned record does at a bench: an order or a unit is what it is at, a badge says who, a part goes onto the order."""

from typing import Final
from uuid import UUID

from barcodes import ScanHints
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import execute, fetch
from service_desk.repairs import actions as repairs
from service_desk.repairs import queries as orders
from service_desk.repairs.rules import ENDED, OrderRow, RepairItemFacts
from service_desk.scanning.actions.commands import Said, order_of, put_at, unit_of
from service_desk.scanning.rules import Record, RecordKind, Resolved
from service_desk.scanning.rules.stations import NoPlaceHere, OtherPlace, StationFacts
from service_desk.timesheets.queries import badges_of

_SIGNED_OFF: Final = """
update station_state set resource_id = null, last_command = '' from station s where resource_id = $1 and s.id = station_id returning s.code"""
_BADGE: Final = "update station_state set resource_id = $2 where station_id = $1"


async def take(station: StationFacts, found: Record, resolved: Resolved, hints: ScanHints, by: Actor) -> Said:
    match found.kind:
        case RecordKind.REPAIR:
            return await _take_order(station, found.id, found.number)
        case RecordKind.ITEM:
            return await _take_item(station, found, by)
        case RecordKind.TICKET:
            asked = orders.OrderFilter(ticket_id=found.id)
            page = await orders.queue(asked, centres=by.where("repairs.read"), me=by.id)
            return await _only_order(station, found, page.items)
        case RecordKind.RESOURCE:
            return await _take_badge(station, found)
        case RecordKind.PART:
            return await _use_part(station, found, resolved, hints, by)
        case _:
            return Said("shown", {"name": found.title or found.number})


async def _take_order(station: StationFacts, order_id: UUID, number: str) -> Said:
    """Which of several units is worked on must be scanned after it."""
    await put_at(station, order_id)
    units = len(await orders.items(order_id))
    if units > 1:
        return Said("order_units", {"number": number, "count": units})
    return Said("order" if station.resource_id is None else "order_ready", {"number": number})


async def _take_item(station: StationFacts, found: Record, by: Actor) -> Said:
    """The label on the unit itself is as good as the order's, while one order is open for it; on one with several it names the unit."""
    rows = _open((await orders.orders_of_item(found.id, centres=by.where("repairs.read"))).items, station)
    rows = [row for row in rows if row.id == station.order_id] or rows
    if len(rows) != 1:
        return _shown(found)
    unit = next(unit for unit in await orders.items(rows[0].id) if unit.item_id == found.id)
    return await take_unit(station, rows[0].id, rows[0].number, unit)


async def take_unit(station: StationFacts, order_id: UUID, number: str, unit: RepairItemFacts) -> Said:
    if len(await orders.items(order_id)) == 1:
        return await _take_order(station, order_id, number)
    await put_at(station, order_id, unit.id)
    return Said("unit", {"number": number, "unit": unit.serial or unit.sku or str(unit.seq)})


async def unit_here(station: StationFacts, resolved: Resolved) -> RepairItemFacts | None:
    """The one unit of the bench's order that a scan means, though in the whole house it means several or none."""
    if station.order_id is None or any(each.kind is not RecordKind.ITEM for each in resolved.choices):
        return None
    ids = {each.id for each in resolved.choices}
    written = {text.casefold() for text in resolved.tried}
    units = await orders.items(station.order_id)
    meant = [
        unit
        for unit in units
        if unit.item_id in ids or (unit.item_id is None and not ids and unit.serial.casefold() in written)
    ]
    return meant[0] if len(meant) == 1 else None


async def _only_order(station: StationFacts, found: Record, rows: list[OrderRow]) -> Said:
    open_ones = _open(rows, station)
    if len(open_ones) == 1:
        return await _take_order(station, open_ones[0].id, open_ones[0].number)
    return _shown(found)


def _open(rows: list[OrderRow], station: StationFacts) -> list[OrderRow]:
    return [row for row in rows if row.state not in ENDED and row.centre_id == station.centre_id]


def _shown(found: Record) -> Said:
    return Said("shown", {"name": f"{found.number} {found.title}".strip()})


async def put_badge(station: StationFacts, resource_id: UUID) -> None:
    """Who works there from now on."""
    await execute(_BADGE, station.id, resource_id)


async def _take_badge(station: StationFacts, found: Record) -> Said:
    if found.centre_id != station.centre_id:
        raise OtherPlace(what=found.number)
    await put_badge(station, found.id)
    return Said("badge", {})


async def _use_part(station: StationFacts, found: Record, resolved: Resolved, hints: ScanHints, by: Actor) -> Said:
    """Taken from the station's own place, with the batch and serial that the label carries, read as at every other door."""
    order_id = order_of(station)
    if station.location_id is None:
        raise NoPlaceHere
    await repairs.use_part(
        order_id=order_id,
        part=resolved.raw,
        hints=hints,
        location_id=station.location_id,
        repair_item_id=unit_of(station, order_id),
        by=by,
    )
    return Said("part", {"name": found.title or found.number})


async def sign_off(resource_id: UUID, _by: Actor) -> list[str]:
    """Benches where the badge of somebody who leaves was scanned last are nobody's; their codes."""
    return sorted(row["code"] for row in await fetch(_SIGNED_OFF, resource_id))


async def sign_off_person(staff_id: UUID, by: Actor) -> list[str]:
    """The same of all badges of a member of staff."""
    return sorted([code for badge in await badges_of(staff_id) for code in await sign_off(badge, by)])
