"""Move parts between places, count them, and correct what the count shows."""

from decimal import Decimal
from uuid import UUID

from service_desk.centres import queries as centres
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import local_date, now
from service_desk.foundation.db import joined
from service_desk.foundation.errors import Invalid
from service_desk.parts import queries
from service_desk.parts.actions import ledger
from service_desk.parts.rules import (
    LocationKind,
    MoveKind,
    NotPositive,
    PartTransferred,
    StockAdjusted,
    checked_quantity,
    tracked,
)
from service_desk.parts.rules.places import checked_open, checked_real
from service_desk.parts.rules.quantities import checked_change, fitting

_LONGEST_REASON = 500


class SamePlace(Invalid):
    code = "same_place"
    message = "The parts are at {location} already. Choose another place to move them to."


class ReasonNeeded(Invalid):
    code = "reason_needed"
    message = "Say in a few words why the stock is corrected (at most 500 characters)."


def checked_reason(reason: str) -> str:
    said = reason.strip()
    if not said or len(said) > _LONGEST_REASON:
        raise ReasonNeeded(field="reason")
    return said


async def move(
    *, part_id: UUID, from_id: UUID, to_id: UUID, quantity: Decimal, by: Actor, lot: str = "", serial: str = ""
) -> PartTransferred:
    """From one real place to another, at the cost of the place it leaves."""
    async with joined():
        ends = await ledger.ends(part_id, from_id, LocationKind.LOSS, "parts.issue", by)
        source, target = checked_real(ends.place), checked_open(await queries.location(to_id))
        by.require_row("parts.issue", target.centre_id, kind="location", key=to_id)
        if from_id == to_id:
            raise SamePlace(location=source.code, field="to_id")
        quantity = checked_quantity(quantity, ends.part)
        lot, serial = tracked(ends.part, quantity, lot, serial)
        moment = now()
        await ledger.lock(ends.part, lot, serial, (from_id, to_id))
        cost = await ledger.take(ends.part, source, quantity, lot, serial, moment)
        if cost is None:
            cost = await queries.standard_cost(
                part_id, local_date(moment, (await centres.centre(source.centre_id)).zone)
            )
        await ledger.put(ends.part, target, quantity, lot, serial, cost, moment)
        fact = PartTransferred(
            **ledger.facts_of(
                ends.part, ends.real, ledger.End(target.id, target.code), centre_id=source.centre_id,
                quantity=quantity, lot=lot, serial=serial, unit_cost=cost,
                currency=(await centres.company()).book_currency, at=moment,
            )
        )  # fmt: skip
        await ledger.write(fact, MoveKind.TRANSFER, by=by)
        await record(fact, subject=("part", part_id), centre_id=source.centre_id, by=by)
    return fact


async def adjust(
    *, part_id: UUID, location_id: UUID, change: Decimal, reason: str, by: Actor, lot: str = "", serial: str = ""
) -> StockAdjusted:
    """What was found too much (`change` above zero) or too little, against the centre's loss."""
    said = checked_reason(reason)
    async with joined():
        ends = await ledger.ends(part_id, location_id, LocationKind.LOSS, "parts.adjust", by)
        place = checked_real(ends.place)
        quantity = abs(checked_change(change, ends.part))
        lot, serial = tracked(ends.part, quantity, lot, serial)
        moment = now()
        day = local_date(moment, (await centres.centre(place.centre_id)).zone)
        if change > 0:
            source, target = ends.virtual, ends.real
            cost = await queries.expected_cost(part_id, location_id, lot, serial, day)
            await ledger.put(ends.part, checked_open(place), quantity, lot, serial, cost, moment)
            await ledger.new_here(ends.part, serial, came_back=True)  # the reason says how it came to be here
        else:
            source, target = ends.real, ends.virtual
            taken = await ledger.take(ends.part, place, quantity, lot, serial, moment)
            cost = await queries.standard_cost(part_id, day) if taken is None else taken
        fact = StockAdjusted(
            reason=said,
            **ledger.facts_of(
                ends.part, source, target, centre_id=place.centre_id, quantity=quantity, lot=lot, serial=serial,
                unit_cost=cost, currency=(await centres.company()).book_currency, at=moment,
            ),
        )  # fmt: skip
        await ledger.write(fact, MoveKind.ADJUSTMENT, by=by, reason=said)
        await record(fact, subject=("part", part_id), centre_id=place.centre_id, by=by)
    return fact


async def count(
    *, part_id: UUID, location_id: UUID, counted: Decimal, reason: str, by: Actor, lot: str = "", serial: str = ""
) -> StockAdjusted | None:
    """Make the balance what was counted; None when it was right. The balance is locked from reading to correcting."""
    async with joined():
        ends = await ledger.ends(part_id, location_id, LocationKind.LOSS, "parts.adjust", by)
        if not counted.is_finite() or counted < 0:
            raise NotPositive(quantity=counted, field="counted")
        counted = fitting(counted, ends.part)
        lot, serial = tracked(ends.part, Decimal(1), lot, serial)
        await ledger.lock_one(ends.part, checked_real(ends.place), lot, serial, now())
        held = await queries.on_hand(part_id, location_id, lot, serial)
        if counted == held:
            return None
        return await adjust(
            part_id=part_id,
            location_id=location_id,
            change=counted - held,
            reason=reason,
            by=by,
            lot=lot,
            serial=serial,
        )
