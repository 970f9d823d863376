"""Every table of the desk, for migrations."""

from importlib import import_module
from importlib.util import find_spec

from piccolo.conf.apps import AppConfig
from piccolo.table import Table

from service_desk.foundation.places import MIGRATIONS
from service_desk.rooms import FLOORS, ROOMS


def tables() -> list[type[Table]]:
    """The Table classes of each room's tables.py, in the order of the floors."""
    found: list[type[Table]] = []
    for room in (*FLOORS, *ROOMS):
        for name in (f"service_desk.{room}.tables", f"service_desk.{room}.connectors.books.tables"):
            if not _exists(name):
                continue
            module = import_module(name)
            found += [
                value
                for value in vars(module).values()
                if isinstance(value, type) and issubclass(value, Table) and value.__module__ == name
            ]
    return found


def _exists(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


APP_CONFIG = AppConfig(
    app_name="service_desk",
    migrations_folder_path=str(MIGRATIONS / "service_desk"),
    table_classes=tables(),
    migration_dependencies=[],
)
