"""What this database is: facts that are stated once and never taken back, and notes of which the newest counts."""

from typing import Final

from service_desk.foundation.db import execute, fetchval
from service_desk.foundation.ids import uuid7

DEMO: Final = "demo"  # made as a demo: only such a database may hold the log-ins whose password everyone knows

ADDRESS: Final = "public_address"  # where web was last reached, for commands that are told of no address


async def holds(fact: str) -> bool:
    return bool(await fetchval("select holds from database_fact where fact = $1", fact))


async def state(fact: str) -> None:
    """Stated twice it still holds once."""
    await execute(
        "insert into database_fact (id, fact, holds) values ($1, $2, true) on conflict (fact) do nothing", uuid7(), fact
    )


async def value_of(fact: str) -> str | None:
    found: str | None = await fetchval("select value from database_fact where fact = $1", fact)
    return found


async def note(fact: str, value: str) -> None:
    """The newest value counts; the same one again writes nothing."""
    await execute(
        "insert into database_fact (id, fact, holds, value) values ($1, $2, true, $3) on conflict (fact) "
        "do update set value = excluded.value where database_fact.value is distinct from excluded.value",
        uuid7(), fact, value,
    )  # fmt: skip
