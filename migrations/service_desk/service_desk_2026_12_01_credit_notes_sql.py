"""A credit note has its number, which a check of the first release refused."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service_desk.foundation.db import DB
from service_desk.foundation.migrate import statements

ID = "2026-12-01T11:15:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "numbers of credit notes"
FILES = ("0010_billing.sql",)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="service_desk", description=DESCRIPTION)

    async def run() -> None:
        for name in FILES:
            for statement in statements(name):
                await DB.run_ddl(statement)

    manager.add_raw(run)
    return manager
