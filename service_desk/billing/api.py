"""Charges of repairs, and invoices."""

from uuid import UUID

from litestar import get
from litestar.params import FromPath

from service_desk.billing import queries
from service_desk.billing.queries import ChargeFacts
from service_desk.foundation.web import DeskRequest, needs


@get("/repairs/{order_id:uuid}/charges", guards=[needs("billing.read")])
async def list_charges(request: DeskRequest, order_id: FromPath[UUID]) -> list[ChargeFacts]:
    """What each payer owes for an order; empty until the worker has billed its closing."""
    return [charge for charge in await queries.charges_of(order_id) if request.user.sees(charge.centre_id)]


@get("/charges/{charge_id:uuid}", guards=[needs("billing.read")])
async def show_charge(request: DeskRequest, charge_id: FromPath[UUID]) -> ChargeFacts:
    """One payer's charge with its lines."""
    return _seen(await queries.charge(charge_id), request)


@get("/invoices/{number:str}", guards=[needs("billing.read")])
async def show_invoice(request: DeskRequest, number: FromPath[str]) -> ChargeFacts:
    """An invoice by its number, such as BER-I-000001."""
    return _seen(await queries.invoice(number), request)


def _seen(charge: ChargeFacts, request: DeskRequest) -> ChargeFacts:
    request.user.require_centre(charge.centre_id)
    return charge


ROUTES = [list_charges, show_charge, show_invoice]
