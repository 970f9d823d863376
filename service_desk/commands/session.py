"""The database for the length of one command: DATABASE_URL, else the running desk's, else one started for it."""

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from service_desk import seams
from service_desk.foundation import address
from service_desk.foundation.db import DB, connection
from service_desk.foundation.errors import DeskError
from service_desk.foundation.localpg import LocalPostgres, running
from service_desk.foundation.migrate import migrate, schema
from service_desk.foundation.reach import checked_url, reaching
from service_desk.home import database_root, desk_home


class NotThisVersion(DeskError):
    status = 503
    code = "not_this_version"
    message = "Nothing was done: {why}."


@contextmanager
def database_url() -> Iterator[str]:
    """The address of the desk's database, with a server behind it while the block runs."""
    if given := os.environ.get("DATABASE_URL"):
        yield checked_url(given)
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
    seams.fill()
    with database_url() as url:
        with reaching():
            await DB.open(url, least=1, statement_timeout=statement_timeout, idle_in_transaction_session_timeout="0")
        try:
            if tables:
                async with connection() as held:
                    found = await schema(held)
                if found.why_not:
                    raise NotThisVersion(why=found.why_not)
                await address.learn()
            gc.freeze()  # what is loaded by now lives to the end; a long import would have it walked again and again
            yield url
        finally:
            gc.unfreeze()  # else what libraries hold is called a leak at the end
            await DB.close()


def to_this_version(url: str) -> list[str]:
    """Make the tables that are missing; the steps that were done."""
    return asyncio.run(migrate(url))
