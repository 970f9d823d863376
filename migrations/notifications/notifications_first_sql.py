"""What Piccolo cannot say: composite and partial indexes, checks, triggers, from migrations/sql."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service_desk.foundation.db import DB
from service_desk.foundation.migrate import statements

ID = "2026-11-25T23:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes, checks and triggers of the first tables"
FILES = (
    "0001_notifications.sql",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="notifications", description=DESCRIPTION)

    async def run() -> None:
        for name in FILES:
            for statement in statements(name):
                await DB.run_ddl(statement)

    manager.add_raw(run)
    return manager
