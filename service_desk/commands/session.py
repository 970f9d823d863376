"""The database for the length of one command: DATABASE_URL, else the running desk's, else one started for it."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import asyncpg

from service_desk.foundation.db import DB, fetchval
from service_desk.foundation.errors import DeskError
from service_desk.foundation.localpg import LocalPostgres, running
from service_desk.home import database_root, desk_home


class DatabaseUnreachable(DeskError):
    status = 503
    code = "database_unreachable"
    message = "The database cannot be reached: {reason}. Check DATABASE_URL and that the server runs."


class NotMigrated(DeskError):
    status = 503
    code = "not_migrated"
    message = "The database has no tables yet. Run `desk migrate` first, or `desk run`, which does it."


@contextmanager
def database_url() -> Iterator[str]:
    """The address of the desk's database, with a server behind it while the block runs."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    root = database_root(desk_home())
    if found := running(root):
        yield found
        return
    with LocalPostgres.start(root) as server:
        yield server.dsn()


@asynccontextmanager
async def open_desk(*, tables: bool = True, statement_timeout: str = "0") -> AsyncIterator[str]:
    """The pool is open on the desk's database; gives its address. Commands may take longer than requests."""
    with database_url() as url:
        try:
            await DB.open(url, least=1, statement_timeout=statement_timeout, idle_in_transaction_session_timeout="0")
        except (OSError, asyncpg.PostgresError) as error:
            raise DatabaseUnreachable(reason=str(error) or type(error).__name__) from None
        try:
            if tables and not await fetchval("select to_regclass('migration') is not null"):
                raise NotMigrated
            yield url
        finally:
            await DB.close()
