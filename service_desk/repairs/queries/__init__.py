"""What can be asked about repair orders."""

from service_desk.repairs.queries.bench import bench, lacking
from service_desk.repairs.queries.exchanges import exchange, exchanges, in_house, used_since
from service_desk.repairs.queries.goodwill import favours, goodwill, goodwill_list, goodwill_of
from service_desk.repairs.queries.lists import (
    OrderFilter,
    counts,
    open_of_parties,
    open_with_part,
    orders_of_item,
    queue,
    row,
)
from service_desk.repairs.queries.one import (
    estimate,
    estimate_named,
    estimates,
    handovers,
    items,
    line_named,
    lines,
    moves,
    order,
    order_named,
    order_of_ticket,
    repair_item_named,
)

__all__ = [
    "OrderFilter",
    "bench",
    "counts",
    "estimate",
    "estimate_named",
    "estimates",
    "exchange",
    "exchanges",
    "favours",
    "goodwill",
    "goodwill_list",
    "goodwill_of",
    "handovers",
    "in_house",
    "items",
    "lacking",
    "line_named",
    "lines",
    "moves",
    "open_of_parties",
    "open_with_part",
    "order",
    "order_named",
    "order_of_ticket",
    "orders_of_item",
    "queue",
    "repair_item_named",
    "row",
    "used_since",
]
