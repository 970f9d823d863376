"""Indexes for what people search by: names in order, words of repair orders, parts of telephone numbers."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service_desk.foundation.db import DB, execute, fetch
from service_desk.foundation.migrate import statements
from service_desk.foundation.sorting import code_key

ID = "2026-11-30T19:18:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of searches"
_FILL = """
update product set sku_key = w.sku_key from unnest($1::uuid[], $2::bytea[]) as w (id, sku_key) where product.id = w.id"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="service_desk", description=DESCRIPTION)

    async def run() -> None:
        # A catalogue is small, and lists go by this key; the rest is filled by the worker (`desk search rebuild`).
        rows = await fetch("select id, sku from product")
        await execute(_FILL, [row["id"] for row in rows], [code_key(row["sku"]) for row in rows])
        for statement in statements("0002_search.sql"):
            await DB.run_ddl(statement)

    manager.add_raw(run)
    return manager
