"""Log-in names as they are compared from now on; one whose form is somebody's already stays as it is."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service_desk.accounts.rules import login_form
from service_desk.foundation.db import execute, fetch

ID = "2026-11-30T23:48:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "one form of each log-in name"
_FILL = "update staff set login = w.form from unnest($1::uuid[], $2::text[]) as w (id, form) where staff.id = w.id"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="service_desk", description=DESCRIPTION)

    async def run() -> None:
        rows = await fetch("select id, login from staff order by created_at, id")
        taken, forms = {row["login"] for row in rows}, {}
        for row in rows:
            form = login_form(row["login"])[:80]
            if form and form not in taken:
                taken.add(form)
                forms[row["id"]] = form
        await execute(_FILL, list(forms), list(forms.values()))

    manager.add_raw(run)
    return manager
