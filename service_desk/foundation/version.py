"""Optimistic versions: a change carries the version it was made on, and the loser is told."""

from typing import Any
from uuid import UUID

from piccolo.columns import Column
from piccolo.table import Table

from service_desk.foundation.errors import NotFound, Stale


async def save(table: type[Table], row_id: UUID, *, version: int | None, **changes: Any) -> int:
    """Write `changes` if the row still has `version` (None: whatever it has). The new version; Stale or NotFound."""
    key, current = _column(table, "id"), _column(table, "version")
    values: dict[Column | str, Any] = {_column(table, name): value for name, value in changes.items()}
    values[current] = current + 1  # type: ignore[operator]  # every versioned table has an Integer there
    query = table.update(values).where(key == row_id)
    if version is not None:
        query = query.where(current == version)
    rows = await query.returning(current)
    if rows:
        return int(rows[0]["version"])
    if await table.exists().where(key == row_id):
        raise Stale
    raise NotFound(kind=table._meta.tablename.replace("_", " "), key=row_id)


def _column(table: type[Table], name: str) -> Column:
    return table._meta.get_column_by_name(name)
