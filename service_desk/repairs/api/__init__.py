"""The JSON door of repair orders: start and read them, work on them, end them."""

from service_desk.repairs.api import ends, exchanges, goodwill, orders, units, work

ROUTES = [*orders.ROUTES, *work.ROUTES, *units.ROUTES, *goodwill.ROUTES, *ends.ROUTES, *exchanges.ROUTES]
NAMED = orders.NAMED
