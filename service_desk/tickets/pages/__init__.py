"""The pages of tickets: the queue, one ticket, the intake, and what other rooms' pages show of them."""

from typing import Any, Final

from service_desk.foundation.web.pages import Entry
from service_desk.tickets.pages import bulk, export, intake, lists, presence, queue, snooze, views, work
from service_desk.tickets.pages.queue import row
from service_desk.tickets.rules import SUBJECT

ROUTES: Final[list[Any]] = [
    *queue.ROUTES,
    *views.ROUTES,
    *snooze.ROUTES,
    *bulk.ROUTES,
    *presence.ROUTES,
    *work.ROUTES,
    *intake.ROUTES,
    *export.ROUTES,
]
NAV: Final = (Entry("/tickets", "tickets", "tickets", "ticket", right="tickets.read", rank=20),)
PANELS: Final = lists.PANELS
LIVE: Final = {SUBJECT: row}
PLACES: Final = presence.PLACES
