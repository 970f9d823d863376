"""Every table of notifications, for migrations."""

from importlib import import_module
from importlib.util import find_spec

from piccolo.conf.apps import AppConfig
from piccolo.table import Table

from service_desk.foundation.places import MIGRATIONS


def tables() -> list[type[Table]]:
    if find_spec("notifications.tables") is None:
        return []
    module = import_module("notifications.tables")
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Table) and value.__module__ == module.__name__
    ]


APP_CONFIG = AppConfig(
    app_name="notifications",
    migrations_folder_path=str(MIGRATIONS / "notifications"),
    table_classes=tables(),
    migration_dependencies=[],
)
