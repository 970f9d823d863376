"""Each unit that stands on an order has the state that the order has."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service_desk.foundation.db import DB
from service_desk.foundation.migrate import statements

ID = "2026-12-01T02:49:28:000000"
VERSION = "1.38.0"
DESCRIPTION = "the state of each unit"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="service_desk", description=DESCRIPTION)

    async def run() -> None:
        for statement in statements("0003_repairs.sql"):
            await DB.run_ddl(statement)

    manager.add_raw(run)
    return manager
