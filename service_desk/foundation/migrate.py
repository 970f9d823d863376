"""Migrations under one lock: any number of processes may start at once, one migrates, the others wait and find it done.

A step and the mark that it was done are one transaction, and no step waits long for a lock: whoever queues behind a
waiting ALTER waits too, so it gives up after a tenth of a second and tries again (handbook: reliability, section 4).
"""

import asyncio
import contextlib
import io
import os
import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Final

import asyncpg
from piccolo.apps.migrations.commands.base import BaseMigrationManager
from piccolo.apps.migrations.tables import Migration

from service_desk.foundation.db import DB, atomic
from service_desk.foundation.i18n import terminal_language
from service_desk.foundation.places import MIGRATIONS
from service_desk.foundation.reach import PATIENCE_SECONDS, checked_url, reaching
from service_desk.foundation.sentences import said
from service_desk.foundation.written import Phrase

SQL: Final = MIGRATIONS / "sql"
APPS: Final = ("service_desk", "notifications")
TRIES = 60
LOCK_WAIT: Final = "set local lock_timeout = '100ms'"
# Asked again and again: whoever waits inside a statement holds a snapshot, and an index built beside the work waits for that.
_ONE_AT_A_TIME: Final = "select pg_try_advisory_lock(hashtext('service_desk.migrations'))"
_ASK_EVERY_SECONDS: Final = 0.1


class MigrationFailed(SystemExit):
    """Said to whoever started the process; the database is as it was before the failed step."""


def statements(file_name: str) -> list[str]:
    """The statements of a file in migrations/sql, which stand apart by lines `-- ;;`."""
    return [part for part in (SQL / file_name).read_text().split("-- ;;") if part.strip()]


@dataclass(frozen=True, slots=True)
class Schema:
    """How the database's tables stand to this code: steps that are `missing` there, and `unknown` ones of a later version."""

    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    empty: bool = False

    @property
    def why_not(self) -> Phrase | None:
        """Why this code cannot work on these tables, and what to do; None where it can.

        It works on those of a later version: processes are replaced one by one, after the tables were changed.
        """
        if self.empty:
            return Phrase("the database has no tables yet: run `desk migrate`")
        if self.missing:
            text = "the database is older than this program by {count:# step|# steps}: run `desk migrate`"
            return Phrase(text, count=len(self.missing))
        return None

    @property
    def note(self) -> Phrase | None:
        """What somebody should know all the same."""
        later = "the database was migrated by a later version of this program: start that one"
        return Phrase(later) if self.unknown else None


@cache
def _known() -> Mapping[str, frozenset[str]]:
    """The steps of each chain."""
    os.environ.setdefault("PICCOLO_CONF", "piccolo_conf")
    return {app: frozenset(BaseMigrationManager().get_migration_modules(str(MIGRATIONS / app))) for app in APPS}


async def schema(connection: asyncpg.Connection) -> Schema:
    """Compare the marks in the database with the steps of this code."""
    if not await connection.fetchval("select to_regclass('migration') is not null"):
        return Schema(missing=tuple(step for steps in _known().values() for step in sorted(steps)), empty=True)
    done = {(row["app_name"], row["name"]) for row in await connection.fetch("select app_name, name from migration")}
    known = {(app, step) for app, steps in _known().items() for step in steps}
    missing = tuple(sorted(step for _, step in known - done))
    unknown = tuple(sorted(step for app, step in done - known if app in APPS))
    return Schema(missing, unknown, empty=not done)


async def migrate(dsn: str) -> list[str]:
    """Bring the database at `dsn` to the newest schema; the steps that were done. Uses connections of its own.

    A database of a later version is left alone. Raises DatabaseUnreachable, NotADatabaseUrl.
    """
    os.environ.setdefault("PICCOLO_CONF", "piccolo_conf")
    with reaching():
        guard = await asyncpg.connect(checked_url(dsn), timeout=PATIENCE_SECONDS)  # closing it frees the lock
    done: list[str] = []
    try:
        while not await guard.fetchval(_ONE_AT_A_TIME):  # noqa: ASYNC110 — it is another process that lets go
            await asyncio.sleep(_ASK_EVERY_SECONDS)
        kept = DB.config, DB.pool
        DB.config, DB.pool = {"dsn": dsn}, None
        try:
            for app in APPS:
                done += await _migrate(app)
        finally:
            DB.config, DB.pool = kept
    finally:
        await guard.close()
    return done


async def _migrate(app: str) -> list[str]:
    piccolo = BaseMigrationManager()
    with contextlib.redirect_stdout(io.StringIO()):  # Piccolo prints where others log
        await piccolo.create_migration_table()
        folder = piccolo.get_app_config(app_name=app).resolved_migrations_folder_path
        steps = piccolo.get_migration_modules(folder)
        done = await Migration.get_migrations_which_ran(app_name=app)
        to_do = sorted(set(steps) - set(done))
        for step in to_do:
            await _insist(app, step, steps[step])
        return to_do


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
    raise MigrationFailed(said(_failed(step, why), "service_desk.foundation", terminal_language())) from None


def _failed(step: str, why: Exception) -> Phrase:
    """What it means, then what the database itself said, which speaks English alone."""
    error = " ".join(f"{type(why).__name__}: {why}".split()).rstrip(".: ")
    if isinstance(why, (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError)):
        text = (
            "The step {step} waited half a minute for others who hold its tables ({error}). Nothing of it was kept; what came before "
            "it is done. Run `desk migrate` again at a quieter time."
        )
    else:
        text = "The step {step} did not go through ({error}). Nothing of it was kept; what came before it is done."
    return Phrase(text, step=step, error=error)


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
