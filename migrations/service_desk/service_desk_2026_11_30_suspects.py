"""Indexes for what a worker died of."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service_desk.foundation.db import DB
from service_desk.foundation.migrate import statements

ID = "2026-11-30T19:36:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "index what workers died of"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="service_desk", description=DESCRIPTION)

    async def run() -> None:
        for statement in statements("0002_claims.sql"):
            await DB.run_ddl(statement)

    manager.add_raw(run)
    return manager
