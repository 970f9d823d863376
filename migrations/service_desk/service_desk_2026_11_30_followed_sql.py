"""What is asked by the moment of its last change finds an index."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service_desk.foundation.db import DB
from service_desk.foundation.migrate import statements

ID = "2026-11-30T20:48:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "charges and postings by their last change"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="service_desk", description=DESCRIPTION)

    async def run() -> None:
        for name in ("0002_billing.sql", "0002_erp.sql"):
            for statement in statements(name):
                await DB.run_ddl(statement)

    manager.add_raw(run)
    return manager
