"""Indexes for what people search by: parts of telephone numbers by four digits, the newest of one centre."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service_desk.foundation.db import DB
from service_desk.foundation.migrate import statements

ID = "2026-11-30T20:45:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of searches that stay flat"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="service_desk", description=DESCRIPTION)

    async def run() -> None:
        for statement in statements("0003_search.sql"):
            await DB.run_ddl(statement)

    manager.add_raw(run)
    return manager
