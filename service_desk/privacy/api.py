"""Hand out what is held about a customer, and forget it."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from service_desk.foundation.web import DeskRequest, needs, once
from service_desk.privacy import actions, queries
from service_desk.privacy.rules import Erasure, Export


@get("/customers/{party_id:str}/export", guards=[needs("customers.export")])
async def export_customer(request: DeskRequest, party_id: FromPath[UUID]) -> Export:
    """Everything that is held about a customer, table by table, over all centres."""
    request.user.require_company("customers.export")
    return await queries.everything_about(party_id)


@post("/customers/{party_id:str}/erasure", guards=[needs("customers.erase", company=True)])
async def erase_customer(request: DeskRequest, party_id: FromPath[UUID]) -> Response[Erasure]:
    """Forget a customer for good. Invoices and amounts stay, under a pseudonym; open work must be ended first."""
    return await once(request, lambda: actions.erase(party_id=party_id, by=request.user))


ROUTES = [export_customer, erase_customer]
