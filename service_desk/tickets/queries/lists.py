"""Lists of tickets: the open ones page by page, and those that hold given words. One statement each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from service_desk.foundation.db import fetch
from service_desk.foundation.paging import BadCursor, Page, checked_limit, cut, decode
from service_desk.foundation.search import tsquery
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
_HITS: Final = 2000


async def open_list(
    *,
    centres: Scope,
    cursor: str | None = None,
    limit: int = 50,
    state: State | None = None,
    assignee_id: UUID | None = None,
) -> Page[TicketRow]:
    """The newest first; without `state` all that are open. Costs the same however many tickets there are."""
    limit = checked_limit(limit)
    args: list[Any] = [limit + 1]
    conditions = [_OPEN if state is None else _bound("t.state = {}", args, state.value)]
    if centres is not None:
        conditions.append(_bound("t.centre_id = any({})", args, list(centres)))
    if assignee_id is not None:
        conditions.append(_bound("t.assignee_id = {}", args, assignee_id))
    if (mark := _mark(cursor)) is not None:
        conditions.append(_bound("(t.opened_at, t.id) < ({}, {})", args, *mark))
    chosen = f"select * from ticket t where {' and '.join(conditions)} order by t.opened_at desc, t.id desc limit $1"
    return cut(
        _rows(await fetch(_ROW.format(source=f"({chosen}) t"), *args)), limit, lambda row: (row.opened_at, row.id)
    )


def _bound(condition: str, args: list[Any], *values: Any) -> str:
    args.extend(values)
    first = len(args) - len(values) + 1
    return condition.format(*(f"${first + place}" for place in range(len(values))))


def _mark(cursor: str | None) -> tuple[datetime, UUID] | None:
    if (parts := decode(cursor, 2)) is None:
        return None
    try:
        return datetime.fromisoformat(parts[0]), UUID(parts[1])
    except ValueError:
        raise BadCursor from None


# The cap takes any 2,000, not the newest: when it is reached the word is common, and a walk from the newest is quick.
_FOUND: Final = _ROW.format(
    source=f"""(
  with hit as materialized (
    select id, opened_at from ticket
     where search @@ $1::text::tsquery and ($2::uuid[] is null or centre_id = any($2)) limit {_HITS})
  select t.* from (select id from hit order by opened_at desc, id desc limit $3) h join ticket t on t.id = h.id) t"""
)
_COUNT: Final = f"select count(*) from (select from ticket where search @@ $1::text::tsquery limit {_HITS}) hit"
_WALK: Final = _ROW.format(
    source="""(
  select * from ticket t where t.search @@ $1::text::tsquery and ($2::uuid[] is null or t.centre_id = any($2))
   order by t.opened_at desc, t.id desc limit $3) t"""
)


_NUMBER: Final = re.compile(r"[A-Z][A-Z0-9]{1,5}-T-[0-9]{1,12}")
_NUMBERED: Final = _ROW.format(
    source="(select * from ticket t where t.number = $1 and ($2::uuid[] is null or t.centre_id = any($2))) t"
)


async def search(words: str, *, centres: Scope, limit: int = 50) -> list[TicketRow]:
    """Tickets of any state, newest first, that hold all the words in report, serial or model; or the one of that number."""
    scope = None if centres is None else list(centres)
    if _NUMBER.fullmatch(words.strip().upper()):
        return _rows(await fetch(_NUMBERED, words.strip().upper(), scope))
    asked = tsquery(words)
    if asked is None:
        return []
    common = (await fetch(_COUNT, asked))[0]["count"] >= _HITS
    return _rows(await fetch(_WALK if common else _FOUND, asked, scope, checked_limit(limit)))


async def tickets_of_item(item_id: UUID, *, centres: Scope, limit: int = 50) -> list[TicketRow]:
    """Every report on a unit, the newest first."""
    return await _all_of("item_id", item_id, centres, limit)


async def tickets_of_party(party_id: UUID, *, centres: Scope, limit: int = 50) -> list[TicketRow]:
    return await _all_of("party_id", party_id, centres, limit)


async def _all_of(column: str, key: UUID, centres: Scope, limit: int) -> list[TicketRow]:
    source = (
        f"(select * from ticket where {column} = $1 and ($2::uuid[] is null or centre_id = any($2)) "
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
