"""The pages of repairs: the technician's, and what other rooms' pages show of the orders."""

from typing import Any, Final

from service_desk.foundation.web.pages import Entry
from service_desk.repairs.pages import orders, tech
from service_desk.timesheets.rules import CLOCK

ROUTES: Final[list[Any]] = [*tech.ROUTES, *orders.ROUTES]
NAV: Final = (Entry("/tech", "repairs", "my_bench", "wrench", right=tech.RIGHT, rank=30),)
PANELS: Final = orders.PANELS
LIVE: Final = {CLOCK: tech.running}
OWN: Final = {CLOCK: tech.RIGHT}
