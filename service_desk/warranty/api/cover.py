"""Cover beside the unit warranty: recorded, sold, withdrawn; the dates of a unit; what a country's law counts on it."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from service_desk.centres import queries as centres
from service_desk.foundation.clock import plausible
from service_desk.foundation.errors import Invalid
from service_desk.foundation.ids import uuid7
from service_desk.foundation.money import Money
from service_desk.foundation.web import DeskRequest, needs, once
from service_desk.foundation.web.lists import in_pages
from service_desk.products.rules import Basis, EvidenceKind, ItemDateFacts
from service_desk.warranty import actions, queries
from service_desk.warranty.actions import Withdrawal
from service_desk.warranty.queries import CoverFacts
from service_desk.warranty.rules import CostClass, Payer, Period
from service_desk.warranty.rules.counters import Alarm

Percent = Annotated[Decimal, msgspec.Meta(description="0 to 100, of each line of the class")]


class PriceNeedsCurrency(Invalid):
    code = "price_needs_currency"
    message = "A price is zero or more, with its currency beside it, for example 49.00 and EUR."


class FurtherDate(msgspec.Struct, forbid_unknown_fields=True):
    basis: Basis
    on_date: date
    evidence_kind: EvidenceKind = EvidenceKind.NONE
    evidence: Annotated[str, msgspec.Meta(max_length=500)] = ""
    proof_accepted: bool = False


class NewCover(msgspec.Struct, forbid_unknown_fields=True):
    """From `starts_on` to `ends_on`, both in. Without `percents` all of every class; with `part_ids` only those parts and the
    labour linked to them, with `symptom_group` only that fault. `payer`: who bears it, else whoever the kind says."""

    kind: Literal["campaign", "contract", "vendor"]
    starts_on: date
    ends_on: date
    label: Annotated[str, msgspec.Meta(max_length=80)]
    percents: dict[CostClass, Percent] | None = None
    part_ids: Annotated[list[UUID], msgspec.Meta(max_length=200)] = []
    symptom_group: Annotated[str, msgspec.Meta(max_length=12)] | None = None
    payer: Payer | None = None


class SoldExtension(msgspec.Struct, forbid_unknown_fields=True):
    """It begins the day after the last base cover ends, or when it was bought, if that is later. `price` with its currency."""

    months: Annotated[int, msgspec.Meta(ge=0, le=240)]
    purchased_on: date
    label: Annotated[str, msgspec.Meta(min_length=1, max_length=80, description="Its number, as people know it")]
    days: Annotated[int, msgspec.Meta(ge=0, le=3660)] = 0
    classes: Annotated[tuple[CostClass, ...], msgspec.Meta(min_length=1, max_length=3)] = (
        CostClass.PARTS,
        CostClass.LABOUR,
    )
    buyer_id: UUID | None = None
    price: Decimal | None = None
    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")] | None = None


class Ended(msgspec.Struct, forbid_unknown_fields=True):
    why: Withdrawal


class Created(msgspec.Struct):
    id: UUID


class Gone(msgspec.Struct):
    cover_id: UUID
    why: Withdrawal


class CounterShown(msgspec.Struct):
    """`rule` and `source` are the legal ground; `group` the fault group of attempts. `alarm`: due, or near."""

    rule: str
    group: str
    count: float
    limit: float
    alarm: Alarm
    remedy: tuple[str, ...]
    source: str


@post("/items/{item_id:str}/dates", guards=[needs("items.write")])
async def add_date(
    request: DeskRequest, item_id: FromPath[UUID], data: JSONBody[FurtherDate]
) -> Response[ItemDateFacts]:
    """Tell another date of an item; none is overwritten. Its terms, and what is open on it, are judged again."""

    async def add() -> ItemDateFacts:
        return await actions.add_date(item_id=item_id, **msgspec.structs.asdict(data), by=request.user)

    return await once(request, add)


@get("/items/{item_id:str}/cover-sources", guards=[needs("warranty.read")])
@in_pages
async def list_cover(item_id: FromPath[UUID]) -> list[CoverFacts]:
    """Campaigns, repair warranties, extensions, contracts and vendors' warranties on a unit, what was withdrawn too."""
    return await queries.cover_sources(item_id)


@post(
    "/items/{item_id:str}/cover-sources",
    guards=[needs("warranty.override")],
    example={"kind": "campaign", "starts_on": "2026-11-01", "ends_on": "2027-10-31", "label": "Recall 26-04"},
)
async def record_cover(request: DeskRequest, item_id: FromPath[UUID], data: JSONBody[NewCover]) -> Response[Created]:
    """Record cover beside the unit warranty: a campaign, a service contract, or the vendor's own warranty."""

    async def grant() -> Created:
        given = msgspec.structs.asdict(data)
        for name in ("starts_on", "ends_on"):
            plausible(given[name], name)
        key = uuid7()
        return Created(
            await actions.record_cover_source(
                item_id=item_id, source_kind="staff", source_id=key, by=request.user, **given
            )
        )

    return await once(request, grant)


@post(
    "/items/{item_id:str}/extensions",
    guards=[needs("items.write")],
    example={"months": 12, "purchased_on": "2026-11-30", "label": "EXT-2026-0007", "price": "49.00", "currency": "EUR"},
)
async def sell_extension(
    request: DeskRequest, item_id: FromPath[UUID], data: JSONBody[SoldExtension]
) -> Response[Created]:
    """Sell an extension of the unit warranty. Who bears such lines then is the contract."""

    async def sell() -> Created:
        price = _priced(data.price, data.currency)
        return Created(
            await actions.sell_extension(
                item_id=item_id,
                period=Period(data.months, data.days),
                purchased_on=data.purchased_on,
                classes=data.classes,
                label=data.label,
                source_id=uuid7(),
                buyer_id=data.buyer_id,
                price=price,
                by=request.user,
            )
        )

    return await once(request, sell)


def _priced(amount: Decimal | None, currency: str | None) -> Money | None:
    if amount is None and currency is None:
        return None
    if amount is None or currency is None or amount < 0:
        raise PriceNeedsCurrency(field="price")
    return Money(amount, currency).rounded()


@post("/cover-sources/{cover_id:uuid}/withdrawal", guards=[needs("warranty.override")])
async def withdraw_cover(request: DeskRequest, cover_id: FromPath[UUID], data: JSONBody[Ended]) -> Response[Gone]:
    """End a cover that was recorded in error, or cancelled. What was decided under it stays; open work is judged again."""

    async def withdraw() -> Gone:
        await actions.withdraw_cover_source(cover_id=cover_id, why=data.why, by=request.user)
        return Gone(cover_id, data.why)

    return await once(request, withdraw)


@get("/items/{item_id:str}/counters", guards=[needs("warranty.read")])
@in_pages
async def show_counters(item_id: FromPath[UUID], centre_id: FromQuery[UUID | None] = None) -> list[CounterShown]:
    """What the law of the country of sale counts on a unit: attempts at one fault, days out of use; and what is due.

    `centre_id`: whose weekend leaves out working days, where a rule counts those. Empty where no law pack was frozen on it.
    """
    weekend = (await centres.centre(centre_id)).weekend if centre_id is not None else ()
    return [
        CounterShown(one.rule, group, one.count, one.limit, one.alarm, one.remedy, one.source)
        for group, one in await queries.counters_of(item_id, weekend=weekend)
    ]


ROUTES: Final = [
    add_date,
    list_cover,
    record_cover,
    sell_extension,
    withdraw_cover,
    show_counters,
]
