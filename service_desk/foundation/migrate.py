"""Migrations under one lock: any number of processes may start at once, one migrates, the others wait and find it done.

A step and the mark that it was done are one transaction, and no step waits long for a lock: whoever queues behind a
waiting ALTER waits too, so it gives up after a tenth of a second and tries again (handbook: reliability, section 4).
"""

import asyncio
import contextlib
import io
import os
import random
from types import ModuleType
from typing import Final

import asyncpg
from piccolo.apps.migrations.commands.base import BaseMigrationManager
from piccolo.apps.migrations.tables import Migration

from service_desk.foundation.db import DB, atomic
from service_desk.foundation.places import MIGRATIONS

SQL: Final = MIGRATIONS / "sql"
APPS: Final = ("service_desk", "notifications")
TRIES = 60
LOCK_WAIT: Final = "set local lock_timeout = '100ms'"
_ONE_AT_A_TIME: Final = "select pg_advisory_lock(hashtext('service_desk.migrations'))"


class MigrationFailed(SystemExit):
    """Said to whoever started the process; the database is as it was before the failed step."""


def statements(file_name: str) -> list[str]:
    """The statements of a file in migrations/sql, which stand apart by lines `-- ;;`."""
    return [part for part in (SQL / file_name).read_text().split("-- ;;") if part.strip()]


async def migrate(dsn: str) -> None:
    """Bring the database at `dsn` to the newest schema. Uses connections of its own; needs no pool."""
    os.environ.setdefault("PICCOLO_CONF", "piccolo_conf")
    guard = await asyncpg.connect(dsn)  # closing it frees the lock
    try:
        await guard.execute(_ONE_AT_A_TIME)
        kept = DB.config, DB.pool
        DB.config, DB.pool = {"dsn": dsn}, None
        try:
            for app in APPS:
                await _migrate(app)
        finally:
            DB.config, DB.pool = kept
    finally:
        await guard.close()


async def _migrate(app: str) -> None:
    piccolo = BaseMigrationManager()
    with contextlib.redirect_stdout(io.StringIO()):  # Piccolo prints where others log
        await piccolo.create_migration_table()
        folder = piccolo.get_app_config(app_name=app).resolved_migrations_folder_path
        steps = piccolo.get_migration_modules(folder)
        done = await Migration.get_migrations_which_ran(app_name=app)
        for step in sorted(set(steps) - set(done)):
            await _insist(app, step, steps[step])


async def _insist(app: str, step: str, module: ModuleType) -> None:
    """Do a step, again as long as others hold what it has to lock."""
    why: Exception = asyncpg.LockNotAvailableError("others hold a lock")
    for _ in range(TRIES):
        try:
            return await _do(app, step, module)
        except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError) as error:
            why = error
            await asyncio.sleep(0.5 + random.random() * 0.2)  # noqa: S311  # not a secret
        except Exception as error:  # noqa: BLE001  # said in one sentence, whatever it is
            why = error
            break
    said = " ".join(f"{type(why).__name__}: {why}".split()).rstrip(".: ")
    message = f"The migration {step} of {app} did not go through: {said}. Nothing of it was kept; what came before it is done."
    raise MigrationFailed(message) from None


async def _do(app: str, step: str, module: ModuleType) -> None:
    manager = await module.forwards()
    mark = Migration.insert(Migration(name=step, app_name=app))
    if not manager.wrap_in_transaction:  # CREATE INDEX CONCURRENTLY, back-fill in batches: written to be run twice
        await manager.run()
        await mark
        return
    async with atomic():
        await DB.run_ddl(LOCK_WAIT)
        await manager.run()
        await mark
