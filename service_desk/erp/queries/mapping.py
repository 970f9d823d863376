"""Which account a role means on a day, and what is missing."""

from dataclasses import dataclass
from datetime import date, datetime

from service_desk.foundation.db import fetch, fetchval


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that set-up lacks, and how many postings wait for it."""

    need: str
    opened_at: datetime
    postings: int


async def accounts_on(day: date) -> dict[str, str]:
    """role -> account as mapped on a day."""
    rows = await fetch(
        "select distinct on (role) role, account from account_role where valid_from <= $1 order by role, valid_from desc",
        day,
    )
    return {row["role"]: row["account"] for row in rows}


async def mapping_version() -> int:
    """Grows with every mapping entered; a posting keeps the one it was written by."""
    return int(await fetchval("select count(*) from account_role"))


async def gaps() -> list[Gap]:
    """The open work items of set-up, oldest first."""
    rows = await fetch(
        "select g.need, g.opened_at, (select count(*) from posting p where p.state = 'blocked' "
        "and p.waits_for @> array[g.need::text]) as postings from mapping_gap g where g.closed_at is null order by g.opened_at"
    )
    return [Gap(**row) for row in rows]
