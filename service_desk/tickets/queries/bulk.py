"""What became of each ticket when many were changed at once."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from service_desk.foundation.actor import Actor
from service_desk.foundation.db import fetchrow
from service_desk.foundation.errors import NotFound
from service_desk.tickets.rules import BulkFacts, BulkRow

_BULK: Final = "select id, made_at, results, undone from bulk_change where id = $1 and made_by = $2"


async def bulk_change(change_id: UUID, by: Actor) -> BulkFacts:
    """For whoever made it; NotFound for everybody else."""
    row = await fetchrow(_BULK, change_id, by.id)
    if row is None:
        raise NotFound(kind="change", key=change_id)
    undone = None if row["undone"] is None else _rows(row["undone"])
    return BulkFacts(change_id, row["made_at"], _rows(row["results"]), undone)


def _rows(kept: Sequence[Any]) -> list[BulkRow]:
    return [BulkRow(each["number"], UUID(each["ticket_id"]), each["code"], each["refused"]) for each in kept]
