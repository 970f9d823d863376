"""Numbers and minutes of what was booked before, and how the lines that give something back are found."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service_desk.foundation.db import DB
from service_desk.foundation.migrate import statements

ID = "2026-11-30T19:59:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "fill and index the columns of exact money"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="service_desk", description=DESCRIPTION)

    async def run() -> None:
        for statement in statements("0002_timesheets.sql"):
            await DB.run_ddl(statement)

    manager.add_raw(run)
    return manager
