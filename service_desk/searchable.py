"""What has a search column, and who fills it: after the folding changed the worker does so bit by bit, `desk search rebuild` at once."""

from typing import Final

from service_desk.foundation.refilling import Searchable, refill
from service_desk.parties import actions as parties
from service_desk.products import actions as products
from service_desk.repairs import actions as repairs
from service_desk.tickets import actions as tickets

SEARCHABLE: Final = (
    Searchable("party", parties.refill),
    Searchable("product", products.refill),
    Searchable("ticket", tickets.refill),  # after the parties: their words are taken over
    Searchable("repair_order", repairs.refill),
)
MOST_AT_ONCE: Final = 20_000


async def refill_some() -> None:
    """A part of what is left, so that the worker's other duties get their turn."""
    left = MOST_AT_ONCE
    for each in SEARCHABLE:
        if left <= 0:
            return
        left -= await refill(each, most=left)
