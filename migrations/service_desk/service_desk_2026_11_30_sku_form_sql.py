"""The forms of the SKUs that are there, and that none is given twice."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service_desk.foundation.db import DB, execute, fetch
from service_desk.foundation.migrate import statements
from service_desk.products.rules.identity import sku_form

ID = "2026-11-30T22:52:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "one form of each SKU"
_FILL = """
update product set sku_form = w.form from unnest($1::uuid[], $2::text[]) as w (id, form) where product.id = w.id"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="service_desk", description=DESCRIPTION)

    async def run() -> None:
        forms: dict[str, object] = {}
        for row in await fetch("select id, sku from product order by created_at, id"):
            forms.setdefault(sku_form(row["sku"]), row["id"])
        await execute(_FILL, list(forms.values()), list(forms))
        for statement in statements("0005_search.sql"):
            await DB.run_ddl(statement)

    manager.add_raw(run)
    return manager
