"""Estimates, the quality check, and how an order ends."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.params import FromPath, JSONBody

from service_desk.foundation.money import stated
from service_desk.foundation.web import DeskRequest, needs, once
from service_desk.repairs import actions, queries
from service_desk.repairs.api.orders import Currency, OrderView, view
from service_desk.repairs.api.work import Mark, Note, Text
from service_desk.repairs.rules import Answer, EstimateFacts, LineKind, OrderFacts, Planned, RepairClosed, ReturnBy


class PlannedLine(msgspec.Struct, forbid_unknown_fields=True):
    """`follows`: the place (from 0) of the planned part that this labour belongs to. `minutes`: labour to the minute. `unit_price` with its `currency`."""

    kind: LineKind
    quantity: Decimal = Decimal(1)
    minutes: int | None = None
    part: Mark = ""
    text: Text = ""
    unit_price: Decimal | None = None
    currency: Currency | None = None
    follows: int | None = None


class NewEstimate(msgspec.Struct, forbid_unknown_fields=True):
    """`lines`: what is planned beside what is on the order already. Valid for 14 days without `valid_until`."""

    lines: Annotated[list[PlannedLine], msgspec.Meta(max_length=200)] = []
    valid_until: date | None = None
    repair_item_id: UUID | None = None


class NewAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """The estimate that the customer had before them, by its id: a newer one may have other prices."""

    estimate_id: UUID
    answer: Answer
    note: Note = ""


class NewReturn(msgspec.Struct, forbid_unknown_fields=True):
    """`address`: where it is sent to; left out where it is picked up."""

    way: ReturnBy
    address: Annotated[str, msgspec.Meta(max_length=500)] = ""


class Check(msgspec.Struct, forbid_unknown_fields=True):
    passed: bool
    note: Note = ""


class Why(msgspec.Struct, forbid_unknown_fields=True):
    note: Note = ""


@post("/repairs/{order_id:str}/estimate", guards=[needs("repairs.estimate")])
async def make_estimate(
    request: DeskRequest, order_id: FromPath[UUID], data: JSONBody[NewEstimate]
) -> Response[EstimateFacts]:
    """Send the customer an estimate; the order waits for their answer."""
    for line in data.lines:
        stated(line.unit_price, line.currency, "unit_price")
    planned = [Planned(**msgspec.structs.asdict(line)) for line in data.lines]
    return await once(
        request,
        lambda: actions.make_estimate(
            order_id=order_id,
            lines=planned,
            valid_until=data.valid_until,
            repair_item_id=data.repair_item_id,
            by=request.user,
        ),
    )


@post("/repairs/{order_id:str}/estimate/answer", guards=[needs("repairs.estimate")])
async def answer_estimate(
    request: DeskRequest, order_id: FromPath[UUID], data: JSONBody[NewAnswer]
) -> Response[EstimateFacts]:
    """Enter what the customer answered."""
    given = msgspec.structs.asdict(data)
    return await once(request, lambda: actions.answer_estimate(order_id=order_id, by=request.user, **given))


@post(
    "/repairs/{order_id:str}/return", guards=[needs("repairs.hand_over")], status_code=200, example={"way": "pick_up"}
)
async def choose_return(
    request: DeskRequest, order_id: FromPath[UUID], data: JSONBody[NewReturn]
) -> Response[OrderFacts]:
    """Keep how the customer wants the unit back; they may also say so themselves through their link."""

    async def choose() -> OrderFacts:
        await actions.choose_return(order_id=order_id, way=data.way, address=data.address, by=request.user)
        return await queries.order(order_id)

    return await once(request, choose, status=200)


@post("/repairs/{order_id:str}/quality-check", guards=[needs("repairs.work")], example={"passed": True})
async def check(request: DeskRequest, order_id: FromPath[UUID], data: JSONBody[Check]) -> Response[OrderFacts]:
    """Passed: ready to be closed. Failed: back to the bench."""

    async def tell() -> OrderFacts:
        await actions.pass_check(order_id=order_id, passed=data.passed, note=data.note, by=request.user)
        return await queries.order(order_id)

    return await once(request, tell)


@post("/repairs/{order_id:str}/closure", guards=[needs("repairs.close")])
async def close(request: DeskRequest, order_id: FromPath[UUID]) -> Response[RepairClosed]:
    """Close the order: billing, books and the customer are told what each payer bears."""
    return await once(request, lambda: actions.close(order_id=order_id, by=request.user))


@post("/repairs/{order_id:str}/handover", guards=[needs("repairs.hand_over")])
async def hand_over(request: DeskRequest, order_id: FromPath[UUID]) -> Response[OrderView]:
    """Give the units back; repair warranty and repeat window begin."""

    async def give() -> OrderView:
        await actions.hand_over(order_id=order_id, by=request.user)
        return await view(order_id)

    return await once(request, give)


@post("/repairs/{order_id:str}/cancellation", guards=[needs("repairs.close")])
async def cancel(request: DeskRequest, order_id: FromPath[UUID], data: JSONBody[Why]) -> Response[OrderFacts]:
    """Cancel an order that came to nothing; refused while parts or work are on it."""

    async def call_off() -> OrderFacts:
        await actions.cancel(order_id=order_id, note=data.note, by=request.user)
        return await queries.order(order_id)

    return await once(request, call_off)


@post("/repairs/{order_id:str}/reopening", guards=[needs("repairs.reopen")])
async def reopen(request: DeskRequest, order_id: FromPath[UUID], data: JSONBody[Why]) -> Response[OrderFacts]:
    """Open a closed order again; what was closed is corrected by new lines."""

    async def open_again() -> OrderFacts:
        await actions.reopen(order_id=order_id, note=data.note, by=request.user)
        return await queries.order(order_id)

    return await once(request, open_again)


ROUTES = [make_estimate, answer_estimate, choose_return, check, close, hand_over, cancel, reopen]
