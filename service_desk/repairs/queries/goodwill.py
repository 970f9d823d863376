"""Goodwill that was asked for, granted, refused or withdrawn."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from service_desk.centres.queries import numbers_meant
from service_desk.centres.rules import NumberKind
from service_desk.foundation.db import fetch, fetchrow
from service_desk.foundation.errors import NotFound
from service_desk.foundation.paging import Page, checked_limit, cut, id_mark
from service_desk.foundation.phones import Regions
from service_desk.foundation.where import OneOf, Where
from service_desk.parties import queries as parties
from service_desk.repairs.rules import Favour, GoodwillFacts, GoodwillLine, GoodwillState

_GOODWILL: Final = """
select g.id, g.order_id, r.number as order_number, g.state, g.percent, g.reason, g.lines, g.amount, g.currency, g.asked_at,
       g.asked_by, g.answered_at, g.answered_by, g.answer_note, g.withdrawn_at
  from goodwill g join repair_order r on r.id = g.order_id"""
_MEANT: Final = (
    """r.number = any({0}) or r.party_id in (select id from party where id = any({1}) or merged_into = any({1}))"""
)


async def goodwill_of(order_id: UUID) -> list[GoodwillFacts]:
    """All goodwill of an order, the latest last."""
    return [_facts(row) for row in await fetch(f"{_GOODWILL} where g.order_id = $1 order by g.id", order_id)]


async def goodwill(goodwill_id: UUID, order_id: UUID) -> GoodwillFacts:
    """NotFound also for goodwill of another order."""
    row = await fetchrow(f"{_GOODWILL} where g.id = $1 and g.order_id = $2", goodwill_id, order_id)
    if row is None:
        raise NotFound(kind="goodwill", key=goodwill_id)
    return _facts(row)


async def goodwill_list(
    *,
    centres: frozenset[UUID] | None,
    state: OneOf = None,
    words: str | None = None,
    regions: Regions = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[GoodwillFacts]:
    """Of these centres (None: of all), the newest first; `words`: of an order of that number, of whoever is meant by them
    (`parties.ids_meant`), or with all of them in its reason or answer."""
    where = Where(checked_limit(limit) + 1)
    where.among("g.state", state)
    where.add("r.centre_id = any({})", None if centres is None else list(centres))
    where.add("g.id < {}", id_mark(cursor))
    if words is not None:
        numbers = await numbers_meant(words, NumberKind.REPAIR, centres)
        people = await parties.ids_meant(words, regions)
        where.words("g.reason || ' ' || g.answer_note", words, where.placed(_MEANT, numbers, people))
    rows = await fetch(f"{_GOODWILL} where {where} order by g.id desc limit $1", *where.args)
    return cut([_facts(row) for row in rows], limit, lambda one: (one.id,))


async def favours(order_id: UUID) -> Mapping[UUID, Favour]:
    """What was granted for each line of an order."""
    return {
        line.line_id: Favour(one.percent, line.amount, one.reason)
        for one in await goodwill_of(order_id)
        if one.state is GoodwillState.GRANTED
        for line in one.lines
    }


def _facts(row: Mapping[str, Any]) -> GoodwillFacts:
    lines = tuple(GoodwillLine(UUID(one["line_id"]), Decimal(one["amount"])) for one in row["lines"])
    return GoodwillFacts(
        **{
            **row,
            "state": GoodwillState(row["state"]),
            "percent": Decimal(f"{row['percent'].normalize():f}"),
            "lines": lines,
        }
    )
