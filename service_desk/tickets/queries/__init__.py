"""What can be asked about tickets."""

from service_desk.tickets.queries.bulk import bulk_change
from service_desk.tickets.queries.lists import (
    QueueFilter,
    counts,
    next_of_mine,
    open_of_parties,
    queue,
    row,
    tickets_by_ref,
    tickets_of_item,
)
from service_desk.tickets.queries.one import (
    attachment,
    attachments,
    entries,
    ticket,
    ticket_named,
    unreachable,
)
from service_desk.tickets.queries.views import count_views, counted, filter_of, may_change, view, views

__all__ = [
    "QueueFilter",
    "attachment",
    "attachments",
    "bulk_change",
    "count_views",
    "counted",
    "counts",
    "entries",
    "filter_of",
    "may_change",
    "next_of_mine",
    "open_of_parties",
    "queue",
    "row",
    "ticket",
    "ticket_named",
    "tickets_by_ref",
    "tickets_of_item",
    "unreachable",
    "view",
    "views",
]
