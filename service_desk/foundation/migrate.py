"""Migrations under one lock: any number of processes may start at once, one migrates, the others wait and find it done."""

import contextlib
import io
import os
from pathlib import Path
from typing import Final

import asyncpg
from piccolo.apps.migrations.commands.forwards import run_forwards

from service_desk.foundation.db import DB

ROOT: Final = Path(__file__).resolve().parents[2]
SQL: Final = ROOT / "migrations" / "sql"
_LOCK: Final = "select pg_advisory_lock(hashtext('service_desk.migrations'))"


class MigrationFailed(SystemExit):
    """Said to whoever started the process; the database is as it was before the failed step."""


def statements(file_name: str) -> list[str]:
    """The statements of a file in migrations/sql, which stand apart by lines `-- ;;`."""
    return [part for part in (SQL / file_name).read_text().split("-- ;;") if part.strip()]


async def migrate(dsn: str) -> None:
    """Bring the database at `dsn` to the newest schema. Uses connections of its own; needs no pool."""
    os.environ.setdefault("PICCOLO_CONF", "piccolo_conf")
    guard = await asyncpg.connect(dsn)  # closing it frees the lock
    before = DB.config
    try:
        await guard.execute(_LOCK)
        DB.config = {"dsn": dsn, "server_settings": {"lock_timeout": "5000"}}
        for app in ("service_desk", "notifications"):
            with contextlib.redirect_stdout(io.StringIO()):  # Piccolo prints where others log
                result = await run_forwards(app)
            if not result.success:
                message = f"The migrations of {app} did not go through: {result.message}. Nothing of the failed step was kept."
                raise MigrationFailed(message)
    finally:
        DB.config = before
        await guard.close()
