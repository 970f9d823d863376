"""The terms of a unit, open or closed, by one index, from migrations/sql."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service_desk.foundation.db import DB
from service_desk.foundation.migrate import statements

ID = "2026-11-30T20:28:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "terms by item"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="service_desk", description=DESCRIPTION)

    async def run() -> None:
        for statement in statements("0002_warranty.sql"):
            await DB.run_ddl(statement)

    manager.add_raw(run)
    return manager
