"""The repair orders of a ticket, a unit and a customer, on their pages, and the button that starts one."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath
from markupsafe import Markup

from service_desk.foundation.errors import DeskError
from service_desk.foundation.reader import Reader
from service_desk.foundation.sentences import sentence
from service_desk.foundation.web import DeskRequest, forms, needs
from service_desk.foundation.web.html import PAGE, words
from service_desk.foundation.web.pages import Panel, drawn
from service_desk.parties.rules import PartyFacts
from service_desk.products.rules import ItemFacts
from service_desk.repairs import actions, queries
from service_desk.repairs.look import LOOKS
from service_desk.repairs.queries import OrderFilter
from service_desk.repairs.rules import State
from service_desk.tickets import queries as tickets
from service_desk.tickets.rules import MOVES, TicketFacts
from service_desk.tickets.rules import State as TicketState

_LIST: Final = "repairs/templates/_orders.html"
_READ: Final = "repairs.read"
_WORK: Final = "repairs.work"
_FEW: Final = 20


async def of_ticket(reader: Reader, ticket: TicketFacts) -> Markup:
    """Its order; where it has none and may have one, the way to start it."""
    return await _drawn(reader, OrderFilter(ticket_id=ticket.id), _startable(reader, ticket))


async def of_unit(reader: Reader, item: ItemFacts) -> Markup:
    return await _drawn(reader, OrderFilter(item_id=item.id))


async def of_customer(reader: Reader, party: PartyFacts) -> Markup:
    return await _drawn(reader, OrderFilter(party_id=party.id))


def _startable(reader: Reader, ticket: TicketFacts) -> str:
    may = reader.actor.may(_WORK, ticket.centre_id) and TicketState.IN_REPAIR in MOVES[TicketState(ticket.state)]
    return ticket.number if may else ""


async def _drawn(reader: Reader, asked: OrderFilter, startable: str = "") -> Markup:
    page = await queries.queue(asked, centres=reader.actor.where(_READ), me=reader.actor.id, limit=_FEW)
    at_bench = reader.actor.may(_WORK)
    return drawn(reader, _LIST, orders=page.items, startable=startable, at_bench=at_bench, State=State, looks=LOOKS)


@post("/tickets/{number:str}/repair", guards=[needs(_WORK)], opt={PAGE: True}, include_in_schema=False)
async def start(request: DeskRequest, number: FromPath[str]) -> Response[Any]:
    """Start the repair of a ticket, and go to its work sheet. What is in the way is told on the ticket's page."""
    given = await forms.given(request)
    found = UUID(str(await tickets.ticket_named(number, request.user)))
    ticket = await tickets.ticket(found, request.user.where(_WORK))

    async def effect() -> str:
        started = await actions.start(ticket_id=ticket.id, by=request.user)
        return f"/tech/{started.number}"

    try:
        address = await forms.once(request, given, effect)
    except DeskError as error:
        return forms.gone_to(request, f"/tickets/{ticket.number}", sentence(error, request.user.language))
    said = words(request.user.language, _LIST)("started", number=ticket.number)
    return forms.gone_to(request, address, str(said))


PANELS: Final = {
    "ticket.side": (Panel(_READ, of_ticket),),
    "unit.main": (Panel(_READ, of_unit, rank=30),),
    "customer.main": (Panel(_READ, of_customer, rank=30),),
}
ROUTES: Final[list[Any]] = [start]
