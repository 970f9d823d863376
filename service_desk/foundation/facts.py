"""What this database is: facts that are stated once, in the transaction that makes them true, and never taken back."""

from typing import Final

from service_desk.foundation.db import execute, fetchval
from service_desk.foundation.ids import uuid7

DEMO: Final = "demo"  # made as a demo: only such a database may hold the log-ins whose password everyone knows


async def holds(fact: str) -> bool:
    return bool(await fetchval("select holds from database_fact where fact = $1", fact))


async def state(fact: str) -> None:
    """Stated twice it still holds once."""
    await execute(
        "insert into database_fact (id, fact, holds) values ($1, $2, true) on conflict (fact) do nothing", uuid7(), fact
    )
