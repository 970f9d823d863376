"""The index of what came back and is not noted yet; outside a transaction, so that nobody waits."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service_desk.foundation.db import DB
from service_desk.foundation.migrate import statements

ID = "2026-12-01T14:58:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "index of what came back"


async def forwards() -> MigrationManager:
    manager = MigrationManager(
        migration_id=ID, app_name="service_desk", description=DESCRIPTION, wrap_in_transaction=False
    )

    async def run() -> None:
        for statement in statements("0011_tickets.sql"):
            await DB.run_ddl(statement)

    manager.add_raw(run)
    return manager
