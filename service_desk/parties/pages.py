"""The customer's page: who they are, and how they stand; what other rooms know of them comes as panels."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from service_desk.foundation.web import DeskRequest, html, needs
from service_desk.foundation.web.html import PAGE
from service_desk.foundation.web.pages import draw, panels, reader_of
from service_desk.parties import queries
from service_desk.parties.rules import ContactKind, PartyKind


@get("/customers/{party_id:uuid}", guards=[needs("customers.read")], opt={PAGE: True}, include_in_schema=False)
async def customer(request: DeskRequest, party_id: FromPath[UUID]) -> Response[bytes]:
    """Who this is, how they are reached, what they own and what is open for them."""
    party, reader = await queries.party(party_id), reader_of(request)
    assert reader is not None  # the guard of every page puts one there
    return draw(
        request, "parties/templates/customer.html", party=party, Kind=PartyKind, ContactKind=ContactKind,
        spoken=html.OWN_NAMES.get(party.language, party.language), notes=await queries.notes(party.id),
        main=await panels(reader, "customer.main", party), side=await panels(reader, "customer.side", party),
    )  # fmt: skip


ROUTES: Final[list[Any]] = [customer]
