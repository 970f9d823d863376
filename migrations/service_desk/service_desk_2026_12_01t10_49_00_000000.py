"""The index of what else than its subject a delivery keeps the order of; outside a transaction, so that nobody waits."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service_desk.foundation.db import DB
from service_desk.foundation.migrate import statements

ID = "2026-12-01T10:49:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "index of what else deliveries keep the order of"


async def forwards() -> MigrationManager:
    manager = MigrationManager(
        migration_id=ID, app_name="service_desk", description=DESCRIPTION, wrap_in_transaction=False
    )

    async def run() -> None:
        for statement in statements("0010_events.sql"):
            await DB.run_ddl(statement)

    manager.add_raw(run)
    return manager
