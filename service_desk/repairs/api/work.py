"""Work on a repair order: diagnosis, parts, clock, lines, moves."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, patch, post
from litestar.params import FromPath, JSONBody

from service_desk.foundation.money import stated
from service_desk.foundation.paging import Page
from service_desk.foundation.web import DeskRequest, needs, once
from service_desk.foundation.web.scans import ScannedAt, beside, hints_for
from service_desk.repairs import actions, queries
from service_desk.repairs.api.orders import Code, Currency
from service_desk.repairs.rules import LineFacts, LineKind, OrderFacts, RepairItemFacts, State
from service_desk.timesheets.rules import ClockFacts

Mark = Annotated[str, msgspec.Meta(max_length=120)]
Text = Annotated[str, msgspec.Meta(max_length=500)]
Note = Annotated[str, msgspec.Meta(max_length=2000)]


class Diagnosis(msgspec.Struct, forbid_unknown_fields=True):
    """Codes that are given replace those before. `repair_item_id` only where several units are on the order."""

    repair_item_id: UUID | None = None
    symptom: Code | None = None
    condition: Code | None = None
    section: Code | None = None
    defect: Code | None = None
    repair: Code | None = None


class Override(msgspec.Struct, forbid_unknown_fields=True):
    note: Note
    repair_item_id: UUID | None = None


class PartUse(ScannedAt, forbid_unknown_fields=True):
    """`part`: what was scanned, or a SKU; the place by id or by its code at this centre, or none where the part lies at one
    place only. How it was scanned is told by
    `source`, `alt_raw`, `aim` and `station_id`. `unit_price` with its `currency`; without one the list's price is taken.
    """

    part: str = ""
    part_id: UUID | None = None
    location_id: UUID | None = None
    location: Mark = ""
    quantity: Decimal = Decimal(1)
    lot: Mark = ""
    serial: Mark = ""
    old_serial: Mark = ""
    repair_item_id: UUID | None = None
    unit_price: Decimal | None = None
    currency: Currency | None = None


class PartReturn(msgspec.Struct, forbid_unknown_fields=True):
    """All of it without `quantity`; to where it came from without `location_id`."""

    quantity: Decimal | None = None
    location_id: UUID | None = None


class ClockStart(msgspec.Struct, forbid_unknown_fields=True):
    """Your own clock without `resource_id`."""

    resource_id: UUID | None = None
    activity: Annotated[str, msgspec.Meta(max_length=30)] = "repair"
    started_at: datetime | None = None


class ClockStop(msgspec.Struct, forbid_unknown_fields=True):
    """`part_line_id`: the part this work was for."""

    resource_id: UUID | None = None
    stopped_at: datetime | None = None
    repair_item_id: UUID | None = None
    part_line_id: UUID | None = None


class ClockDiscard(msgspec.Struct, forbid_unknown_fields=True):
    """Your own clock without `resource_id`."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    resource_id: UUID | None = None


class NewTime(msgspec.Struct, forbid_unknown_fields=True):
    """Both moments with their zone. Your own time without `resource_id`; `part_line_id`: the part this work was for."""

    started_at: datetime
    stopped_at: datetime
    resource_id: UUID | None = None
    activity: Annotated[str, msgspec.Meta(max_length=30)] = "repair"
    repair_item_id: UUID | None = None
    part_line_id: UUID | None = None


class NewLine(msgspec.Struct, forbid_unknown_fields=True):
    """`kind`: travel, expense, or labour at a fixed price. `cost`: what it costs us in all. Both with their `currency`;
    another than the order's is converted at the day's rate. `minutes`: labour as time at a
    price per hour, to the minute, instead of a quantity.
    """

    kind: LineKind
    text: Text
    unit_price: Decimal | None = None
    quantity: Decimal = Decimal(1)
    minutes: int | None = None
    uom: Annotated[str, msgspec.Meta(max_length=10)] = ""
    cost: Decimal | None = None
    currency: Currency | None = None
    repair_item_id: UUID | None = None
    part_line_id: UUID | None = None


class LinePrice(msgspec.Struct, forbid_unknown_fields=True):
    """Per unit (labour: per hour), net; another currency than the order's is converted at the day's rate."""

    unit_price: Decimal
    currency: Currency


class LineVoid(msgspec.Struct, forbid_unknown_fields=True):
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class NewMove(msgspec.Struct, forbid_unknown_fields=True):
    to: State
    note: Note = ""


@post(
    "/repairs/{order_id:str}/diagnosis",
    guards=[needs("repairs.work")],
    example={"section": "L02", "defect": "D01", "repair": "R01"},
)
async def diagnose(
    request: DeskRequest, order_id: FromPath[UUID], data: JSONBody[Diagnosis]
) -> Response[RepairItemFacts]:
    """Say what was found and done, in codes; a defect that excludes cover changes who pays."""
    given = msgspec.structs.asdict(data)
    return await once(request, lambda: actions.diagnose(order_id=order_id, by=request.user, **given))


@post("/repairs/{order_id:str}/override", guards=[needs("warranty.override")])
async def override(
    request: DeskRequest, order_id: FromPath[UUID], data: JSONBody[Override]
) -> Response[RepairItemFacts]:
    """Put cover back that a defect took off, and say why."""
    given = msgspec.structs.asdict(data)
    return await once(request, lambda: actions.override_cover(order_id=order_id, by=request.user, **given))


@post(
    "/repairs/{order_id:str}/parts",
    guards=[needs("parts.issue")],
    example={"part": "P-DSP", "location": "VAN-1", "quantity": "1", "serial": "DSP-1", "old_serial": "DSP-0"},
)
async def use_part(
    request: DeskRequest, order_id: FromPath[UUID], data: JSONBody[PartUse]
) -> Response[actions.UsedPart]:
    """Take a part out of stock and put it on the order, priced and judged."""
    stated(data.unit_price, data.currency, "unit_price")
    hints = await hints_for(data.part, data, request.user)
    return await once(
        request, lambda: actions.use_part(order_id=order_id, hints=hints, by=request.user, **beside(data))
    )


@post("/repairs/{order_id:str}/parts/{line_id:str}/return", guards=[needs("parts.issue")])
async def return_part(
    request: DeskRequest, order_id: FromPath[UUID], line_id: FromPath[UUID], data: JSONBody[PartReturn]
) -> Response[LineFacts]:
    """Put a part back into stock, all of it or some."""
    given = msgspec.structs.asdict(data)
    return await once(
        request, lambda: actions.return_part(order_id=order_id, line_id=line_id, by=request.user, **given)
    )


@post("/repairs/{order_id:str}/clock", guards=[needs("time.book")], example={"activity": "repair"})
async def start_clock(
    request: DeskRequest, order_id: FromPath[UUID], data: JSONBody[ClockStart]
) -> Response[ClockFacts]:
    """Start the clock, now or at a moment of the last 24 hours; one runs per person or machine."""
    given = msgspec.structs.asdict(data)
    return await once(request, lambda: actions.start_clock(order_id=order_id, by=request.user, **given))


@post("/repairs/{order_id:str}/clock/stop", guards=[needs("time.book")])
async def stop_clock(request: DeskRequest, order_id: FromPath[UUID], data: JSONBody[ClockStop]) -> Response[LineFacts]:
    """Stop the clock; what it measured is a labour line. One that ran over 24 hours is booked only with its true
    `stopped_at`."""
    given = msgspec.structs.asdict(data)
    return await once(request, lambda: actions.stop_clock(order_id=order_id, by=request.user, **given))


@post("/repairs/{order_id:str}/clock/discard", guards=[needs("time.book")], example={"reason": "Started by mistake"})
async def discard_clock(
    request: DeskRequest, order_id: FromPath[UUID], data: JSONBody[ClockDiscard]
) -> Response[OrderFacts]:
    """End a clock that measured nothing, or that nobody remembers; no time is booked."""

    async def discard() -> OrderFacts:
        await actions.discard_clock(order_id=order_id, by=request.user, **msgspec.structs.asdict(data))
        return await queries.order(order_id)

    return await once(request, discard)


@post(
    "/repairs/{order_id:str}/time",
    guards=[needs("time.book")],
    example={"started_at": "2026-11-30T13:50:00+01:00", "stopped_at": "2026-11-30T14:20:00+01:00"},
)
async def enter_time(request: DeskRequest, order_id: FromPath[UUID], data: JSONBody[NewTime]) -> Response[LineFacts]:
    """Enter time that was worked without a clock; it is a labour line. Take the line off to take the time back."""
    given = msgspec.structs.asdict(data)
    return await once(request, lambda: actions.enter_time(order_id=order_id, by=request.user, **given))


@post("/repairs/{order_id:str}/lines", guards=[needs("repairs.work")])
async def add_line(request: DeskRequest, order_id: FromPath[UUID], data: JSONBody[NewLine]) -> Response[LineFacts]:
    """Add travel, an expense, or labour at a fixed price."""
    stated(data.unit_price, data.currency, "unit_price")
    stated(data.cost, data.currency, "cost")
    given = msgspec.structs.asdict(data)
    return await once(request, lambda: actions.add_line(order_id=order_id, by=request.user, **given))


@patch("/repairs/{order_id:str}/lines/{line_id:str}", guards=[needs("repairs.work")])
async def price_line(
    request: DeskRequest, order_id: FromPath[UUID], line_id: FromPath[UUID], data: JSONBody[LinePrice]
) -> Response[LineFacts]:
    """Set or correct the price of a line that is not closed yet."""
    given = msgspec.structs.asdict(data)
    return await once(
        request,
        lambda: actions.price_line(order_id=order_id, line_id=line_id, by=request.user, **given),
    )


@post("/repairs/{order_id:str}/lines/{line_id:str}/void", guards=[needs("repairs.work")])
async def void_line(
    request: DeskRequest, order_id: FromPath[UUID], line_id: FromPath[UUID], data: JSONBody[LineVoid]
) -> Response[Page[LineFacts]]:
    """Take a labour, travel or expense line off; the lines that are left."""

    async def void() -> Page[LineFacts]:
        await actions.void_line(order_id=order_id, line_id=line_id, reason=data.reason, by=request.user)
        return Page(await queries.lines(order_id))

    return await once(request, void)


@post("/repairs/{order_id:str}/moves", guards=[needs("repairs.work")])
async def move_order(request: DeskRequest, order_id: FromPath[UUID], data: JSONBody[NewMove]) -> Response[OrderFacts]:
    """Move the order on the bench, to waiting for a part, or to the quality check."""

    async def move() -> OrderFacts:
        await actions.move_order(order_id=order_id, to=data.to, note=data.note, by=request.user)
        return await queries.order(order_id)

    return await once(request, move)


ROUTES = [
    diagnose,
    override,
    use_part,
    return_part,
    start_clock,
    stop_clock,
    discard_clock,
    enter_time,
    add_line,
    price_line,
    void_line,
    move_order,
]
