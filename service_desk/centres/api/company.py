"""Centres, accounting periods, exchange rates and settings."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from service_desk.centres import actions, queries
from service_desk.centres.rules import KNOWN, CentreFacts, PeriodFacts
from service_desk.foundation.naming import Named
from service_desk.foundation.sentences import said
from service_desk.foundation.sorting import by_name
from service_desk.foundation.versions import alone
from service_desk.foundation.web import Created, DeskRequest, needs, once
from service_desk.foundation.web.figures import Figures
from service_desk.foundation.web.lists import in_pages
from service_desk.foundation.web.matching import VERSIONED
from service_desk.foundation.written import Term

Code = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Words = Annotated[dict[str, str], msgspec.Meta(min_length=1, max_length=10)]


class NewCentre(msgspec.Struct, forbid_unknown_fields=True):
    """`weekend`: ISO weekdays, Monday 1. Without it Saturday and Sunday."""

    code: Code
    name: Words
    zone: Code
    country: Code
    language: Code
    currency: Code
    weekend: Annotated[list[int], msgspec.Meta(max_length=7)] = msgspec.field(default_factory=lambda: [6, 7])


class NewPeriod(msgspec.Struct, forbid_unknown_fields=True):
    starts_on: date
    ends_on: date


class NewRate(Figures, forbid_unknown_fields=True):
    """One unit of `currency` costs `rate` of `per_currency` from that day on."""

    currency: Code
    per_currency: Code
    rate: Decimal
    valid_from: date


class SettingShown(msgspec.Struct):
    """`version`: for If-Match, of what was set for the company, or with `centre_id` for that centre; 0 while nothing was."""

    name: str
    value: bool | int | str
    default: bool | int | str
    wanted: str
    meaning: str
    version: int


class NewSetting(msgspec.Struct, forbid_unknown_fields=True):
    value: bool | int | Annotated[str, msgspec.Meta(max_length=1000)]
    valid_from: date
    centre_id: UUID | None = None


@get("/centres", guards=[needs("centres.read")])
@in_pages
async def list_centres(request: DeskRequest) -> list[CentreFacts]:
    """The service centres one may see; as your language sorts names."""
    return by_name(await queries.centres(request.user.where("centres.read")), request.user.language)


@post("/centres", guards=[needs("centres.write", company=True)])
async def create_centre(request: DeskRequest, data: JSONBody[NewCentre]) -> Response[Created]:
    """Found a service centre, with its number series, working hours and the public holidays of its country."""

    async def create() -> Created:
        return Created(await actions.open_centre(**msgspec.structs.asdict(data), by=request.user))

    return await once(request, create)


@get("/centres/{centre_id:str}", guards=[needs("centres.read")])
async def show_centre(request: DeskRequest, centre_id: FromPath[UUID]) -> CentreFacts:
    """One service centre."""
    request.user.require_centre(centre_id)
    return await queries.centre(centre_id)


@get("/periods", guards=[needs("centres.read")])
@in_pages
async def list_periods() -> list[PeriodFacts]:
    """The accounting periods, by day."""
    return await queries.periods()


@post("/periods", guards=[needs("periods.close", company=True)])
async def open_period(request: DeskRequest, data: JSONBody[NewPeriod]) -> Response[Created]:
    """Open an accounting period; both days belong to it."""

    async def create() -> Created:
        return Created(await actions.open_period(starts_on=data.starts_on, ends_on=data.ends_on, by=request.user))

    return await once(request, create)


@post("/periods/{period_id:str}/closure", guards=[needs("periods.close", company=True)])
async def close_period(request: DeskRequest, period_id: FromPath[UUID]) -> Response[PeriodFacts]:
    """Close the books for a period. Later postings move to the next open day, or are refused, as the company wants."""
    return await once(request, lambda: actions.close_period(period_id=period_id, by=request.user))


@post("/periods/{period_id:str}/reopening", guards=[needs("periods.close", company=True)])
async def reopen_period(request: DeskRequest, period_id: FromPath[UUID]) -> Response[PeriodFacts]:
    """Open the books of a closed period again."""
    return await once(request, lambda: actions.reopen_period(period_id=period_id, by=request.user))


@post("/rates", guards=[needs("prices.write", company=True)])
async def set_rate(request: DeskRequest, data: JSONBody[NewRate]) -> Response[NewRate]:
    """Enter an exchange rate; for a day that has one it is corrected."""

    async def enter() -> NewRate:
        await actions.set_rate(**msgspec.structs.asdict(data), by=request.user)
        return data

    return await once(request, enter)


@get("/settings", guards=[needs("centres.read")])
@in_pages
async def list_settings(request: DeskRequest, centre_id: FromQuery[UUID | None] = None) -> list[SettingShown]:
    """Every setting with the value in force today, for the company or one centre."""
    if centre_id is not None:
        request.user.require_centre(centre_id)
    versions = await queries.setting_versions(centre_id)
    return [
        SettingShown(
            known.name,
            _plain(await queries.setting(known.name, centre_id)),
            _plain(known.default),
            said(known.wanted, "service_desk.centres", request.user.language),
            said(Term(known.meaning), f"service_desk.{known.room}", request.user.language),
            versions.get(known.name, 0),
        )
        for known in KNOWN.values()
    ]


async def _setting_version(request: DeskRequest) -> int | None:
    name, told = request.path_params["name"], await request.json()
    centre_id = told.get("centre_id") and UUID(told["centre_id"])
    if centre_id is not None and not request.user.may("centres.write", centre_id):
        return None
    await alone(f"setting {name} {centre_id}")
    return (await queries.setting_versions(centre_id)).get(name, 0)


@post("/settings/{name:str}", guards=[needs("centres.write")], opt={VERSIONED: _setting_version})
async def change_setting(request: DeskRequest, name: FromPath[str], data: JSONBody[NewSetting]) -> Response[NewSetting]:
    """Set a value from a day on, for the company or one centre."""

    async def change() -> NewSetting:
        await actions.set_setting(
            name=name, value=data.value, valid_from=data.valid_from, centre_id=data.centre_id, by=request.user
        )
        return data

    return await once(request, change)


def _plain(value: bool | int | str | Decimal) -> bool | int | str:
    return str(value) if isinstance(value, Decimal) else value


NAMED = [
    Named(("centre_id",), queries.centre_named, "its code", "BER", table="centre"),
    Named(("period_id",), queries.period_named, "its first day", "2026-11-01", table="accounting_period"),
]
ROUTES = [
    list_centres,
    create_centre,
    show_centre,
    list_periods,
    open_period,
    close_period,
    reopen_period,
    set_rate,
    list_settings,
    change_setting,
]
