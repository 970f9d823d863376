"""The JSON door of repair orders: start and read them, work on them, end them."""

from service_desk.repairs.api import ends, exchanges, goodwill, orders, work

ROUTES = [*orders.ROUTES, *work.ROUTES, *goodwill.ROUTES, *ends.ROUTES, *exchanges.ROUTES]
NAMED = orders.NAMED
