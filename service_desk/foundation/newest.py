"""Lists with the newest first, narrowed by anything together, page by page; searched ones as fast as the others."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from service_desk.foundation.db import fetch
from service_desk.foundation.paging import BadCursor, Page, cut, decode
from service_desk.foundation.where import Where

MOST_HITS: Final = 2000


@dataclass(frozen=True, slots=True)
class Newest:
    """A list of `table` by its moment `at`; `row` selects from `{source}`, the page's rows, as `x`."""

    table: str
    at: str
    row: str

    async def page(
        self, where: Where, limit: int, cursor: str | None, *, searched: bool = False
    ) -> Page[dict[str, Any]]:
        """What fits the conditions on `x`, of which the first argument is `limit + 1`. Searched: they are found first, then sorted;
        where very many fit, a walk from the newest meets a page of them soon. Raises BadCursor."""
        behind = Where(*where.args)
        behind.add(f"(x.{self.at}, x.id) < ({{}}, {{}})", *moment_mark(cursor))
        order = f"order by x.{self.at} desc, x.id desc"
        rows = []
        if searched:
            rows = await self._rows(
                f"""(
  with hit as materialized (select x.id, x.{self.at} from {self.table} x where {where} limit {MOST_HITS}),
  page as materialized (
    select x.id, (select count(*) from hit) as hits from hit x where {behind} {order} limit $1)
  select x.*, page.hits from page join {self.table} x on x.id = page.id) x""",
                behind.args,
            )
        # Of very many hits some were taken at random: behind a cursor perhaps none of them is left.
        many = rows[0]["hits"] >= MOST_HITS if rows else cursor is not None
        if not searched or many:
            chosen = f"select x.*, 0 as hits from {self.table} x where {where} and {behind} {order} limit $1"
            rows = await self._rows(f"({chosen}) x", behind.args)
        page = cut(rows, limit, lambda row: (row[self.at], row["id"]))
        return Page([{name: value for name, value in row.items() if name != "hits"} for row in page.items], page.next)

    async def _rows(self, source: str, args: list[Any]) -> list[dict[str, Any]]:
        sql = self.row.format(source=source).replace("select ", "select x.hits, ", 1)
        return list(await fetch(f"{sql} order by x.{self.at} desc, x.id desc", *args))


def moment_mark(cursor: str | None) -> tuple[datetime | None, UUID | None]:
    """The moment and the id behind which a page begins."""
    if (parts := decode(cursor, 2)) is None:
        return None, None
    try:
        return datetime.fromisoformat(parts[0]), UUID(parts[1])
    except ValueError:
        raise BadCursor from None
