"""Lists of repair orders, page by page, by one statement each."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from service_desk.centres.queries import numbers_meant
from service_desk.centres.rules import NumberKind
from service_desk.foundation.db import fetch
from service_desk.foundation.paging import BadCursor, Page, checked_limit, cut, decode
from service_desk.foundation.search import tsquery
from service_desk.foundation.where import Where
from service_desk.products.queries import exchanged_along, ids_by_serial_part
from service_desk.repairs.rules import OrderRow, State

Scope = frozenset[UUID] | None
MOST_HITS: Final = 2000
_ROW: Final = """
select r.id, r.centre_id, r.number, t.number as ticket_number, o.name as party_name,
       coalesce((select string_agg(coalesce(i.serial, i.batch, n.serial_given), ', ' order by n.seq)
          from repair_item n left join service_item i on i.id = n.item_id where n.order_id = r.id), '') as serials,
       r.state, r.state_at, r.started_at, r.reported_on
  from {source} left join ticket t on t.id = r.ticket_id
       left join party a on a.id = r.party_id left join party o on o.id = coalesce(a.merged_into, a.id)
 order by r.started_at desc, r.id desc"""
# The predicate of the partial index repair_order_open, word for word.
_OPEN: Final = "r.state not in ('closed', 'handed_over', 'cancelled')"


async def orders(
    *,
    centres: Scope,
    cursor: str | None = None,
    limit: int = 50,
    state: State | None = None,
    ticket_id: UUID | None = None,
    party_id: UUID | None = None,
    item_id: UUID | None = None,
    since: date | None = None,
    until: date | None = None,
    updated_since: datetime | None = None,
) -> Page[OrderRow]:
    """The newest first; all that are not ended, or whatever is asked for."""
    limit = checked_limit(limit)
    where = Where(limit + 1)
    if (state, ticket_id, party_id, item_id, since, until, updated_since) == (None,) * 7:
        where.add(_OPEN)
    where.add("r.state = {}", state)
    where.add("r.centre_id = any({})", None if centres is None else list(centres))
    where.add("r.ticket_id = {}", ticket_id)
    where.add("r.party_id in (select id from party where id = {0} or merged_into = {0})", party_id)
    where.add("r.id in (select order_id from repair_item where item_id = {})", item_id)
    where.add("r.reported_on >= {}", since)
    where.add("r.reported_on <= {}", until)
    where.add("r.changed_at >= {}", updated_since)
    where.add("(r.started_at, r.id) < ({}, {})", *_mark(cursor))
    source = f"(select * from repair_order r where {where} order by r.started_at desc, r.id desc limit $1) r"
    rows = await fetch(_ROW.format(source=source), *where.args)
    return cut(_rows(rows), limit, lambda row: (row.started_at, row.id))


# What was asked for: words $1, numbers $2, units by part of their serial $3; in the centres $4, the state $5.
_ASKED: Final = """
(r.search @@ $1::text::tsquery or r.number = any($2) or r.id in (select order_id from repair_item where item_id = any($3)))
   and ($4::uuid[] is null or r.centre_id = any($4)) and ($5::text is null or r.state = $5)"""
_PAGE: Final = (
    "($6::timestamptz is null or (started_at, id) < ($6, $7::uuid)) order by started_at desc, id desc limit $8"
)
_FOUND: Final = _ROW.format(
    source=f"""(
  with hit as materialized (select id, started_at from repair_order r where {_ASKED} limit {MOST_HITS}),
  page as materialized (select id, (select count(*) from hit) as hits from hit where {_PAGE})
  select r.*, page.hits from page join repair_order r on r.id = page.id) r"""
).replace("r.state_at,", "r.hits, r.state_at,", 1)
# Very many hold the words: then a walk from the newest meets a page of them soon.
_WALK: Final = _ROW.format(source=f"(select r.*, 0 as hits from repair_order r where {_ASKED} and {_PAGE}) r").replace(
    "r.state_at,", "r.hits, r.state_at,", 1
)
_NONE: Final = "''"


async def search(
    words: str, *, centres: Scope, state: State | None = None, cursor: str | None = None, limit: int = 50
) -> Page[OrderRow]:
    """Orders of any state, the newest first, that have words beginning as all the given ones in their ticket's report, units or
    customer; or those of that number, however it is written; or with a unit with that in its serial."""
    mark, numbers = _mark(cursor), await numbers_meant(words, NumberKind.REPAIR, centres)
    asked, units = tsquery(words), await ids_by_serial_part(words)
    if asked is None and not numbers:
        return Page([])
    scope = None if centres is None else list(centres)
    args = (asked or _NONE, numbers, units, scope, state, *mark, checked_limit(limit) + 1)
    rows = await fetch(_FOUND, *args)
    if rows and rows[0]["hits"] >= MOST_HITS:
        rows = await fetch(_WALK, *args)
    found = [OrderRow(**{name: value for name, value in row.items() if name != "hits"}) for row in rows]
    return cut(found, limit, lambda row: (row.started_at, row.id))


async def orders_of_item(item_id: UUID, *, centres: Scope, limit: int = 50) -> list[OrderRow]:
    """Every order a unit was on, and those of units that it was exchanged for or with; the newest first."""
    source = """(select distinct r.* from repair_order r join repair_item n on n.order_id = r.id
       where n.item_id = any($1) and ($2::uuid[] is null or r.centre_id = any($2))
     order by r.started_at desc, r.id desc limit $3) r"""
    scope = None if centres is None else list(centres)
    return _rows(await fetch(_ROW.format(source=source), await exchanged_along(item_id), scope, limit))


def _mark(cursor: str | None) -> tuple[datetime | None, UUID | None]:
    if (parts := decode(cursor, 2)) is None:
        return None, None
    try:
        return datetime.fromisoformat(parts[0]), UUID(parts[1])
    except ValueError:
        raise BadCursor from None


def _rows(found: list[Any]) -> list[OrderRow]:
    return [OrderRow(**row) for row in found]


async def open_of_parties(party_ids: Sequence[UUID]) -> list[str]:
    """Numbers of the orders of these customers whose units are still in the house, in any centre."""
    sql = "select number from repair_order where party_id = any($1) and state <> all($2) order by number"
    rows = await fetch(sql, party_ids, [State.HANDED_OVER, State.CANCELLED])
    return [row["number"] for row in rows]
