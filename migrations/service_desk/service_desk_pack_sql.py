"""Published packs are only switched, and who switched them stays."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service_desk.foundation.db import DB
from service_desk.foundation.migrate import statements

ID = "2026-11-30T20:23:20:796838"
VERSION = "1.38.0"
DESCRIPTION = "packs are frozen, their switches are kept"
FILES = ("0003_warranty.sql",)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="service_desk", description=DESCRIPTION)

    async def run() -> None:
        for name in FILES:
            for statement in statements(name):
                await DB.run_ddl(statement)

    manager.add_raw(run)
    return manager
