"""What can be asked about repair orders."""

from service_desk.repairs.queries.lists import open_of_parties, orders, orders_of_item
from service_desk.repairs.queries.one import estimate, estimates, items, lines, moves, order, order_by_number

__all__ = [
    "estimate",
    "estimates",
    "items",
    "lines",
    "moves",
    "open_of_parties",
    "order",
    "order_by_number",
    "orders",
    "orders_of_item",
]
