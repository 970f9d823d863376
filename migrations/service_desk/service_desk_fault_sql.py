"""What the shipped repair codes need and how they end, for desks that hold them already."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service_desk.foundation.db import DB
from service_desk.foundation.migrate import statements

ID = "2026-11-30T19:42:59:622885"
VERSION = "1.38.0"
DESCRIPTION = "needs, outcomes and groups of the fault codes that are there"
FILES = ("0002_faults.sql",)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="service_desk", description=DESCRIPTION)

    async def run() -> None:
        for name in FILES:
            for statement in statements(name):
                await DB.run_ddl(statement)

    manager.add_raw(run)
    return manager
