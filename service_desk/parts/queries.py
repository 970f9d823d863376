"""What can be asked about stock: places, balances, moves, expected cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from service_desk.foundation.db import fetch, fetchrow, fetchval
from service_desk.foundation.errors import NotFound
from service_desk.foundation.i18n import code_form
from service_desk.foundation.naming import looked_up
from service_desk.foundation.paging import BadCursor, Page, checked_limit, cut, decode, id_mark
from service_desk.foundation.sorting import code_key
from service_desk.foundation.where import Where
from service_desk.parts.rules import LocationFacts, Mark
from service_desk.parts.rules.moves import MoveKind

Scope = frozenset[UUID] | None  # the centres one may see; None: all


@dataclass(frozen=True, slots=True)
class Balance:
    """`unit_cost` is the moving average in `currency`, the company's book currency; None while no receipt has told."""

    product_id: UUID
    sku: str
    uom: str
    centre_id: UUID
    location_id: UUID
    location: str
    lot: str
    serial: str
    quantity: Decimal
    unit_cost: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True)
class Move:
    """A move as it is read back. `returned` is how much of it has come back so far."""

    id: UUID
    kind: MoveKind
    centre_id: UUID
    product_id: UUID
    sku: str
    from_location: str
    to_location: str
    quantity: Decimal
    lot: str
    serial: str
    unit_cost: Decimal
    currency: str
    subject_kind: str
    subject_id: UUID | None
    subject_number: str
    reason: str
    reverses_id: UUID | None
    moved_at: datetime
    moved_by: UUID
    returned: Decimal


LOCATION: Final = (
    "select l.id, l.centre_id, l.code, l.name, l.kind, l.retired_at is not null as retired, l.version from location l"
)
_BALANCE: Final = (
    "select s.product_id, p.sku, p.uom, l.centre_id, s.location_id, l.code as location, s.lot, s.serial, s.quantity, "
    "s.unit_cost, (select book_currency from company) as currency from stock s join product p on p.id = s.product_id join location l on l.id = s.location_id "
)
_MOVE: Final = (
    "select m.id, m.kind, m.centre_id, m.product_id, p.sku, f.code as from_location, t.code as to_location, m.quantity, "
    "m.lot, m.serial, m.unit_cost, m.currency, m.subject_kind, m.subject_id, m.subject_number, m.reason, m.reverses_id, "
    "m.moved_at, m.moved_by, (select coalesce(sum(r.quantity), 0) from stock_move r where r.reverses_id = m.id and r.kind = 'return') as returned "
    "from stock_move m join product p on p.id = m.product_id join location f on f.id = m.from_id "
    "join location t on t.id = m.to_id "
)
_DAY: Final = "(m.moved_at at time zone (select zone from centre where id = m.centre_id))::date"
_LYING: Final = """
select s.lot, s.serial from unnest($3::text[], $4::text[]) as m (lot, serial)
  join stock s on s.product_id = $1 and ($2::uuid is null or s.location_id = $2) and s.lot = m.lot and s.serial = m.serial
 where s.quantity > 0"""


async def location(location_id: UUID) -> LocationFacts:
    return _place(await fetchrow(f"{LOCATION} where l.id = $1", location_id), location_id)


async def location_by_code(centre_id: UUID, code: str) -> LocationFacts:
    row = await fetchrow(f"{LOCATION} where l.centre_id = $1 and l.code = $2", centre_id, code_form(code))
    return _place(row, code[:30])


async def locations(centres: Scope = None, *, virtual: bool = False) -> list[LocationFacts]:
    """The places in use, by centre and code; with `virtual` also those where nothing lies."""
    rows = await fetch(
        f"{LOCATION} where l.retired_at is null and ($1::uuid[] is null or l.centre_id = any($1)) "
        "and ($2 or l.kind in ('warehouse', 'van', 'bench')) order by l.centre_id, l.code",
        _list(centres),
        virtual,
    )
    return [LocationFacts(**row) for row in rows]


async def places_of(product_id: UUID) -> list[str]:
    """The codes of the places where a part lies, in any centre."""
    sql = (
        "select distinct l.code from stock s join location l on l.id = s.location_id "
        "where s.product_id = $1 and s.quantity > 0 order by l.code"
    )
    return [row["code"] for row in await fetch(sql, product_id)]


async def stock_of(product_id: UUID, centres: Scope = None) -> list[Balance]:
    """Where a part lies, by place, lot and serial; empty balances are left out."""
    rows = await fetch(
        f"{_BALANCE} where s.product_id = $1 and s.quantity > 0 and ($2::uuid[] is null or l.centre_id = any($2))",
        product_id,
        _list(centres),
    )
    return sorted(
        (Balance(**row) for row in rows),
        key=lambda each: [code_key(mark) for mark in (each.location, each.lot, each.serial)],
    )


async def stock_at(location_id: UUID, cursor: str | None = None, limit: int = 50) -> Page[Balance]:
    """What lies at a place, by SKU in natural order, lot and serial."""
    first, lot, serial = decode(cursor, 3) or ["", "", ""]
    try:
        sku_key = bytes.fromhex(first)
    except ValueError:
        raise BadCursor from None
    rows = await fetch(
        f"{_BALANCE} where s.location_id = $1 and s.quantity > 0 and (p.sku_key, s.lot, s.serial) > ($2, $3, $4) "
        "order by p.sku_key, s.lot, s.serial limit $5",
        location_id, sku_key, lot, serial, checked_limit(limit) + 1,
    )  # fmt: skip
    found = [Balance(**row) for row in rows]
    return cut(found, limit, lambda one: (code_key(one.sku).hex(), one.lot, one.serial))


async def on_hand(product_id: UUID, location_id: UUID, lot: str = "", serial: str = "") -> Decimal:
    """The balance of one lot or serial at a place; zero where there is none."""
    found = await fetchval(
        "select quantity from stock where product_id = $1 and location_id = $2 and lot = $3 and serial = $4",
        product_id,
        location_id,
        lot,
        serial,
    )
    return Decimal(0) if found is None else Decimal(found)


async def lying(product_id: UUID, location_id: UUID | None, marks: Sequence[Mark]) -> set[Mark]:
    """Those of the batches and serials of a part that lie at a place; anywhere without one."""
    rows = await fetch(_LYING, product_id, location_id, [mark.lot for mark in marks], [mark.serial for mark in marks])
    return {Mark(*row) for row in rows}


async def lying_with_serial(serials: Sequence[str]) -> list[tuple[UUID, str]]:
    """Part and serial of what lies in stock anywhere under one of these spellings."""
    rows = await fetch(
        "select product_id, serial from stock where serial = any($1) and serial <> '' and quantity > 0 "
        "order by product_id limit 5",
        list(serials),
    )
    return [(row["product_id"], row["serial"]) for row in rows]


async def lying_with_bare_serial(bare: Sequence[str]) -> list[tuple[UUID, str]]:
    """The same of serials without their hyphens, points, slashes and underscores."""
    rows = await fetch(
        "select product_id, serial from stock where translate(serial, '-./_', '') = any($1) and serial <> '' "
        "and quantity > 0 order by product_id limit 5",
        list(bare),
    )
    return [(row["product_id"], row["serial"]) for row in rows]


async def left_with_serial(serials: Sequence[str]) -> tuple[UUID, str] | None:
    """Part and serial of what lay in stock under one of these spellings and left it; None for none, or several parts."""
    rows = await fetch(
        "select distinct product_id, serial from stock where serial = any($1) and serial <> '' limit 2", list(serials)
    )
    return (rows[0]["product_id"], rows[0]["serial"]) if len(rows) == 1 else None


async def lies_at(product_id: UUID, serial: str) -> LocationFacts | None:
    """The place where the thing of that serial lies; None for one that is not in stock."""
    row = await fetchrow(
        f"{LOCATION} join stock s on s.location_id = l.id where s.product_id = $1 and s.serial = $2 and s.serial <> '' "
        "and s.quantity > 0",
        product_id,
        serial,
    )
    return None if row is None else _place(row, serial)


async def places_of_serials(units: Sequence[tuple[UUID, str]]) -> dict[tuple[UUID, str], str]:
    """By product and serial the code of the place where each of these things lies; those that are not in stock are left out."""
    rows = await fetch(
        "select s.product_id, s.serial, l.code from unnest($1::uuid[], $2::text[]) as unit (product_id, serial) "
        "join stock s using (product_id, serial) join location l on l.id = s.location_id "
        "where s.serial <> '' and s.quantity > 0",
        [product_id for product_id, _ in units],
        [serial for _, serial in units],
    )
    return {(row["product_id"], row["serial"]): row["code"] for row in rows}


async def sales_of_units(item_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """By unit the move with which it was sold out of our own stock the last time."""
    rows = await fetch(
        "select subject_id, id from stock_move where subject_kind = 'item' and subject_id = any($1) and kind = 'issue' "
        "order by id",
        list(item_ids),
    )
    return {row["subject_id"]: row["id"] for row in rows}


async def standard_cost(product_id: UUID, on: date) -> Decimal:
    """The cost set for a part, in the book currency, in force on a day; zero where nobody set one."""
    found = await fetchval(
        "select cost from part_cost where product_id = $1 and valid_from <= $2 order by valid_from desc limit 1",
        product_id,
        on,
    )
    return Decimal(0) if found is None else Decimal(found)


async def expected_cost(product_id: UUID, location_id: UUID, lot: str, serial: str, on: date) -> Decimal:
    """What one unit is expected to cost us: the average of that balance, else of the part there, else the standard."""
    found = await fetchval(
        "select unit_cost from stock where product_id = $1 and location_id = $2 and unit_cost is not null "
        "order by (lot = $3 and serial = $4) desc, changed_at desc limit 1",
        product_id,
        location_id,
        lot,
        serial,
    )
    return await standard_cost(product_id, on) if found is None else Decimal(found)


async def usual_cost(product_id: UUID, location_id: UUID | None, on: date) -> Decimal:
    """What a part costs otherwise: the newest average, of this place before others, else the standard; zero if unknown."""
    found = await fetchval(
        "select unit_cost from stock where product_id = $1 and unit_cost > 0 "
        "order by (location_id = $2) desc nulls last, changed_at desc limit 1",
        product_id,
        location_id,
    )
    return await standard_cost(product_id, on) if found is None else Decimal(found)


async def move(move_id: UUID) -> Move:
    row = await fetchrow(f"{_MOVE} where m.id = $1", move_id)
    if row is None:
        raise NotFound(kind="stock move", key=move_id)
    return Move(**row)


async def moves_for(subject_id: UUID) -> list[Move]:
    """The moves of an order or another subject, in the order in which they were made."""
    return [
        Move(**row) for row in await fetch(f"{_MOVE} where m.subject_id = $1 order by m.moved_at, m.id", subject_id)
    ]


async def moves_of(
    product_id: UUID,
    centres: Scope = None,
    cursor: str | None = None,
    limit: int = 50,
    *,
    since: date | None = None,
    until: date | None = None,
) -> Page[Move]:
    """The moves of a part, the newest first; of days in the zone of each move's centre."""
    where = Where(checked_limit(limit) + 1)
    where.add("m.product_id = {}", product_id)
    where.add("m.centre_id = any({})", _list(centres))
    where.add(f"{_DAY} >= {{}}", since)
    where.add(f"{_DAY} <= {{}}", until)
    where.add("m.id < {}", id_mark(cursor))
    rows = await fetch(f"{_MOVE} where {where} order by m.id desc limit $1", *where.args)
    return cut([Move(**row) for row in rows], limit, lambda one: (one.id,))


def _list(centres: Scope) -> Sequence[UUID] | None:
    return None if centres is None else list(centres)


def _place(row: Any, key: object) -> LocationFacts:
    if row is None:
        raise NotFound(kind="location", key=key)
    return LocationFacts(**row)


location_named = looked_up(
    "location",
    "select t.id, c.code || ':' || t.code as alone from location t join centre c on c.id = t.centre_id "
    "where (t.code = $1 or c.code || ':' || t.code = $1) and ($2::uuid[] is null or t.centre_id = any($2)) "
    "order by alone",
)


@dataclass(frozen=True, slots=True)
class SubjectMove:
    id: UUID
    quantity: Decimal


async def moves_of_subjects(kind: str, subject_ids: Sequence[UUID]) -> dict[UUID, SubjectMove]:
    """The last receipt for each of these subjects, as its corrections left it: what bulk loads compare a file with."""
    rows = await fetch(
        "select m.subject_id, m.id, m.quantity + coalesce((select sum(case when r.from_id = m.from_id then r.quantity "
        "else -r.quantity end) from stock_move r where r.reverses_id = m.id), 0) as quantity from stock_move m "
        "where m.subject_id = any($2) and m.subject_kind = $1 and m.kind = 'receipt' order by m.id",
        kind,
        list(subject_ids),
    )
    return {row["subject_id"]: SubjectMove(row["id"], row["quantity"]) for row in rows}
