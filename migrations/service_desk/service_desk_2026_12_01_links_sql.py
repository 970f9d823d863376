"""One rating an order, from 1 to 5; estimates may be superseded, customers write on tickets."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service_desk.foundation.db import DB
from service_desk.foundation.migrate import statements

ID = "2026-12-01T02:11:10:000001"
VERSION = "1.38.0"
DESCRIPTION = "one rating an order"
FILES = ("0001_links.sql", "0002_repairs.sql", "0002_tickets.sql")


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="service_desk", description=DESCRIPTION)

    async def run() -> None:
        for name in FILES:
            for statement in statements(name):
                await DB.run_ddl(statement)

    manager.add_raw(run)
    return manager
