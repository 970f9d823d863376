"""The week begins behind the weekend of a centre; nothing asked for a day of its own."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service_desk.foundation.db import DB
from service_desk.foundation.migrate import statements

ID = "2026-12-01T11:45:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "no first day of the week beside the weekend"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="service_desk", description=DESCRIPTION)

    async def run() -> None:
        for statement in statements("0002_centres.sql"):
            await DB.run_ddl(statement)

    manager.add_raw(run)
    return manager
