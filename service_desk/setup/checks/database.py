"""The server, its tables, its languages and its clock."""

from datetime import UTC, datetime
from typing import Final

from service_desk.foundation.db import connection, fetchval
from service_desk.foundation.migrate import schema
from service_desk.setup.rules.health import Finding, State

OLDEST: Final = 150000
EXTENSIONS: Final = ("btree_gist", "pg_trgm")
_COLLATION: Final = """
select datcollversion is distinct from pg_database_collation_actual_version(oid) from pg_database where datname = current_database()"""
SECONDS_APART: Final = 2.0
SECONDS_TOO_MUCH: Final = 30.0


async def server() -> list[Finding]:
    number = int(await fetchval("select current_setting('server_version_num')::int"))
    said = await fetchval("select current_setting('server_version')")
    if number < OLDEST:
        return [Finding("database", State.FAULT, f"PostgreSQL {said} is too old.", "Move to PostgreSQL 15 or newer.")]
    missing = [
        name
        for name in EXTENSIONS
        if not await fetchval("select exists (select 1 from pg_available_extensions where name = $1)", name)
    ]
    if missing:
        advice = "Install the package of contributed modules beside the server (Debian: postgresql-contrib)."
        return [Finding("database", State.FAULT, f"The server has not the extensions {', '.join(missing)}.", advice)]
    return [Finding("database", State.OK, f"PostgreSQL {said} answers and has the extensions.")]


async def tables() -> list[Finding]:
    async with connection() as held:
        found = await schema(held)
    if found.why_not:
        return [Finding("tables", State.FAULT, f"Not of this version: {found.why_not}.", "`desk migrate`")]
    if found.note:
        return [Finding("tables", State.WARNING, f"Of another version: {found.note}.", "Start the later version.")]
    return [Finding("tables", State.OK, "All migrations are done.")]


async def language() -> list[Finding]:
    """Letters of all scripts are kept, and the system orders them as it did when the indexes were made."""
    encoding = await fetchval(
        "select pg_encoding_to_char(encoding) from pg_database where datname = current_database()"
    )
    if encoding != "UTF8":
        advice = "Make the database anew with encoding UTF8, and restore into it."
        return [Finding("collation", State.FAULT, f"The database is encoded as {encoding}.", advice)]
    if await fetchval(_COLLATION):
        advice = "reindex database; alter database … refresh collation version;"
        return [
            Finding("collation", State.WARNING, "The system sorts otherwise than when the indexes were made.", advice)
        ]
    return [Finding("collation", State.OK, "UTF8, and the system sorts as it did.")]


async def clocks() -> list[Finding]:
    theirs = await fetchval("select clock_timestamp()")
    apart = abs((datetime.now(UTC) - theirs).total_seconds())
    if apart < SECONDS_APART:
        return [Finding("clock", State.OK, "This machine and the database agree on the time.")]
    state = State.FAULT if apart > SECONDS_TOO_MUCH else State.WARNING
    advice = "Let both machines set their clocks by NTP."
    return [Finding("clock", state, f"This machine and the database are {apart:.0f} seconds apart.", advice)]
