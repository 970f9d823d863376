"""Goodwill that was asked for, granted, refused or withdrawn."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from service_desk.foundation.db import fetch, fetchrow
from service_desk.foundation.errors import NotFound
from service_desk.foundation.paging import Page, checked_limit, cut, id_mark
from service_desk.repairs.rules import Favour, GoodwillFacts, GoodwillLine, GoodwillState

_GOODWILL: Final = """
select g.id, g.order_id, r.number as order_number, g.state, g.percent, g.reason, g.lines, g.amount, g.currency, g.asked_at,
       g.asked_by, g.answered_at, g.answered_by, g.answer_note, g.withdrawn_at
  from goodwill g join repair_order r on r.id = g.order_id"""


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
    *, centres: frozenset[UUID] | None, state: GoodwillState, cursor: str | None = None, limit: int = 50
) -> Page[GoodwillFacts]:
    """Of these centres (None: of all), the newest first."""
    rows = await fetch(
        f"{_GOODWILL} where g.state = $1 and ($2::uuid[] is null or r.centre_id = any($2)) "
        "and ($3::uuid is null or g.id < $3) order by g.id desc limit $4",
        state, None if centres is None else list(centres), id_mark(cursor), checked_limit(limit) + 1,
    )  # fmt: skip
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
