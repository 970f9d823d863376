"""Charges of repairs, and invoices."""

from uuid import UUID

from litestar import get
from litestar.params import FromPath

from service_desk.billing import queries
from service_desk.billing.queries import ChargeFacts
from service_desk.foundation.naming import Named
from service_desk.foundation.web import DeskRequest, needs


@get("/repairs/{order_id:str}/charges", guards=[needs("billing.read")])
async def list_charges(request: DeskRequest, order_id: FromPath[UUID]) -> list[ChargeFacts]:
    """What each payer owes for an order; empty until the worker has billed its closing."""
    return [
        charge for charge in await queries.charges_of(order_id) if request.user.may("billing.read", charge.centre_id)
    ]


@get("/charges/{charge_id:str}", guards=[needs("billing.read")])
async def show_charge(request: DeskRequest, charge_id: FromPath[UUID]) -> ChargeFacts:
    """One payer's charge with its lines."""
    return await queries.charge(charge_id, request.user.where("billing.read"))


@get("/invoices/{number:str}", guards=[needs("billing.read")])
async def show_invoice(request: DeskRequest, number: FromPath[str]) -> ChargeFacts:
    """An invoice by its number, such as BER-I-000001."""
    return await queries.invoice(number, request.user.where("billing.read"))


NAMED = [Named(("charge_id",), queries.charge_named, "the number of its invoice", "BER-I-000123")]
ROUTES = [list_charges, show_charge, show_invoice]
