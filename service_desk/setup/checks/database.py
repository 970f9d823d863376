"""The server, its tables, its languages and its clock."""

from datetime import UTC, datetime
from typing import Final

from service_desk.foundation.db import connection, fetchval
from service_desk.foundation.migrate import schema
from service_desk.foundation.written import Phrase, Term
from service_desk.setup.rules.health import Finding, State

OLDEST: Final = 150000
EXTENSIONS: Final = ("btree_gist", "pg_trgm")
_COLLATION: Final = """
select datcollversion is distinct from pg_database_collation_actual_version(oid) from pg_database where datname = current_database()"""
SECONDS_APART: Final = 2.0
SECONDS_TOO_MUCH: Final = 30.0


async def server() -> list[Finding]:
    check = Term("database")
    number = int(await fetchval("select current_setting('server_version_num')::int"))
    version = await fetchval("select current_setting('server_version')")
    if number < OLDEST:
        return [
            Finding(
                check,
                State.FAULT,
                Phrase("PostgreSQL {version} is too old.", version=version),
                (Phrase("Move to PostgreSQL 15 or newer."),),
            )
        ]
    missing = [
        name
        for name in EXTENSIONS
        if not await fetchval("select exists (select 1 from pg_available_extensions where name = $1)", name)
    ]
    if missing:
        says = Phrase("The server lacks these extensions: {names}.", names=missing)
        advice = Phrase("Install the package of contributed modules beside the server (Debian: postgresql-contrib).")
        return [Finding(check, State.FAULT, says, (advice,))]
    return [Finding(check, State.OK, Phrase("PostgreSQL {version} answers and has the extensions.", version=version))]


async def tables() -> list[Finding]:
    check = Term("tables")
    async with connection() as held:
        found = await schema(held)
    if found.empty:
        return [
            Finding(
                check, State.FAULT, Phrase("The database has no tables yet."), (Phrase("Make them: `desk migrate`"),)
            )
        ]
    if found.missing:
        says = Phrase("The database is older than this program by {count:# step|# steps}.", count=len(found.missing))
        return [Finding(check, State.FAULT, says, (Phrase("Bring it up to date: `desk migrate`"),))]
    if found.unknown:
        says = Phrase("The database was migrated by a later version of this program.")
        return [Finding(check, State.WARNING, says, (Phrase("Start the later version."),))]
    return [Finding(check, State.OK, Phrase("All migrations are done."))]


async def language() -> list[Finding]:
    """Letters of all scripts are kept, and the system orders them as it did when the indexes were made."""
    check = Term("collation")
    encoding = await fetchval(
        "select pg_encoding_to_char(encoding) from pg_database where datname = current_database()"
    )
    if encoding != "UTF8":
        says = Phrase("The database is encoded as {encoding}.", encoding=encoding)
        return [
            Finding(
                check, State.FAULT, says, (Phrase("Make the database anew with encoding UTF8, and restore into it."),)
            )
        ]
    if await fetchval(_COLLATION):
        says = Phrase("The system sorts otherwise than when the indexes were made.")
        advice = Phrase(
            "Make the indexes anew: {sql}", sql="`reindex database; alter database … refresh collation version;`"
        )
        return [Finding(check, State.WARNING, says, (advice,))]
    return [Finding(check, State.OK, Phrase("UTF8, and the system sorts as it did."))]


async def clocks() -> list[Finding]:
    check = Term("clock")
    theirs = await fetchval("select clock_timestamp()")
    apart = abs((datetime.now(UTC) - theirs).total_seconds())
    if apart < SECONDS_APART:
        return [Finding(check, State.OK, Phrase("This machine and the database agree on the time."))]
    says = Phrase("This machine and the database are {count:# second|# seconds} apart.", count=round(apart))
    state = State.FAULT if apart > SECONDS_TOO_MUCH else State.WARNING
    return [Finding(check, state, says, (Phrase("Let both machines set their clocks by NTP."),))]
