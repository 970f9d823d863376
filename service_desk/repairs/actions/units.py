"""One unit on an order: how far it is, who has it, what it waits for, where it lies, and when it is promised."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import UNSET, UnsetType

from service_desk.accounts import queries as accounts
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import aware, now
from service_desk.foundation.db import execute, fetch, joined
from service_desk.foundation.errors import Conflict, Invalid
from service_desk.foundation.ids import uuid7
from service_desk.parts import queries as stock
from service_desk.repairs import queries
from service_desk.repairs.actions.clock import stop_clock
from service_desk.repairs.actions.lines import item_of
from service_desk.repairs.actions.part import OtherCentre
from service_desk.repairs.actions.seen import closed_order, illegal_unit, seen, step_unit
from service_desk.repairs.rules import (
    ENDED,
    SUBJECT,
    OrderFacts,
    RepairItemFacts,
    ServiceType,
    State,
    TechnicianSet,
    UnitPlanned,
    WaitReason,
    by_hand,
    waits_for,
)
from service_desk.timesheets import queries as times

RIGHT: Final = "repairs.work"
LEAST_REASON: Final = 3
_PLAN: Final = """
update repair_item set service_type = $2, wait_reason = $3, shelf_id = $4, promised_at = $5 where id = $1"""
_TECHNICIAN: Final = "update repair_item set technician_id = $2 where id = $1"


_FREE: Final = """
update repair_item i set technician_id = null from repair_order o
 where o.id = i.order_id and i.technician_id = $1 and o.state <> all($2)
returning i.id, o.id as order_id, o.number, o.centre_id"""
_GIVEN: Final = """
insert into unit_handover (id, order_id, repair_item_id, from_id, to_id, reason, given_at, given_by)
values ($1, $2, $3, $4, $5, $6, $7, $8)"""


class NotATechnician(Conflict):
    code = "not_a_technician"
    message = "This person does not work on repairs at the centre of {number}. Choose somebody with the right repairs.work there."


class HandOverReason(Invalid):
    code = "hand_over_reason"
    message = "{technician} has this unit. Say in a few words why another person takes it over; the reason stays with the order."


class PastPromise(Invalid):
    code = "past_promise"
    message = "A unit cannot be promised for a moment that is past. Give a later one."


class WaitsForAPart(Conflict):
    code = "waits_for_a_part"
    message = "A unit that is waiting for a part has a reason to wait. Move it back to the bench instead of taking the reason away."


async def move_unit(
    *,
    order_id: UUID,
    repair_item_id: UUID | None = None,
    to: State,
    by: Actor,
    note: str = "",
    wait_reason: WaitReason | None = None,
) -> RepairItemFacts:
    """One unit to or from the bench, waiting, quality check; the order's state follows from its units.

    Raises IllegalMove, ClosedOrder, WhichItem.
    """
    async with joined():
        order = await _open(order_id, by)
        unit = await item_of(order, repair_item_id)
        if to not in by_hand(State(unit.state)):
            raise illegal_unit(order, unit, to)
        await step_unit(order, unit, to, by, note, waits_for(to, wait_reason))
        return await item_of(order, unit.id)


async def plan_unit(
    *,
    order_id: UUID,
    repair_item_id: UUID | None = None,
    by: Actor,
    service_type: ServiceType | UnsetType = UNSET,
    wait_reason: WaitReason | UnsetType | None = UNSET,
    shelf_id: UUID | UnsetType | None = UNSET,
    shelf: str | None = None,
    promised_at: datetime | UnsetType | None = UNSET,
) -> RepairItemFacts:
    """What is given is written, None takes it away. `shelf`: the code of a place at the order's centre, as on its label.

    Raises NotFound, OtherCentre, PastPromise, WaitsForAPart, ClosedOrder, WhichItem.
    """
    async with joined():
        order = await _open(order_id, by)
        unit = await item_of(order, repair_item_id)
        if wait_reason is None and unit.state == State.WAITING_PART:
            raise WaitsForAPart(field="wait_reason")
        given = {
            "service_type": service_type,
            "wait_reason": wait_reason,
            "shelf_id": await _shelf(order, shelf_id, shelf),
            "promised_at": _promise(promised_at),
        }
        plan: dict[str, Any] = {name: getattr(unit, name) if new is UNSET else new for name, new in given.items()}
        changed = tuple(sorted(name for name, value in plan.items() if value != getattr(unit, name)))
        if changed:
            await execute(_PLAN, unit.id, *plan.values())
            planned = UnitPlanned(order.id, order.number, unit.id, changed, plan["promised_at"])
            await record(planned, subject=(SUBJECT, order.id), centre_id=order.centre_id, by=by)
        return await item_of(order, unit.id)


async def give_unit(
    *, order_id: UUID, repair_item_id: UUID | None = None, technician_id: UUID | None, by: Actor, reason: str = ""
) -> RepairItemFacts:
    """A unit to a technician, or back to nobody. From another person only with a reason: their clock on the order is stopped and
    booked, unless another of its units is still theirs.

    Raises NotATechnician, HandOverReason, ClockForgotten, ClosedOrder, WhichItem.
    """
    why = reason.strip()
    async with joined():
        order = await _open(order_id, by)
        unit = await item_of(order, repair_item_id)
        if technician_id == unit.technician_id:
            return unit
        if technician_id is not None:
            who = await accounts.actor_of(technician_id)
            if who is None or not who.sees(order.centre_id) or not who.may(RIGHT, order.centre_id):
                raise NotATechnician(number=order.number, field="technician_id")
        if unit.technician_id is not None:
            if len(why) < LEAST_REASON:
                raise HandOverReason(technician=unit.technician or "", field="reason")
            await _stop_theirs(order, unit, by)
        await execute(_TECHNICIAN, unit.id, technician_id)
        await execute(_GIVEN, uuid7(), order.id, unit.id, unit.technician_id, technician_id, why, now(), by.id)
        given = TechnicianSet(order.id, order.number, unit.id, unit.technician_id, technician_id)
        await record(given, subject=(SUBJECT, order.id), centre_id=order.centre_id, by=by)
        return await item_of(order, unit.id)


async def free_units(staff_id: UUID, by: Actor) -> list[str]:
    """Units on open orders of somebody who leaves are nobody's; the numbers of the orders. Ended ones keep who did them."""
    rows = await fetch(_FREE, staff_id, list(ENDED))
    for row in rows:
        await execute(_GIVEN, uuid7(), row["order_id"], row["id"], staff_id, None, "", now(), by.id)
        freed = TechnicianSet(row["order_id"], row["number"], row["id"], staff_id, None)
        await record(freed, subject=(SUBJECT, row["order_id"]), centre_id=row["centre_id"], by=by)
    return sorted({row["number"] for row in rows})


async def _stop_theirs(order: OrderFacts, unit: RepairItemFacts, by: Actor) -> None:
    if any(other.technician_id == unit.technician_id for other in await queries.items(order.id) if other.id != unit.id):
        return
    theirs = await times.resource_of(unit.technician_id, order.centre_id) if unit.technician_id else None
    if theirs and any(clock.resource_id == theirs.id for clock in await times.running_for(order.id)):
        await stop_clock(order_id=order.id, by=by, resource_id=theirs.id, repair_item_id=unit.id)


async def _open(order_id: UUID, by: Actor) -> OrderFacts:
    """Also while the customer thinks about the estimate: who has the unit and where it lies may change then."""
    order = await seen(order_id, by, RIGHT)
    if order.state in ENDED:
        raise closed_order(order)
    return order


async def _shelf(order: OrderFacts, shelf_id: UUID | UnsetType | None, shelf: str | None) -> UUID | UnsetType | None:
    if shelf is not None and shelf.strip():
        return (await stock.location_by_code(order.centre_id, shelf)).id
    if isinstance(shelf_id, UUID):
        place = await stock.location(shelf_id)
        if place.centre_id != order.centre_id:
            raise OtherCentre(location=place.code, number=order.number, field="shelf_id")
    return shelf_id


def _promise(promised_at: datetime | UnsetType | None) -> datetime | UnsetType | None:
    if isinstance(promised_at, datetime):
        promised_at = aware(promised_at)
        if promised_at < now():
            raise PastPromise(field="promised_at")
    return promised_at
