"""The hot statements of stock: take from a balance, put to a balance, write the move. Short, and in one order of locks.

A balance is taken by one guarded UPDATE: two people at the last one cannot both get it, and neither waits longer than
the other's commit. Nothing here reads a balance first and writes it afterwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

from asyncpg import CheckViolationError, UniqueViolationError

from service_desk.foundation.actor import Actor
from service_desk.foundation.db import execute, fetch, fetchrow
from service_desk.foundation.errors import Conflict, NotFound
from service_desk.foundation.ids import uuid7
from service_desk.foundation.written import Phrase, Term
from service_desk.parts.rules import REAL, LocationFacts, LocationKind, MoveFacts, MoveKind, PartFacts
from service_desk.products import queries as products

_ENDS: Final = """
select p.id as part_id, p.sku, p.tracking, p.uom, p.serial_mask,
       l.id, l.centre_id, l.code, l.name, l.kind, l.retired_at is not null as retired, l.version,
       v.id as virtual_id, v.code as virtual_code
  from (select 1) as one
  left join product p on p.id = $1
  left join location l on l.id = $2
  left join location v on v.centre_id = l.centre_id and v.kind = $3"""
_LOCK: Final = """
select 1 from stock where product_id = $1 and lot = $2 and serial = $3 and location_id = any($4)
 order by location_id for update"""
_OPEN: Final = """
insert into stock (id, product_id, location_id, lot, serial, quantity, changed_at) values ($1, $2, $3, $4, $5, 0, $6)
on conflict do nothing"""
_TAKE: Final = """
update stock set quantity = quantity - $5, changed_at = $6
 where product_id = $1 and location_id = $2 and lot = $3 and serial = $4 and quantity >= $5
returning unit_cost"""
_PUT: Final = """
insert into stock as s (id, product_id, location_id, lot, serial, quantity, unit_cost, changed_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (product_id, location_id, lot, serial) do update set
  quantity = s.quantity + excluded.quantity, changed_at = excluded.changed_at,
  unit_cost = case when s.quantity <= 0 or s.unit_cost is null then excluded.unit_cost
    else round((s.quantity * s.unit_cost + excluded.quantity * excluded.unit_cost) / (s.quantity + excluded.quantity), 4) end"""
# Out at a cost that is known instead of at the average; what is left keeps the rest of the value.
_TAKE_AT: Final = """
update stock set quantity = quantity - $5, changed_at = $6,
  unit_cost = case when quantity = $5 then null
    else greatest(round((quantity * coalesce(unit_cost, $7) - $5 * $7) / (quantity - $5), 4), 0) end
 where product_id = $1 and location_id = $2 and lot = $3 and serial = $4 and quantity >= $5
returning 1"""
_LAST: Final = """
select m.kind, m.subject_number, t.code, t.kind as place from stock_move m join location t on t.id = m.to_id
 where m.product_id = $1 and m.serial = $2 and m.serial <> '' order by m.id desc limit 1"""
_WRITE: Final = """
insert into stock_move (id, centre_id, kind, product_id, from_id, to_id, quantity, lot, serial, unit_cost, currency,
  subject_kind, subject_id, subject_number, reason, reverses_id, moved_at, moved_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"""
_THERE: Final = """
select lot, serial, quantity from stock where product_id = $1 and location_id = $2 and quantity > 0
 order by changed_at limit 6"""
_WHERE: Final = """
select l.code from stock s join location l on l.id = s.location_id
 where s.product_id = $1 and s.serial = $2 and s.quantity > 0"""
_SHOWN: Final = 5


class TooFewParts(Conflict):
    code = "too_few_parts"
    message = "Only {on_hand} of {part} at {location}: take fewer, or move stock there first."


class WrongBatch(Conflict):
    code = "wrong_batch"
    message = "Batch {lot} of {part} is not at {location}. There: {lots}. Scan the batch again, or take one of these."


class SerialNotThere(Conflict):
    code = "serial_not_there"
    message = "{part} with serial {serial} is not at {location}; {where}. Scan it again, or take another one."


class SerialAlreadyThere(Conflict):
    code = "serial_already_there"
    message = "{part} with serial {serial} is at {location} already. Scan the serial again."


class SerialInUse(Conflict):
    code = "serial_in_use"
    message = (
        "{part} with serial {serial} is in {unit}: one thing is at one place. Scan the serial again; if it was taken out, "
        "return it from its order or enter it there as the old serial first."
    )


class SerialWasHere(Conflict):
    code = "serial_was_here"
    message = (
        "{part} with serial {serial} left the stock before, for {unit}. Scan the serial again; if it is the same one that "
        "came back, say so (came_back)."
    )


class End(NamedTuple):
    """One end of a move."""

    id: UUID
    code: str


@dataclass(frozen=True, slots=True)
class Ends:
    """The part, the real place, and the virtual place at the other end of the move."""

    part: PartFacts
    place: LocationFacts
    virtual: End

    @property
    def real(self) -> End:
        return End(self.place.id, self.place.code)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a move is for; opaque to this room."""

    kind: str = ""
    id: UUID | None = None
    number: str = ""


NO_SUBJECT: Final = Subject()


async def ends(part_id: UUID, location_id: UUID, virtual: LocationKind, right: str, by: Actor) -> Ends:
    """The part, the place and its other side, for one who holds the right at the centre of the place."""
    row = await fetchrow(_ENDS, part_id, location_id, virtual)
    assert row is not None
    if row["part_id"] is None:
        raise NotFound(kind="part", key=part_id)
    if row["id"] is None:
        raise NotFound(kind="location", key=location_id)
    by.require_row(right, row["centre_id"], kind="location", key=location_id)
    part = PartFacts(row["part_id"], row["sku"], row["tracking"], row["uom"], row["serial_mask"])
    place = LocationFacts(**{field.name: row[field.name] for field in fields(LocationFacts)})
    return Ends(part, place, End(row["virtual_id"], row["virtual_code"]))


async def lock(part: PartFacts, lot: str, serial: str, places: Sequence[UUID]) -> None:
    """Lock the balances of a move between real places in one order, or two opposite moves would wait for each other."""
    await fetch(_LOCK, part.id, lot, serial, list(places))


async def lock_one(part: PartFacts, place: LocationFacts, lot: str, serial: str, at: datetime) -> None:
    """Lock one balance, also one that nobody has used yet: two first counts of a lot must not both find nothing."""
    await execute(_OPEN, uuid7(), part.id, place.id, lot, serial, at)
    await lock(part, lot, serial, (place.id,))


async def take(
    part: PartFacts, place: LocationFacts, quantity: Decimal, lot: str, serial: str, at: datetime
) -> Decimal | None:
    """Take from a balance; its average cost. TooFewParts, WrongBatch or SerialNotThere say what is there."""
    row = await fetchrow(_TAKE, part.id, place.id, lot, serial, quantity, at)
    if row is None:
        raise await _refusal(part, place, lot, serial)
    cost: Decimal | None = row["unit_cost"]
    return cost


async def _refusal(part: PartFacts, place: LocationFacts, lot: str, serial: str) -> Conflict:
    if serial:
        row = await fetchrow(_WHERE, part.id, serial)
        where = Term("it is not in stock") if row is None else Phrase("it is at {place}", place=row["code"])
        return SerialNotThere(part=part.sku, serial=serial, location=place.code, where=where, field="serial")
    there = await fetch(_THERE, part.id, place.id)
    here = [row for row in there if row["lot"] == lot]
    if lot and there and not here:
        lots = [row["lot"] for row in there[:_SHOWN]] + ["…"] * (len(there) > _SHOWN)
        return WrongBatch(part=part.sku, lot=lot, location=place.code, lots=lots, field="lot")
    held = here[0]["quantity"] if here else Decimal(0)
    return TooFewParts(on_hand=held, part=part.sku, location=place.code, field="quantity")


async def put(
    part: PartFacts, place: LocationFacts, quantity: Decimal, lot: str, serial: str, unit_cost: Decimal, at: datetime
) -> None:
    """Put to a balance, whose cost becomes the moving average."""
    if serial and (row := await fetchrow(_WHERE, part.id, serial)) is not None:
        raise SerialAlreadyThere(part=part.sku, serial=serial, location=row["code"], field="serial")
    try:
        await execute(_PUT, uuid7(), part.id, place.id, lot, serial, quantity, unit_cost, at)
    except (UniqueViolationError, CheckViolationError) as refused:
        # Someone else put the same serial down meanwhile; the transaction is lost, so it cannot be asked where.
        if not serial:
            raise
        raise SerialAlreadyThere(
            part=part.sku, serial=serial, location=Term("another place"), field="serial"
        ) from refused


async def take_at(
    part: PartFacts, place: LocationFacts, quantity: Decimal, lot: str, serial: str, cost: Decimal, at: datetime
) -> None:
    """Take from a balance at a cost that is known, such as that of the receipt which is corrected."""
    if await fetchrow(_TAKE_AT, part.id, place.id, lot, serial, quantity, at, cost) is None:
        raise await _refusal(part, place, lot, serial)


async def new_here(part: PartFacts, serial: str, *, came_back: bool) -> None:
    """After `put` of what comes from outside: the same thing cannot be in a unit, and what was here before has a history.

    Asked after the balance is locked, so that one who issues or fits it at the same moment is seen.
    """
    if not serial:
        return
    if (unit := await products.whereabouts(part.id, serial)) is not None:
        raise SerialInUse(part=part.sku, serial=serial, unit=unit, field="serial")
    if came_back:
        return
    if await products.unit_of(part.id, serial) is not None:  # registered, and nobody's
        raise SerialWasHere(part=part.sku, serial=serial, unit=serial, field="came_back")
    last = await fetchrow(_LAST, part.id, serial)
    if last is not None and last["place"] not in REAL:
        unit = last["subject_number"] or last["code"]
        raise SerialWasHere(part=part.sku, serial=serial, unit=unit, field="came_back")


async def write(fact: MoveFacts, kind: MoveKind, *, by: Actor, reverses: UUID | None = None, reason: str = "") -> None:
    """Write the move that the fact tells of."""
    await execute(
        _WRITE, fact.move_id, fact.centre_id, kind, fact.product_id, fact.from_location_id, fact.to_location_id,
        fact.quantity, fact.lot, fact.serial, fact.unit_cost, fact.currency, fact.subject_kind, fact.subject_id,
        fact.number, reason, reverses, fact.moved_at, by.id,
    )  # fmt: skip


def facts_of(
    part: PartFacts,
    source: End,
    target: End,
    *,
    centre_id: UUID,
    quantity: Decimal,
    lot: str,
    serial: str,
    unit_cost: Decimal,
    currency: str,
    at: datetime,
    subject: Subject = NO_SUBJECT,
) -> dict[str, Any]:
    """What all facts about moves have in common, for a new move."""
    common = MoveFacts(
        move_id=uuid7(), centre_id=centre_id, product_id=part.id, sku=part.sku, uom=part.uom, quantity=quantity,
        lot=lot, serial=serial, from_location_id=source.id, from_location=source.code, to_location_id=target.id,
        to_location=target.code, unit_cost=unit_cost, currency=currency, subject_kind=subject.kind,
        subject_id=subject.id, number=subject.number, moved_at=at,
    )  # fmt: skip
    return {field.name: getattr(common, field.name) for field in fields(MoveFacts)}


def plain(quantity: Decimal) -> str:
    """3, not 3.000000."""
    return f"{quantity.normalize():f}"
