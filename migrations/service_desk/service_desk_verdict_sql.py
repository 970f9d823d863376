"""Decisions, snapshots, service history and returns to stock stay as they were written."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service_desk.foundation.db import DB
from service_desk.foundation.migrate import statements

ID = "2026-11-30T22:31:00:000001"
VERSION = "1.38.0"
DESCRIPTION = "what is kept for ever"
FILES = ("0004_warranty.sql",)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="service_desk", description=DESCRIPTION)

    async def run() -> None:
        for name in FILES:
            for statement in statements(name):
                await DB.run_ddl(statement)

    manager.add_raw(run)
    return manager
