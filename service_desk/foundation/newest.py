"""Lists with the newest first, narrowed by anything together, page by page; searched ones as fast among a million as among ten
thousand.

An index of words gives all rows that have a word, in no order: for a common word those are very many. Common words are met soon
by walking from the newest instead; rare ones are looked up. Which of the two it is, the server's statistics say, and for words
that they do not know, the first steps of the walk.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from service_desk.foundation.commonness import brief, commonness
from service_desk.foundation.db import fetch
from service_desk.foundation.paging import BadCursor, Page, cut, decode
from service_desk.foundation.search import Asked
from service_desk.foundation.where import Where

MOST_HITS: Final = 2000
# Fewer rows than these are looked up and sorted whatever is asked.
FEW_ROWS: Final = 5000
FIRST_STEPS, MOST_STEPS = 600, 12_000
_SURELY: Final = 2  # as many steps as may be needed, against clusters
_TELLING: Final = 2  # hits of the first steps, by which more may be expected
_WORDED: Final = "x.search @@ {}::text::tsquery"
_FILTER: Final = f"({_WORDED}) is true"  # no question to the index of words


@dataclass(frozen=True, slots=True)
class Sought:
    """What a list is searched for: words in the column `search`, or any of `others`: conditions on `x`, each with its value and an
    index of its own."""

    asked: Asked
    others: Sequence[tuple[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Newest:
    """A list of `table` by its moment `at` (empty: by the id, which grows with time); `row` selects from `{source}`, the page's rows,
    as `x`. `of`: a column by which indexes of that order begin too."""

    table: str
    at: str
    row: str
    of: str = ""

    async def page(
        self,
        where: Where,
        limit: int,
        cursor: str | None,
        *,
        sought: Sought | None = None,
        few: bool = False,
    ) -> Page[dict[str, Any]]:
        """What fits the conditions on `x`, of which the first argument is `limit + 1`; `few`: they leave little to search in.
        Raises BadCursor."""
        mark = self._mark(cursor)
        if sought is None:
            more = where.copy()
            behind = self._behind(more, mark)
            chosen = f"select x.* from {self.table} x where {where} and {behind} {self._order} limit $1"
            rows = await self._rows(f"({chosen}) x", more.args)
        else:
            ids = await self.found(where, limit, mark, sought, few=few)
            rows = await self._rows(f"(select * from {self.table} where id = any($1)) x", [ids]) if ids else []
        return cut(rows, limit, self.place)

    async def found(
        self, where: Where, limit: int, mark: Sequence[Any], sought: Sought, *, few: bool = False
    ) -> list[UUID]:
        """The ids of a page and one more, the newest first."""
        hits = [tuple(row) for row in await self._by_words(where, limit, mark, sought.asked, few=few)]
        if sought.others:
            hits += map(tuple, await self._by_others(where, mark, sought.others))
        return [each[-1] for each in sorted(set(hits), reverse=True)[: limit + 1]]

    async def share(self, where: Where, asked: Asked) -> float:
        """About which share of the rows has the words, told by the statistics, else by the newest rows."""
        known = await commonness(self.table)
        share = known.of_asked(asked)
        if share == 0.0 and known.rows > FEW_ROWS and all(map(brief, asked.words)):
            seen = await self._walked(where, self._mark(None), asked, FIRST_STEPS)
            share = len(seen) / FIRST_STEPS
        return share

    def place(self, row: Any) -> tuple[Any, ...]:
        """The parts of a cursor."""
        return (row[self.at], row["id"]) if self.at else (row["id"],)

    async def _by_words(
        self, where: Where, limit: int, mark: Sequence[Any], asked: Asked, *, few: bool
    ) -> Sequence[Any]:
        if not asked:
            return []
        if few:
            return await self._plain(_worded(where, asked, _FILTER), mark)
        known = await commonness(self.table)
        if known.rows > FEW_ROWS:
            share = known.of_asked(asked)
            if share == 0.0 and all(map(brief, asked.words)):
                rows = await self._walked(where, mark, asked, FIRST_STEPS)
                if len(rows) > limit:
                    return rows
                share = len(rows) / FIRST_STEPS if len(rows) >= _TELLING else 0.0
            if share * MOST_STEPS >= _SURELY * (limit + 1):
                rows = await self._walked(where, mark, asked, MOST_STEPS)
                if len(rows) > limit:
                    return rows
        rows = await self._looked_up(where, mark, asked, known.rarest(asked) if known.rows > FEW_ROWS else asked)
        # Of very many hits some were taken at random: behind a cursor perhaps none of them is left.
        if rows[0]["hits"] >= MOST_HITS if rows else mark[-1] is not None:
            return await self._plain(_worded(where, asked), mark)
        return [tuple(row)[1:] for row in rows]

    async def _plain(self, where: Where, mark: Sequence[Any]) -> list[Any]:
        more = where.copy()
        behind = self._behind(more, mark)
        sql = f"select {self._keys} from {self.table} x where {where} and {behind} {self._order} limit $1"
        return await fetch(sql, *more.args)

    async def _walked(self, where: Where, mark: Sequence[Any], asked: Asked, steps: int) -> list[Any]:
        """Those of the next `steps` rows that fit."""
        worded = _worded(where, asked)
        inside = worded.only(f"x.{self.of} = ") if self.of else "true"
        more = worded.copy()
        behind = self._behind(more, mark)
        sql = f"""
select {self._keys} from (select * from {self.table} x where {inside} and {behind} {self._order} limit {steps}) x
 where {worded} limit $1"""
        return await fetch(sql, *more.args)

    async def _by_others(self, where: Where, mark: Sequence[Any], others: Sequence[tuple[str, Any]]) -> list[Any]:
        more = where.copy()
        behind = self._behind(more, mark)
        ways = [f"select {self._keys} from {self.table} x where {where} and {more.placed(*other)}" for other in others]
        sql = f"""
with hit as materialized ({" union ".join(ways)}) select {self._keys} from hit x where {behind} {self._order} limit $1"""
        return await fetch(sql, *more.args)

    # `every` is planned without the limit, for which the planner would rather read the whole table; it stops there all the same.
    async def _looked_up(self, where: Where, mark: Sequence[Any], asked: Asked, rare: Asked) -> list[Any]:
        worded = _worded(where, rare)
        if rare.words != asked.words:
            worded = _worded(worded, asked, _FILTER)
        more = worded.copy()
        behind = self._behind(more, mark)
        sql = f"""
with every as materialized (select {self._keys} from {self.table} x where {worded}),
hit as materialized (select * from every limit {MOST_HITS})
select (select count(*) from hit) as hits, {self._keys} from hit x where {behind} {self._order} limit $1"""
        return await fetch(sql, *more.args)

    @property
    def _keys(self) -> str:
        return f"x.{self.at}, x.id" if self.at else "x.id"

    @property
    def _order(self) -> str:
        return f"order by x.{self.at} desc, x.id desc" if self.at else "order by x.id desc"

    def _behind(self, where: Where, mark: Sequence[Any]) -> str:
        if mark[-1] is None:
            return "true"
        return where.placed(f"({self._keys}) < ({', '.join('{}' for _ in mark)})", *mark)

    def _mark(self, cursor: str | None) -> Sequence[Any]:
        return moment_mark(cursor) if self.at else (_id_mark(cursor),)

    async def _rows(self, source: str, args: Sequence[Any]) -> list[dict[str, Any]]:
        return [dict(row) for row in await fetch(f"{self.row.format(source=source)} {self._order}", *args)]


def _worded(where: Where, asked: Asked, condition: str = _WORDED) -> Where:
    more = where.copy()
    more.add(condition, asked.tsquery())
    return more


def moment_mark(cursor: str | None) -> tuple[datetime | None, UUID | None]:
    """The moment and the id behind which a page begins."""
    if (parts := decode(cursor, 2)) is None:
        return None, None
    try:
        return datetime.fromisoformat(parts[0]), UUID(parts[1])
    except ValueError:
        raise BadCursor from None


def _id_mark(cursor: str | None) -> UUID | None:
    if (parts := decode(cursor, 1)) is None:
        return None
    try:
        return UUID(parts[0])
    except ValueError:
        raise BadCursor from None
