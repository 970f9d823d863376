"""Charges of repairs, and invoices."""

from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.params import FromPath, FromQuery

from service_desk.billing import queries
from service_desk.billing.queries import ChargeFacts
from service_desk.billing.rules import ChargeState
from service_desk.centres.queries import dialled_in
from service_desk.foundation.naming import Named
from service_desk.foundation.paging import DEFAULT, Page
from service_desk.foundation.web import DeskRequest, Limit, needs
from service_desk.foundation.web.filters import STATE, Since, Until, UpdatedSince
from service_desk.foundation.web.lists import in_pages
from service_desk.warranty.rules.vocabulary import Payer

InState = Annotated[list[ChargeState] | None, STATE]


@get("/repairs/{order_id:str}/charges", guards=[needs("billing.read")])
@in_pages
async def list_charges(request: DeskRequest, order_id: FromPath[UUID]) -> list[ChargeFacts]:
    """What each payer owes for an order; empty until the worker has billed its closing."""
    return [
        charge for charge in await queries.charges_of(order_id) if request.user.may("billing.read", charge.centre_id)
    ]


@get("/charges", guards=[needs("billing.read")])
async def find_charges(
    request: DeskRequest,
    centre_id: FromQuery[UUID | None] = None,
    order_id: FromQuery[UUID | None] = None,
    party_id: FromQuery[UUID | None] = None,
    words: FromQuery[str | None] = None,
    payer: FromQuery[list[Payer] | None] = None,
    in_state: InState = None,
    since: Since = None,
    until: Until = None,
    updated_since: UpdatedSince = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = DEFAULT,
) -> Page[ChargeFacts]:
    """What payers owe, the newest first. `since` and `until` are days of issue; a charge is never changed once it is there.

    `words` finds by the number of the order or invoice as it is typed, by the customer's name, phone or mail.
    """
    return await queries.charges(
        centres=request.user.where("billing.read", centre_id), order_id=order_id, party_id=party_id, payer=payer,
        state=in_state, since=since, until=until, updated_since=updated_since, words=words,
        regions=await dialled_in(request.user), cursor=cursor, limit=limit,
    )  # fmt: skip


@get("/invoices", guards=[needs("billing.read")])
async def find_invoices(
    request: DeskRequest,
    centre_id: FromQuery[UUID | None] = None,
    order_id: FromQuery[UUID | None] = None,
    party_id: FromQuery[UUID | None] = None,
    words: FromQuery[str | None] = None,
    since: Since = None,
    until: Until = None,
    updated_since: UpdatedSince = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = DEFAULT,
) -> Page[ChargeFacts]:
    """Invoices and credit notes: charges that have a number, the newest first. `since` and `until` are days of issue; `words` as in `/charges`."""
    return await queries.charges(
        centres=request.user.where("billing.read", centre_id), order_id=order_id, party_id=party_id, since=since, until=until,
        updated_since=updated_since, invoiced=True, words=words, regions=await dialled_in(request.user), cursor=cursor, limit=limit,
    )  # fmt: skip


@get("/charges/{charge_id:str}", guards=[needs("billing.read")])
async def show_charge(request: DeskRequest, charge_id: FromPath[UUID]) -> ChargeFacts:
    """One payer's charge with its lines."""
    return await queries.charge(charge_id, request.user.where("billing.read"))


@get("/invoices/{number:str}", guards=[needs("billing.read")])
async def show_invoice(request: DeskRequest, number: FromPath[str]) -> ChargeFacts:
    """An invoice or credit note by its number, such as BER-I-000001."""
    return await queries.invoice(number, request.user.where("billing.read"))


NAMED = [Named(("charge_id",), queries.charge_named, "the number of its invoice or credit note", "BER-I-000123")]
ROUTES = [find_charges, find_invoices, list_charges, show_charge, show_invoice]
