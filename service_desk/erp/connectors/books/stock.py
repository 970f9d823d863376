"""Stock with its value: moves between places, balances at average cost. Hand-written, since every repair passes here."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from service_desk.erp.connectors.books.refusal import RefusedError
from service_desk.erp.rules import RejectCode, Reversal, StockDocument, StockLine
from service_desk.foundation.db import execute, fetch, fetchrow, fetchval
from service_desk.foundation.money import exponent, rounded
from service_desk.products.rules import Tracking

_KNOWN: Final = """
select (select tracking from product where sku = $1) as tracking,
       (select l.kind from location l join centre c on c.id = l.centre_id where c.code || '.' || l.code = $2) as source,
       (select l.kind from location l join centre c on c.id = l.centre_id where c.code || '.' || l.code = $3) as target"""
# The last unit takes the value that is left, so that nothing of it stays on an empty balance.
_TAKE: Final = """
with o as (select case when quantity = $1 then value else round(value / quantity * $1, $5) end as cost from (
    select quantity, value from book_balance where item = $2 and lot = $3 and location = $4 and quantity >= $1
       for update) b)
update book_balance t set quantity = t.quantity - $1, value = t.value - o.cost from o
 where t.item = $2 and t.lot = $3 and t.location = $4 returning o.cost"""
_TAKE_UP_TO: Final = """
with o as (select case when quantity = $1 then value else least(value, $5) end as cost from (
    select quantity, value from book_balance where item = $2 and lot = $3 and location = $4 and quantity >= $1
       for update) b)
update book_balance t set quantity = t.quantity - $1, value = t.value - o.cost from o
 where t.item = $2 and t.lot = $3 and t.location = $4 returning o.cost"""
_TAKE_EXACT: Final = """
update book_balance set quantity = quantity - $1, value = value - $5
 where item = $2 and lot = $3 and location = $4 and value >= $5 and (quantity > $1 or (quantity = $1 and value = $5))
returning 1"""
_PUT: Final = """
insert into book_balance as b (item, lot, location, quantity, value) values ($1, $2, $3, $4, $5)
on conflict (item, lot, location) do update set quantity = b.quantity + excluded.quantity, value = b.value + excluded.value"""
_LOCK: Final = """
select 1 from book_balance where item = $1 and lot = $2 and location = any($3) order by item, lot, location for update"""
_MOVE: Final = """
insert into book_move (document_id, item, lot, from_location, to_location, quantity, unit_cost, value, posted_on, returns_id)
values ($1, $2, $3, $4, $5, $6, round($7::numeric / $6, 8), $7, $8, $9)"""
_ISSUED: Final = """
select m.id, m.quantity, m.value from book_move m join book_document d on d.id = m.document_id
 where d.key = $1 and m.item = $2 and m.lot = $3 for update of m"""
_BACK: Final = """
select coalesce(sum(m.quantity), 0) as quantity, coalesce(sum(m.value), 0) as value
  from book_move m join book_document d on d.id = m.document_id
 where m.returns_id = $1 and not exists (select 1 from book_document x where x.reverses = d.key)"""
_MADE: Final = """
with place as (select c.code || '.' || l.code as code, l.kind from location l join centre c on c.id = l.centre_id)
select m.*, s.kind as source, t.kind as target, exists (select 1 from book_move r join book_document d on d.id = r.document_id where r.returns_id = m.id
    and not exists (select 1 from book_document x where x.reverses = d.key)) as returned
  from book_move m left join place s on s.code = m.from_location left join place t on t.code = m.to_location
 where m.document_id = $1 order by m.item, m.lot, m.to_location for update of m"""

_REAL: Final = frozenset({"warehouse", "van", "bench"})


@dataclass(frozen=True, slots=True)
class Ends:
    tracking: str
    from_real: bool
    to_real: bool


async def move(document_id: int, document: StockDocument, line: StockLine) -> tuple[Decimal, Decimal]:
    """Book one line; the value it brought into stock (negative when it left, zero between two real places), and by how much
    that falls short of what a document with `difference` asks for."""
    ends = await _ends(line)
    if ends.from_real:  # by a statement of its own: what is taken is then reckoned on what the one before has left
        await fetch(_LOCK, line.item, line.lot, [line.from_location, line.to_location])
    returned, off = None, Decimal(0)
    if ends.from_real and document.difference is not None:
        value = await _take_up_to(line, ends, document.currency)
        off = rounded(line.quantity * line.unit_cost, document.currency) - value
    elif ends.from_real:
        value = await _take(line, ends, document.currency)
    elif document.returns:
        returned, value = await _coming_back(document, line)
    else:
        value = rounded(line.quantity * line.unit_cost, document.currency)
    if ends.to_real:
        await execute(_PUT, line.item, line.lot, line.to_location, line.quantity, value)
    await execute(
        _MOVE, document_id, line.item, line.lot, line.from_location, line.to_location, line.quantity, value,
        document.posting_date, returned,
    )  # fmt: skip
    return (value if ends.to_real else Decimal(0)) - (value if ends.from_real else Decimal(0)), off


async def _ends(line: StockLine) -> Ends:
    row = await fetchrow(_KNOWN, line.item, line.from_location, line.to_location)
    assert row is not None
    if row["tracking"] is None:
        raise RefusedError(RejectCode.UNKNOWN_ITEM, f"There is no item {line.item}.", "item")
    for place, kind in ((line.from_location, row["source"]), (line.to_location, row["target"])):
        if kind is None:
            raise RefusedError(RejectCode.UNKNOWN_LOCATION, f"There is no location {place}.", "location")
    if row["tracking"] != Tracking.NONE and not line.lot:
        raise RefusedError(RejectCode.LOT_REQUIRED, f"{line.item} is tracked by {row['tracking']}.", "lot")
    if row["tracking"] == Tracking.SERIAL and line.quantity != 1:
        raise RefusedError(RejectCode.QTY_PRECISION, f"One serial of {line.item} is one piece.", "quantity")
    return Ends(row["tracking"], row["source"] in _REAL, row["target"] in _REAL)


async def _take_up_to(line: StockLine, ends: Ends, currency: str) -> Decimal:
    """Out at the line's own cost, as far as the place has that much; the last unit takes what is left."""
    wanted = rounded(line.quantity * line.unit_cost, currency)
    cost = await fetchval(_TAKE_UP_TO, line.quantity, line.item, line.lot, line.from_location, wanted)
    return await _take(line, ends, currency) if cost is None else Decimal(cost)


async def _take(line: StockLine, ends: Ends, currency: str) -> Decimal:
    cost = await fetchval(_TAKE, line.quantity, line.item, line.lot, line.from_location, exponent(currency))
    if cost is not None:
        return Decimal(cost)
    where = f"of {line.item} {line.lot} at {line.from_location}".replace("  ", " ")
    if ends.tracking == Tracking.SERIAL:
        raise RefusedError(RejectCode.SERIAL_NOT_AT_LOCATION, f"None {where}.", "lot")
    if line.lot and not await fetchval("select 1 from book_move where item = $1 and lot = $2", line.item, line.lot):
        raise RefusedError(RejectCode.UNKNOWN_LOT, f"Nothing {where} was ever booked.", "lot")
    raise RefusedError(RejectCode.INSUFFICIENT_STOCK, f"Fewer than {line.quantity.normalize():f} {where}.", "quantity")


async def _coming_back(document: StockDocument, line: StockLine) -> tuple[int | None, Decimal]:
    """The value that left with the issue, in proportion; the last piece to come back brings what is left of it."""
    issued = await fetchrow(_ISSUED, document.returns, line.item, line.lot)
    if issued is None:
        raise RefusedError(RejectCode.SERIAL_NOT_AT_LOCATION, f"{document.returns} issued no such part.", "returns")
    back: Any = await fetchrow(_BACK, issued["id"])
    total = back["quantity"] + line.quantity
    if total > issued["quantity"]:
        raise RefusedError(RejectCode.INSUFFICIENT_STOCK, f"More would come back than {document.returns} issued.")
    value = rounded(issued["value"] * total / issued["quantity"], document.currency) - back["value"]
    return issued["id"], Decimal(value)


async def undo(document_id: int, original_id: int, reversal: Reversal) -> None:
    """The moves of a document, the other way round and at the same value."""
    for row in await fetch(_MADE, original_id):
        await _undo_one(document_id, row, reversal)


async def _undo_one(document_id: int, row: Any, reversal: Reversal) -> None:
    if row["returned"]:
        raise RefusedError(RejectCode.INSUFFICIENT_STOCK, "Some of it came back already: return the rest instead.")
    if row["target"] in _REAL and not await fetchval(
        _TAKE_EXACT, row["quantity"], row["item"], row["lot"], row["to_location"], row["value"]
    ):
        raise RefusedError(
            RejectCode.INSUFFICIENT_STOCK,
            f"{row['item']} is no longer at {row['to_location']} at that value: adjust it.",
        )
    if row["source"] in _REAL:
        await execute(_PUT, row["item"], row["lot"], row["from_location"], row["quantity"], row["value"])
    await execute(
        _MOVE, document_id, row["item"], row["lot"], row["to_location"], row["from_location"], row["quantity"],
        row["value"], reversal.posting_date, row["id"] if row["source"] in _REAL else None,
    )  # fmt: skip
