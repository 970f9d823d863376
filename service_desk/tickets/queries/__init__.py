"""What can be asked about tickets."""

from service_desk.tickets.queries.lists import (
    Narrowed,
    open_list,
    open_of_parties,
    search,
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

__all__ = [
    "Narrowed",
    "attachment",
    "attachments",
    "entries",
    "open_list",
    "open_of_parties",
    "search",
    "ticket",
    "ticket_named",
    "tickets_by_ref",
    "tickets_of_item",
    "unreachable",
]
