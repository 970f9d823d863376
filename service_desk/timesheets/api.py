"""People and machines whose time is booked, their rates, and clocks that someone forgot."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from service_desk.foundation.clock import now
from service_desk.foundation.naming import Named
from service_desk.foundation.search import narrowed
from service_desk.foundation.sorting import by_name
from service_desk.foundation.web import Created, DeskRequest, needs, once
from service_desk.foundation.web.figures import Figures
from service_desk.foundation.web.filters import InWords
from service_desk.foundation.web.lists import in_pages
from service_desk.timesheets import actions, queries
from service_desk.timesheets.rules import ClockFacts, ResourceFacts, ResourceKind

Activity = Annotated[str, msgspec.Meta(max_length=30)]
Currency = Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]


class NewResource(msgspec.Struct, forbid_unknown_fields=True):
    """`staff_id`: the member of staff this is, so that their own clock is found."""

    centre_id: UUID
    code: Annotated[str, msgspec.Meta(min_length=1, max_length=30)]
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    kind: ResourceKind = ResourceKind.PERSON
    staff_id: UUID | None = None


class NewRate(Figures, forbid_unknown_fields=True):
    """Per hour, in `currency`. Without `resource_id` for everyone of the centre, without `activity` for every activity."""

    centre_id: UUID
    cost_rate: Decimal
    bill_rate: Decimal
    currency: Currency
    valid_from: date
    resource_id: UUID | None = None
    activity: Activity = ""


@get("/resources", guards=[needs("centres.read")])
@in_pages
async def list_resources(
    request: DeskRequest, centre_id: FromQuery[UUID | None] = None, words: InWords = None
) -> list[ResourceFacts]:
    """People and machines in use at the centres you may see."""
    found = await queries.resources(request.user.where("centres.read", centre_id))
    return by_name(narrowed(found, words, lambda each: f"{each.code} {each.name}"), request.user.language)


@post("/resources", guards=[needs("time.rates")])
async def create_resource(request: DeskRequest, data: JSONBody[NewResource]) -> Response[Created]:
    """Add a person or a machine whose time is booked."""

    async def create() -> Created:
        return Created(await actions.create_resource(**msgspec.structs.asdict(data), by=request.user))

    return await once(request, create)


@post("/resources/{resource_id:str}/retirement", guards=[needs("time.rates")])
async def retire_resource(request: DeskRequest, resource_id: FromPath[UUID]) -> Response[Created]:
    """Book no more time of a person or machine."""

    async def retire() -> Created:
        await actions.retire_resource(resource_id=resource_id, by=request.user)
        return Created(resource_id)

    return await once(request, retire)


@post("/resources/{resource_id:str}/revival", guards=[needs("time.rates")])
async def revive_resource(request: DeskRequest, resource_id: FromPath[UUID]) -> Response[Created]:
    """Book time of a person or machine again that was retired."""

    async def revive() -> Created:
        await actions.revive_resource(resource_id=resource_id, by=request.user)
        return Created(resource_id)

    return await once(request, revive)


@post("/labour-rates", guards=[needs("time.rates")])
async def set_rate(request: DeskRequest, data: JSONBody[NewRate]) -> Response[NewRate]:
    """Set what an hour costs and is billed from a day on; booked time keeps its rates."""

    async def set_it() -> NewRate:
        await actions.set_rate(**msgspec.structs.asdict(data), by=request.user)
        return data

    return await once(request, set_it)


@get("/clocks/forgotten", guards=[needs("time.rates")])
@in_pages
async def list_forgotten(request: DeskRequest) -> list[ClockFacts]:
    """Clocks that have run longer than their centre allows."""
    return [clock for clock in await queries.forgotten(now()) if request.user.may("time.rates", clock.centre_id)]


NAMED = [
    Named(
        ("resource_id",),
        queries.resource_named,
        "its code, or CENTRE:CODE where several centres have it",
        "BER:BO",
        table="resource",
    )
]
ROUTES = [list_resources, create_resource, retire_resource, set_rate, list_forgotten, revive_resource]
