"""Sessions of receiving and counting: their scans, their lines, and what the books say beside them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from service_desk.foundation.db import fetch, fetchrow
from service_desk.foundation.errors import NotFound
from service_desk.foundation.paging import Page, checked_limit, cut
from service_desk.foundation.sorting import code_key
from service_desk.foundation.where import OneOf, Where
from service_desk.parts.rules import PartFacts
from service_desk.products.rules.identity import sku_form
from service_desk.scanning.queries.marks import before
from service_desk.scanning.rules.sessions import Counted, Line, Purpose, SessionFacts, SessionState
from service_desk.scanning.rules.taking import Known, Reckoned

Scope = frozenset[UUID] | None
_SESSION: Final = """
select s.id, s.centre_id, s.location_id, l.code as location, s.purpose, s.number, s.state, s.started_at, s.state_at, s.version,
       n.counted, n.folded, n.unclear, n.unknown
  from stock_session s join location l on l.id = s.location_id,
       lateral (select count(*) filter (where c.outcome = 'counted') as counted,
                       coalesce(sum(c.reads - 1) filter (where c.outcome in ('counted', 'unknown', 'unclear')), 0)::int as folded,
                       count(*) filter (where c.outcome = 'unclear') as unclear,
                       count(*) filter (where c.outcome = 'unknown') as unknown
                  from session_scan c where c.session_id = s.id and c.undone_at is null) n"""
_SCAN: Final = """
select c.seq, c.given, c.outcome, coalesce(p.sku, '') as sku, c.lot, c.serial, c.quantity, c.reads
  from session_scan c left join product p on p.id = c.product_id where c.session_id = $1 and c.undone_at is null"""
# In a count, what lies there by the books of the parts that were scanned (or, `$2`, of all parts) stands beside it.
_LINES: Final = """
with counted as (
  select product_id, lot, serial, sum(quantity) as quantity from session_scan
   where session_id = $1 and outcome = 'counted' and undone_at is null group by product_id, lot, serial),
booked as (
  select k.product_id, k.lot, k.serial, k.quantity from stock k join stock_session s on s.id = $1 and s.location_id = k.location_id
   where s.purpose = 'count' and k.quantity > 0 and ($2 or k.product_id in (select product_id from counted)))
select product_id, p.sku, lot, serial, coalesce(c.quantity, 0) as counted, b.quantity as booked
  from counted c full join booked b using (product_id, lot, serial) join product p on p.id = product_id"""
_PARTS: Final = """
select id, sku, gtin, tracking, uom, serial_mask from product where (sku = any($1) or gtin = any($2) or sku_form = any($1)) and retired_at is null"""
_SERIALS: Final = """
select s.serial, p.id, p.sku, p.tracking, p.uom, p.serial_mask from stock s join product p on p.id = s.product_id
 where s.serial = any($1) and s.serial <> '' and s.location_id = $2 and s.quantity > 0"""


async def session(session_id: UUID, centres: Scope) -> SessionFacts:
    row = await fetchrow(
        f"{_SESSION} where s.id = $1 and ($2::uuid[] is null or s.centre_id = any($2))", session_id, _list(centres)
    )
    if row is None:
        raise NotFound(kind="receiving session", key=session_id)
    return _facts(row)


async def sessions(
    centres: Scope,
    *,
    state: OneOf = None,
    words: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[SessionFacts]:
    """The newest first; `words`: all of them in the delivery note or the code of the place."""
    where = Where(checked_limit(limit) + 1)
    where.add("s.centre_id = any({})", _list(centres))
    where.among("s.state", state)
    where.add("s.id < {}", before(cursor))
    where.words("s.number || ' ' || l.code", words)
    rows = await fetch(f"{_SESSION} where {where} order by s.id desc limit $1", *where.args)
    return cut([_facts(row) for row in rows], limit, lambda one: (one.id,))


async def waiting_scans(session_id: UUID, limit: int = 200) -> list[Counted]:
    """The scans that nobody has understood yet, the first first."""
    rows = await fetch(f"{_SCAN} and c.outcome in ('unclear', 'unknown') order by c.seq limit $2", session_id, limit)
    return [counted(row) for row in rows]


async def session_lines(session_id: UUID, *, whole: bool = False) -> list[Line]:
    """By part, lot and serial. `whole`: in a count, parts that were not scanned at all count as gone."""
    lines = [_line(row) for row in await fetch(_LINES, session_id, whole)]
    return sorted(lines, key=lambda each: [code_key(mark) for mark in (each.sku, each.lot, each.serial)])


async def known_parts(written: Iterable[str], gtins: Iterable[str], location_id: UUID, *, serials: bool) -> Known:
    """Whatever these scans may name: two statements, however many scans. `serials`: also by those in stock at the place."""
    spelled = list(dict.fromkeys(written))
    rows = await fetch(_PARTS, spelled, list(dict.fromkeys(gtins)))
    owners: dict[str, list[PartFacts]] = {}
    for row in await fetch(_SERIALS, spelled, location_id) if serials else ():
        owners.setdefault(row["serial"], []).append(_part(row))
    return Known(
        {row["gtin"]: _part(row) for row in rows if row["gtin"]},
        {form: _part(row) for row in rows for form in (sku_form(row["sku"]), row["sku"])},
        owners,
    )


async def named_part(session_id: UUID) -> PartFacts | None:
    """The part whose serials are being scanned: the last one that was named and not undone."""
    row = await fetchrow(
        "select p.id, p.sku, p.tracking, p.uom, p.serial_mask from session_scan c join product p on p.id = c.product_id "
        "where c.session_id = $1 and c.undone_at is null and c.outcome = 'named' order by c.seq desc limit 1",
        session_id,
    )
    return None if row is None else _part(row)


def counted(row: Any, *, folded: bool = False) -> Counted:
    raw = bytes(row["given"]).decode("utf-8", "replace")
    return Counted(
        row["seq"],
        raw,
        Reckoned(row["outcome"]),
        row["sku"],
        row["lot"],
        row["serial"],
        row["quantity"],
        row["reads"],
        folded,
    )


def _part(row: Any) -> PartFacts:
    return PartFacts(row["id"], row["sku"], row["tracking"], row["uom"], row["serial_mask"])


def _line(row: Any) -> Line:
    expected: Decimal | None = row["booked"]
    gap = row["counted"] - (expected or 0)
    return Line(row["product_id"], row["sku"], row["lot"], row["serial"], row["counted"], expected, gap)


def _facts(row: Any) -> SessionFacts:
    return SessionFacts(**{**dict(row), "purpose": Purpose(row["purpose"]), "state": SessionState(row["state"])})


def _list(centres: Scope) -> list[UUID] | None:
    return None if centres is None else list(centres)


async def sessions_at(location_id: UUID) -> list[str]:
    """What is being received or counted at a place, by delivery note or else by the day it was begun."""
    sql = (
        "select coalesce(nullif(number, ''), purpose || ' ' || to_char(started_at, 'YYYY-MM-DD')) as number "
        "from stock_session where location_id = $1 and state = 'open' order by id"
    )
    return [row["number"] for row in await fetch(sql, location_id)]
