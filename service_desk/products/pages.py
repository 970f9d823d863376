"""The unit's page: what it is; cover, tickets and orders come as panels of the rooms that know them."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from markupsafe import Markup

from service_desk.foundation.reader import Reader
from service_desk.foundation.web import DeskRequest, needs
from service_desk.foundation.web.html import PAGE
from service_desk.foundation.web.pages import Panel, draw, drawn, panels, reader_of
from service_desk.parties.rules import PartyFacts
from service_desk.products import queries
from service_desk.products.rules import Basis, EvidenceKind


@get("/items/{item_id:uuid}", guards=[needs("items.read")], opt={PAGE: True}, include_in_schema=False)
async def unit(request: DeskRequest, item_id: FromPath[UUID]) -> Response[bytes]:
    """What it is, whose, and what happened to it."""
    item, reader = await queries.item(item_id), reader_of(request)
    assert reader is not None  # the guard of every page puts one there
    return draw(
        request, "products/templates/unit.html", item=item, dates=await queries.item_dates(item_id),
        components=await queries.components(item_id), Basis=Basis, EvidenceKind=EvidenceKind,
        owner=item.owner_name if request.user.may("customers.read") else None,
        main=await panels(reader, "unit.main", item), side=await panels(reader, "unit.side", item),
    )  # fmt: skip


async def units_of(reader: Reader, party: PartyFacts) -> Markup:
    """What a customer owns."""
    return drawn(reader, "products/templates/_units.html", items=await queries.items_of(party.id))


ROUTES: Final[list[Any]] = [unit]
PANELS: Final = {"customer.side": (Panel("items.read", units_of),)}
