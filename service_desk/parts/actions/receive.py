"""Take parts into stock, at what they cost."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from service_desk.centres import queries as centres
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import local_date, now
from service_desk.foundation.db import joined
from service_desk.parts import queries
from service_desk.parts.actions import ledger
from service_desk.parts.actions.ledger import Subject
from service_desk.parts.rules import LocationKind, MoveKind, PartFacts, PartReceived, checked_quantity, tracked
from service_desk.parts.rules.places import checked_open
from service_desk.parts.rules.quantities import checked_cost, checked_near, kept_cost


async def receive(
    *,
    part_id: UUID,
    location_id: UUID,
    quantity: Decimal,
    by: Actor,
    unit_cost: Decimal | None = None,
    currency: str | None = None,
    lot: str = "",
    serial: str = "",
    subject: tuple[str, UUID] | None = None,
    number: str = "",
    came_back: bool = False,
    confirm: bool = False,
) -> PartReceived:
    """From the supplier. `unit_cost` in `currency` (the centre's without one) is kept in the company's book currency at
    the day's rate; without a cost the expected one is taken. `number` is the delivery note's. `came_back`: a serial that
    left the stock before is here again. `confirm`: the cost is right, far though it is from the usual one.

    Raises NoRate, CostFarOff, SerialAlreadyThere, SerialInUse, SerialWasHere, and those of a quantity and its marks.
    """
    async with joined():
        ends = await ledger.ends(part_id, location_id, LocationKind.SUPPLIER, "parts.receive", by)
        place = checked_open(ends.place)
        quantity = checked_quantity(quantity, ends.part)
        lot, serial = tracked(ends.part, quantity, lot, serial)
        moment, centre = now(), await centres.centre_at_work(place.centre_id)
        day = local_date(moment, centre.zone)
        if unit_cost is None:
            cost = await queries.expected_cost(part_id, location_id, lot, serial, day)
        else:
            cost = await in_books(unit_cost, currency or centre.currency, day)
            await near(ends.part, location_id, cost, day, confirm=confirm)
        await ledger.put(ends.part, place, quantity, lot, serial, cost, moment)
        await ledger.new_here(ends.part, serial, came_back=came_back)
        fact = PartReceived(
            **ledger.facts_of(
                ends.part, ends.virtual, ends.real, centre_id=place.centre_id, quantity=quantity, lot=lot,
                serial=serial, unit_cost=cost, currency=(await centres.company()).book_currency, at=moment,
                subject=Subject(*subject, number[:40]) if subject else Subject(number=number[:40]),
            )
        )  # fmt: skip
        await ledger.write(fact, MoveKind.RECEIPT, by=by)
        await record(fact, subject=subject or ("part", part_id), centre_id=place.centre_id, by=by)
    return fact


async def near(part: PartFacts, location_id: UUID | None, cost: Decimal, day: date, *, confirm: bool) -> None:
    """A cost in the book currency against what the part costs otherwise. Raises CostFarOff."""
    usual = await queries.usual_cost(part.id, location_id, day)
    checked_near(cost, usual, part, (await centres.company()).book_currency, confirm=confirm)


async def in_books(cost: Decimal, currency: str, on: date) -> Decimal:
    """A unit cost in the company's book currency, at the rate of a day."""
    rate = await centres.rate(currency, (await centres.company()).book_currency, on)
    return kept_cost(checked_cost(cost) * rate)
