"""The tickets of a customer and of a unit, on their pages."""

from typing import Final

from markupsafe import Markup

from service_desk.foundation.reader import Reader
from service_desk.foundation.web.pages import Panel, drawn
from service_desk.parties.rules import PartyFacts
from service_desk.products.rules import ItemFacts
from service_desk.tickets import queries
from service_desk.tickets.look import KINDS
from service_desk.tickets.queries import QueueFilter

_LIST: Final = "tickets/templates/_list.html"
_FEW: Final = 20


async def of_customer(reader: Reader, party: PartyFacts) -> Markup:
    """The newest of any state."""
    visible = reader.actor.where("tickets.read")
    page = await queries.queue(QueueFilter(party_id=party.id), centres=visible, me=reader.actor.id, limit=_FEW)
    return drawn(reader, _LIST, tickets=page.items, **KINDS)


async def of_unit(reader: Reader, item: ItemFacts) -> Markup:
    """On it, and on those that it was exchanged for or with."""
    page = await queries.tickets_of_item(item.id, centres=reader.actor.where("tickets.read"), limit=_FEW)
    return drawn(reader, _LIST, tickets=page.items, **KINDS)


PANELS: Final = {
    "customer.main": (Panel("tickets.read", of_customer, rank=20),),
    "unit.main": (Panel("tickets.read", of_unit, rank=20),),
}
