"""Indexes of one's own queue, and of the order of a ticket."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service_desk.foundation.db import DB
from service_desk.foundation.migrate import statements

ID = "2026-12-01T07:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of one's own queue and of the order of a ticket"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="service_desk", description=DESCRIPTION)

    async def run() -> None:
        for statement in statements("0008_search.sql"):
            await DB.run_ddl(statement)

    manager.add_raw(run)
    return manager
