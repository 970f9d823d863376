"""What Piccolo cannot say: composite and partial indexes, checks, triggers, from migrations/sql."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service_desk.foundation.db import DB
from service_desk.foundation.migrate import statements

ID = "2026-11-25T23:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes, checks and triggers of the first tables"
FILES = (
    "0001_foundation.sql",
    "0001_events.sql",
    "0001_accounts.sql",
    "0001_billing.sql",
    "0001_centres.sql",
    "0001_erp.sql",
    "0001_faults.sql",
    "0001_imports.sql",
    "0001_parties.sql",
    "0001_parts.sql",
    "0001_pricing.sql",
    "0001_products.sql",
    "0001_repairs.sql",
    "0001_scanning.sql",
    "0001_tickets.sql",
    "0001_timesheets.sql",
    "0001_warranty.sql",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="service_desk", description=DESCRIPTION)

    async def run() -> None:
        for name in FILES:
            for statement in statements(name):
                await DB.run_ddl(statement)

    manager.add_raw(run)
    return manager
