"""The customer's links for those who work here: give one out, see which there are, take them back, and read the rating."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from service_desk.foundation.errors import NotFound
from service_desk.foundation.web import DeskRequest, needs
from service_desk.foundation.web.lists import in_pages
from service_desk.foundation.web.requests import unkept
from service_desk.links import actions
from service_desk.links import queries as links
from service_desk.links.queries import RatingFacts
from service_desk.links.rules import LinkFacts, Origin, Subject
from service_desk.repairs import queries as repairs
from service_desk.tickets import queries as tickets


@dataclass(frozen=True)
class GivenLink:
    """`address` is shown this once: only a hash of it is kept."""

    address: str


@dataclass(frozen=True)
class LinkRow:
    """A link that was given out; never its address. `opened_at`: when somebody last looked."""

    id: UUID
    origin: Origin
    made_at: datetime
    made_by: UUID
    opened_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True)
class Revoked:
    """How many links were open until now."""

    count: int


def _row(link: LinkFacts) -> LinkRow:
    return LinkRow(link.id, link.origin, link.made_at, link.made_by, link.opened_at, link.revoked_at)


async def _of_ticket(request: DeskRequest, ticket_id: UUID, right: str) -> tuple[Subject, UUID, UUID | None]:
    ticket = await tickets.ticket(ticket_id, request.user.where(right))
    return Subject("ticket", ticket.id), ticket.centre_id, ticket.party_id


async def _of_order(request: DeskRequest, order_id: UUID, right: str) -> tuple[Subject, UUID, UUID | None]:
    """An order that has a ticket shares its links."""
    order = await repairs.order(order_id, request.user.where(right))
    subject = Subject("ticket", order.ticket_id) if order.ticket_id else Subject("repair", order.id)
    return subject, order.centre_id, order.party_id


async def _given(request: DeskRequest, of: tuple[Subject, UUID, UUID | None]) -> GivenLink:
    subject, centre_id, party_id = of
    return GivenLink(
        await actions.make_link(
            subject=subject, centre_id=centre_id, party_id=party_id, origin=Origin.STAFF, by=request.user
        )
    )


async def _revoked(request: DeskRequest, of: tuple[Subject, UUID, UUID | None]) -> Revoked:
    subject, centre_id, _ = of
    return Revoked(await actions.revoke_links(subject=subject, centre_id=centre_id, by=request.user))


@post("/tickets/{ticket_id:str}/links", guards=[needs("tickets.open")])
async def give_ticket_link(request: DeskRequest, ticket_id: FromPath[UUID]) -> Response[GivenLink]:
    """A new link to the customer's page, to be told to them; those before go on working. Its address is shown this once."""
    of = await _of_ticket(request, ticket_id, "tickets.open")
    return Response(await unkept(request, lambda: _given(request, of)), status_code=201)


@get("/tickets/{ticket_id:str}/links", guards=[needs("tickets.read")])
@in_pages
async def list_ticket_links(request: DeskRequest, ticket_id: FromPath[UUID]) -> list[LinkRow]:
    """The links that were given out for a ticket, the latest first."""
    subject, _, _ = await _of_ticket(request, ticket_id, "tickets.read")
    return [_row(link) for link in await links.links_of(subject)]


@post("/tickets/{ticket_id:str}/links/revocation", guards=[needs("tickets.open")], status_code=200)
async def revoke_ticket_links(request: DeskRequest, ticket_id: FromPath[UUID]) -> Response[Revoked]:
    """Every link of a ticket stops working at once; a new one can be given."""
    of = await _of_ticket(request, ticket_id, "tickets.open")
    return Response(await unkept(request, lambda: _revoked(request, of)), status_code=200)


@post("/repairs/{order_id:str}/links", guards=[needs("repairs.work")])
async def give_order_link(request: DeskRequest, order_id: FromPath[UUID]) -> Response[GivenLink]:
    """As for a ticket: the order of a ticket has the links of its ticket."""
    of = await _of_order(request, order_id, "repairs.work")
    return Response(await unkept(request, lambda: _given(request, of)), status_code=201)


@get("/repairs/{order_id:str}/links", guards=[needs("repairs.read")])
@in_pages
async def list_order_links(request: DeskRequest, order_id: FromPath[UUID]) -> list[LinkRow]:
    """The links that were given out for an order, the latest first."""
    subject, _, _ = await _of_order(request, order_id, "repairs.read")
    return [_row(link) for link in await links.links_of(subject)]


@post("/repairs/{order_id:str}/links/revocation", guards=[needs("repairs.work")], status_code=200)
async def revoke_order_links(request: DeskRequest, order_id: FromPath[UUID]) -> Response[Revoked]:
    """Every link of an order stops working at once; a new one can be given."""
    of = await _of_order(request, order_id, "repairs.work")
    return Response(await unkept(request, lambda: _revoked(request, of)), status_code=200)


@get("/repairs/{order_id:str}/rating", guards=[needs("repairs.read")])
async def show_rating(request: DeskRequest, order_id: FromPath[UUID]) -> RatingFacts:
    """How the customer found the work, 1 (poor) to 5 (very good), with their words. 404 where they have not said."""
    order = await repairs.order(order_id, request.user.where("repairs.read"))
    found = await links.rating(order.id)
    if found is None:
        raise NotFound(kind="rating", key=order.number)
    return found


ROUTES = [
    give_ticket_link,
    list_ticket_links,
    revoke_ticket_links,
    give_order_link,
    list_order_links,
    revoke_order_links,
    show_rating,
]
