"""Fill the columns of a search anew after the folding changed: in batches, from where the last run stopped."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from service_desk.foundation.db import atomic, execute, fetch, fetchrow
from service_desk.foundation.ids import uuid7
from service_desk.foundation.search import FOLDING

BATCH: Final = 500
_FIRST: Final = UUID(int=0)
_MARK: Final = """
insert into search_column (id, name, folding, reached) values ($1, $2, $3, $4)
on conflict (name) do update set folding = excluded.folding, reached = excluded.reached"""


@dataclass(frozen=True, slots=True)
class Searchable:
    """`name` is the table; `fill` writes the search columns of the rows of these ids from what they hold now."""

    name: str
    fill: Callable[[Sequence[UUID]], Awaitable[None]]


async def refill(each: Searchable, *, anew: bool = False, most: int | None = None) -> int:
    """How many rows were filled. Goes on where an earlier run was cut off; does nothing where all are filled, but `anew`."""
    row = await fetchrow("select folding, reached from search_column where name = $1", each.name)
    if not anew and row is not None and row["folding"] >= FOLDING:
        return 0
    before = 0 if row is None else min(row["folding"], FOLDING - 1)
    reached = _FIRST if anew or row is None or row["reached"] is None else row["reached"]
    filled = 0
    while most is None or filled < most:
        async with atomic():
            rows = await fetch(f"select id from {each.name} where id > $1 order by id limit {BATCH}", reached)
            ids = [row["id"] for row in rows]
            if not ids:
                await execute(_MARK, uuid7(), each.name, FOLDING, None)
                return filled
            await each.fill(ids)
            reached = ids[-1]
            await execute(_MARK, uuid7(), each.name, before, reached)
        filled += len(ids)
    return filled
