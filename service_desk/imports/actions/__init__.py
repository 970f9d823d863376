"""Import sold items and closed tickets: streamed, in batches that are committed whole, restartable, twice is once."""

from service_desk.imports.actions.items import import_items
from service_desk.imports.actions.tickets import import_tickets

__all__ = ["import_items", "import_tickets"]
