"""One name for one view of a person, and of a centre."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service_desk.foundation.db import DB
from service_desk.foundation.migrate import statements

ID = "2026-12-01T14:44:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "one name for one saved view"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="service_desk", description=DESCRIPTION)

    async def run() -> None:
        for statement in statements("0003_tickets.sql"):
            await DB.run_ddl(statement)

    manager.add_raw(run)
    return manager
