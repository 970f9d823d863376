"""Lists of tickets: the open ones page by page, and those that hold given words. One statement each."""

from collections.abc import Sequence
from dataclasses import dataclass
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
from service_desk.tickets.rules import OPEN_STATES, State, TicketRow

Scope = frozenset[UUID] | None  # the centres one may see; None: all
_ROW: Final = """
select t.id, t.centre_id, t.number, t.state, t.priority, coalesce(i.serial, i.batch, t.serial_given) as serial, p.sku,
       p.name as product_name, o.name as party_name, t.symptom, t.decided_verdict as verdict,
       t.decided_reason as reason, t.reported_on, t.opened_at, t.assignee_id
  from {source} left join service_item i on i.id = t.item_id left join product p on p.id = i.product_id
       left join party a on a.id = t.party_id left join party o on o.id = coalesce(a.merged_into, a.id)
 order by t.opened_at desc, t.id desc"""
# The predicate of the partial index ticket_open, word for word: else the planner walks all tickets ever.
_OPEN: Final = "t.state in ('new', 'open', 'waiting_customer', 'in_repair')"
MOST_HITS: Final = 2000


async def open_list(
    *,
    centres: Scope,
    cursor: str | None = None,
    limit: int = 50,
    state: State | None = None,
    assignee_id: UUID | None = None,
    party_id: UUID | None = None,
    item_id: UUID | None = None,
    since: date | None = None,
    until: date | None = None,
    updated_since: datetime | None = None,
) -> Page[TicketRow]:
    """The newest first; all that are open, or whatever is asked for. Costs the same however many tickets there are."""
    limit = checked_limit(limit)
    where = Where(limit + 1)
    if (state, party_id, item_id, since, until, updated_since) == (None,) * 6:
        where.add(_OPEN)
    where.add("t.state = {}", state)
    where.add("t.centre_id = any({})", None if centres is None else list(centres))
    where.add("t.assignee_id = {}", assignee_id)
    where.add("t.party_id in (select id from party where id = {0} or merged_into = {0})", party_id)
    where.add("t.item_id = {}", item_id)
    where.add("t.reported_on >= {}", since)
    where.add("t.reported_on <= {}", until)
    where.add("t.changed_at >= {}", updated_since)
    where.add("(t.opened_at, t.id) < ({}, {})", *(_mark(cursor) or (None, None)))
    chosen = f"select * from ticket t where {where} order by t.opened_at desc, t.id desc limit $1"
    return cut(
        _rows(await fetch(_ROW.format(source=f"({chosen}) t"), *where.args)), limit, lambda row: (row.opened_at, row.id)
    )


def _mark(cursor: str | None) -> tuple[datetime, UUID] | None:
    if (parts := decode(cursor, 2)) is None:
        return None
    try:
        return datetime.fromisoformat(parts[0]), UUID(parts[1])
    except ValueError:
        raise BadCursor from None


# What was asked for: words $1, numbers $2, units by part of their serial $3; in the centres $4, the state $5.
_ASKED: Final = """
(search @@ $1::text::tsquery or number = any($2) or item_id = any($3)) and ($4::uuid[] is null or centre_id = any($4))
   and ($5::text is null or state = $5)"""
_PAGE: Final = "($6::timestamptz is null or (opened_at, id) < ($6, $7::uuid)) order by opened_at desc, id desc limit $8"
_FOUND: Final = _ROW.format(
    source=f"""(
  with hit as materialized (select id, opened_at from ticket where {_ASKED} limit {MOST_HITS}),
  page as materialized (select id, (select count(*) from hit) as hits from hit where {_PAGE})
  select t.*, page.hits from page join ticket t on t.id = page.id) t"""
).replace(" from ", ", t.hits from ", 1)
# Very many hold the words: then a walk from the newest meets a page of them soon.
_WALK: Final = _ROW.format(source=f"(select *, 0 as hits from ticket where {_ASKED} and {_PAGE}) t").replace(
    " from ", ", t.hits from ", 1
)
_NONE: Final = "''"


async def search(
    words: str, *, centres: Scope, state: State | None = None, cursor: str | None = None, limit: int = 50
) -> Page[TicketRow]:
    """Tickets of any state, the newest first, that have words beginning as all the given ones in report, serial, model or
    customer; or those of that number, however it is written; or of a unit with that in its serial."""
    mark, numbers = _mark(cursor) or (None, None), await numbers_meant(words, NumberKind.TICKET, centres)
    asked, units = tsquery(words), await ids_by_serial_part(words)
    if asked is None and not numbers:
        return Page([])
    scope = None if centres is None else list(centres)
    args = (asked or _NONE, numbers, units, scope, state, *mark, checked_limit(limit) + 1)
    rows = await fetch(_FOUND, *args)
    if rows and rows[0]["hits"] >= MOST_HITS:
        rows = await fetch(_WALK, *args)
    found = [TicketRow(**{name: value for name, value in row.items() if name != "hits"}) for row in rows]
    return cut(found, limit, lambda row: (row.opened_at, row.id))


async def tickets_of_item(item_id: UUID, *, centres: Scope, limit: int = 50) -> list[TicketRow]:
    """Every report on a unit and on those that it was exchanged for or with, the newest first."""
    return await _all_of("item_id = any($1)", await exchanged_along(item_id), centres, limit)


async def tickets_of_party(party_id: UUID, *, centres: Scope, limit: int = 50) -> list[TicketRow]:
    """Those of the entries that were merged into it too."""
    return await _all_of(
        "party_id in (select id from party where id = $1 or merged_into = $1)", party_id, centres, limit
    )


async def _all_of(condition: str, key: UUID | list[UUID], centres: Scope, limit: int) -> list[TicketRow]:
    source = (
        f"(select * from ticket where {condition} and ($2::uuid[] is null or centre_id = any($2)) "
        "order by opened_at desc, id desc limit $3) t"
    )
    scope = None if centres is None else list(centres)
    return _rows(await fetch(_ROW.format(source=source), key, scope, limit))


def _rows(found: list[Any]) -> list[TicketRow]:
    return [TicketRow(**row) for row in found]


async def open_of_parties(party_ids: Sequence[UUID]) -> list[str]:
    """Numbers of the tickets of these customers that somebody still works on, in any centre."""
    sql = "select number from ticket where party_id = any($1) and state = any($2) order by number"
    return [row["number"] for row in await fetch(sql, party_ids, list(OPEN_STATES))]


@dataclass(frozen=True, slots=True)
class LoadedTicket:
    """A ticket by the name that another system gave it; `loaded`: it came from there and was not opened here."""

    id: UUID
    number: str
    words: str
    reported_on: date
    loaded: bool


async def tickets_by_ref(refs: Sequence[str]) -> dict[str, LoadedTicket]:
    """What a file of another system is compared with."""
    rows = await fetch(
        "select external_ref, id, number, words, reported_on, channel = 'import' as loaded from ticket "
        "where external_ref = any($1)",
        list(refs),
    )
    return {row["external_ref"]: LoadedTicket(**{key: row[key] for key in LoadedTicket.__slots__}) for row in rows}
