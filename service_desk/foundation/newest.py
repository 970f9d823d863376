"""Lists with the newest first, or in another order that an index has; narrowed by anything together, page by page; searched ones as fast among a million as among ten
thousand.

An index of words gives all rows that have a word, in no order: for a common word those are very many. Common words are met soon
by walking from the newest instead; rare ones are looked up. Which of the two it is, the server's statistics say, and for words
that they do not know, the first steps of the walk.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter
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
FIRST_STEPS, MOST_STEPS = 1800, 24_000
_SURELY: Final = 2  # as many steps as may be needed, against clusters
_WORTH: Final = 10  # steps of a walk, as far as they cost no more than one row that is looked up and sorted
_TELLING: Final = 2  # hits of the first steps, by which more may be expected
_WORDED: Final = "x.search @@ {}::text::tsquery"
_FILTER: Final = f"({_WORDED}) is true"  # no question to the index of words


@dataclass(frozen=True, slots=True)
class Sought:
    """What a list is searched for: words in the column `search`, or any of `others`: conditions on `x`, each with its value and an
    index of its own. `share`: about which share of the rows has the words, where somebody asked for that already."""

    asked: Asked
    others: Sequence[tuple[str, Any]] = ()
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """What rows are sorted by: an expression on `x` as an index has it, its value in a row of a page, and out of a cursor's text."""

    on: str
    of: Callable[[Mapping[str, Any]], Any]
    read: Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Order:
    """All keys in one direction; the last one tells any two rows apart. `name`: so that a cursor of another order is refused."""

    keys: tuple[Key, ...]
    name: str = ""
    descending: bool = True

    @property
    def columns(self) -> str:
        return ", ".join(key.on for key in self.keys)

    @property
    def clause(self) -> str:
        way = " desc" if self.descending else ""
        return f"order by {', '.join(key.on + way for key in self.keys)}"

    @property
    def named(self) -> str:
        """The columns under the names by which `again` knows them."""
        return ", ".join(f"{key.on} as k{place}" for place, key in enumerate(self.keys))

    @property
    def again(self) -> "Order":
        """The same order of rows that hold `named` alone."""
        return replace(self, keys=tuple(replace(key, on=f"x.k{place}") for place, key in enumerate(self.keys)))

    def place(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        """The parts of a cursor."""
        named = (self.name,) if self.name else ()
        return (*named, *(key.of(row) for key in self.keys))

    def mark(self, cursor: str | None) -> tuple[Any, ...] | None:
        """The place behind which a page begins. Raises BadCursor."""
        parts = decode(cursor, len(self.keys) + bool(self.name))
        if parts is None:
            return None
        if self.name and parts.pop(0) != self.name:
            raise BadCursor
        try:
            return tuple(key.read(part) for key, part in zip(self.keys, parts, strict=True))
        except ValueError:
            raise BadCursor from None

    def behind(self, where: Where, mark: Sequence[Any] | None) -> str:
        if mark is None:
            return "true"
        sign = "<" if self.descending else ">"
        return where.placed(f"({self.columns}) {sign} ({', '.join('{}' for _ in mark)})", *mark)


ID: Final = Key("x.id", itemgetter("id"), UUID)
BY_ID: Final = Order((ID,))  # ids grow with time


def by_moment(column: str, *, name: str = "", descending: bool = True) -> Order:
    return Order((Key(f"x.{column}", itemgetter(column), datetime.fromisoformat), ID), name, descending)


@dataclass(frozen=True, slots=True)
class Newest:
    """A list of `table` in an order; `row` selects from `{source}`, the page's rows, as `x`. `of`: a column by which indexes of that
    order begin too."""

    table: str
    order: Order
    row: str
    of: str = ""

    def by(self, order: Order) -> "Newest":
        return replace(self, order=order)

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
        mark = self.order.mark(cursor)
        if sought is None:
            more = where.copy()
            behind = self.order.behind(more, mark)
            chosen = f"select x.* from {self.table} x where {where} and {behind} {self.order.clause} limit $1"
            rows = await self._rows(f"({chosen}) x", more.args)
        else:
            ids = await self.found(where, limit, mark, sought, few=few)
            rows = await self._rows(f"(select * from {self.table} where id = any($1)) x", [ids]) if ids else []
        return cut(rows, limit, self.order.place)

    async def one(self, condition: str, *args: Any) -> dict[str, Any] | None:
        """The row of a page, as it is now."""
        rows = await self._rows(f"(select x.* from {self.table} x where {condition}) x", args)
        return rows[0] if rows else None

    async def found(
        self, where: Where, limit: int, mark: Sequence[Any] | None, sought: Sought, *, few: bool = False
    ) -> list[UUID]:
        """The ids of a page and one more, in their order."""
        hits = [tuple(row) for row in await self._by_words(where, limit, mark, sought, few=few)]
        if sought.others:
            hits += map(tuple, await self._by_others(where, mark, sought.others))
        return [each[-1] for each in sorted(set(hits), reverse=self.order.descending)[: limit + 1]]

    async def share(self, where: Where, asked: Asked) -> float:
        """About which share of the rows has the words, told by the statistics, else by the newest rows."""
        known = await commonness(self.table)
        share = known.of_asked(asked)
        if share == 0.0 and known.rows > FEW_ROWS and all(map(brief, asked.words)):
            seen = await self._walked(where, None, asked, FIRST_STEPS)
            share = len(seen) / FIRST_STEPS
        return share

    async def _by_words(
        self, where: Where, limit: int, mark: Sequence[Any] | None, sought: Sought, *, few: bool
    ) -> Sequence[Any]:
        asked = sought.asked
        if not asked:
            return []
        if few:
            return await self._plain(_worded(where, asked, _FILTER), mark)
        known = await commonness(self.table)
        if known.rows > FEW_ROWS:
            share = known.of_asked(asked) if sought.share is None else sought.share
            if sought.share is None and share == 0.0 and all(map(brief, asked.words)):
                rows = await self._walked(where, mark, asked, FIRST_STEPS)
                if len(rows) > limit:
                    return rows
                share = len(rows) / FIRST_STEPS if len(rows) >= _TELLING else 0.0
            if _SURELY * (limit + 1) <= share * min(MOST_STEPS, _WORTH * share * known.rows):
                rows = await self._walked(where, mark, asked, MOST_STEPS)
                if len(rows) > limit:
                    return rows
        rows = await self._looked_up(where, mark, asked, known.rarest(asked) if known.rows > FEW_ROWS else asked)
        # Of very many hits some were taken at random: behind a cursor perhaps none of them is left.
        if rows[0]["hits"] >= MOST_HITS if rows else mark is not None:
            return await self._plain(_worded(where, asked), mark)
        return [tuple(row)[1:] for row in rows]

    async def _plain(self, where: Where, mark: Sequence[Any] | None) -> list[Any]:
        more = where.copy()
        behind = self.order.behind(more, mark)
        sql = f"select {self.order.columns} from {self.table} x where {where} and {behind} {self.order.clause} limit $1"
        return await fetch(sql, *more.args)

    async def _walked(self, where: Where, mark: Sequence[Any] | None, asked: Asked, steps: int) -> list[Any]:
        """Those of the next `steps` rows that fit."""
        worded = _worded(where, asked)
        inside = worded.only(f"x.{self.of} = ") if self.of else "true"
        more = worded.copy()
        behind = self.order.behind(more, mark)
        sql = f"""
select {self.order.columns} from (select * from {self.table} x where {inside} and {behind} {self.order.clause} limit {steps}) x
 where {worded} limit $1"""
        return await fetch(sql, *more.args)

    async def _by_others(
        self, where: Where, mark: Sequence[Any] | None, others: Sequence[tuple[str, Any]]
    ) -> list[Any]:
        more, order = where.copy(), self.order.again
        behind = order.behind(more, mark)
        ways = [
            f"select {self.order.named} from {self.table} x where {where} and {more.placed(*other)}" for other in others
        ]
        sql = f"""
with hit as materialized ({" union ".join(ways)}) select {order.columns} from hit x where {behind} {order.clause} limit $1"""
        return await fetch(sql, *more.args)

    # `every` is planned without the limit, for which the planner would rather read the whole table; it stops there all the same.
    async def _looked_up(self, where: Where, mark: Sequence[Any] | None, asked: Asked, rare: Asked) -> list[Any]:
        worded = _worded(where, rare)
        if rare.words != asked.words:
            worded = _worded(worded, asked, _FILTER)
        more, order = worded.copy(), self.order.again
        behind = order.behind(more, mark)
        sql = f"""
with every as materialized (select {self.order.named} from {self.table} x where {worded}),
hit as materialized (select * from every limit {MOST_HITS})
select (select count(*) from hit) as hits, {order.columns} from hit x where {behind} {order.clause} limit $1"""
        return await fetch(sql, *more.args)

    async def _rows(self, source: str, args: Sequence[Any]) -> list[dict[str, Any]]:
        return [dict(row) for row in await fetch(f"{self.row.format(source=source)} {self.order.clause}", *args)]


def _worded(where: Where, asked: Asked, condition: str = _WORDED) -> Where:
    more = where.copy()
    more.add(condition, asked.tsquery())
    return more
