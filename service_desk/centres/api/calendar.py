"""When a centre works: its shifts by weekday, and the days on which it is closed."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Annotated, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from service_desk.centres import actions, queries
from service_desk.centres.rules import HolidayFacts
from service_desk.foundation.clock import today
from service_desk.foundation.web import DeskRequest, needs, once
from service_desk.foundation.web.lists import in_pages

YEAR: Final = timedelta(days=365)
Minute = Annotated[int, msgspec.Meta(ge=0, le=1440)]


class Shift(msgspec.Struct, forbid_unknown_fields=True):
    """`weekday` as in ISO 8601: Monday 1, Sunday 7. `opens` and `closes` are minutes of the centre's own day, 480 being eight."""

    weekday: Annotated[int, msgspec.Meta(ge=1, le=7)]
    opens: Minute
    closes: Minute


class Hours(msgspec.Struct, forbid_unknown_fields=True):
    """All shifts of the week, instead of those before; a weekday without one is closed."""

    shifts: Annotated[list[Shift], msgspec.Meta(max_length=50)]


class KeptHours(msgspec.Struct):
    """The hours in force. `version` is the centre's: If-Match with it changes only these."""

    shifts: list[Shift]
    version: int


class NewHoliday(msgspec.Struct, forbid_unknown_fields=True):
    on_date: date
    name: Annotated[dict[str, str], msgspec.Meta(min_length=1, max_length=10)]


class LessHoliday(msgspec.Struct, forbid_unknown_fields=True):
    on_date: date


@get("/centres/{centre_id:str}/hours", guards=[needs("centres.read")])
async def show_hours(request: DeskRequest, centre_id: FromPath[UUID]) -> KeptHours:
    """The working hours of a centre."""
    request.user.require_row("centres.read", centre_id, kind="service centre", key=centre_id)
    return await _hours(centre_id)


async def _hours(centre_id: UUID) -> KeptHours:
    version = (await queries.centre(centre_id)).version
    return KeptHours([Shift(*each) for each in await queries.working_hours(centre_id)], version)


@put("/centres/{centre_id:str}/hours", guards=[needs("centres.write")])
async def set_hours(request: DeskRequest, centre_id: FromPath[UUID], data: JSONBody[Hours]) -> Response[KeptHours]:
    """Say when a centre works from now on."""
    request.user.require_row("centres.write", centre_id, kind="service centre", key=centre_id)

    async def write() -> KeptHours:
        shifts: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for each in data.shifts:
            shifts[each.weekday].append((each.opens, each.closes))
        await actions.set_hours(centre_id=centre_id, hours=shifts, by=request.user)
        return await _hours(centre_id)

    return await once(request, write)


@get("/centres/{centre_id:str}/holidays", guards=[needs("centres.read")])
@in_pages
async def list_holidays(
    request: DeskRequest,
    centre_id: FromPath[UUID],
    since: FromQuery[date | None] = None,
    until: FromQuery[date | None] = None,
) -> list[HolidayFacts]:
    """The days on which a centre is closed; from today for a year unless said otherwise."""
    request.user.require_row("centres.read", centre_id, kind="service centre", key=centre_id)
    first = since or today((await queries.centre(centre_id)).zone)
    return await queries.holidays(centre_id, first, until or first + YEAR)


@post("/centres/{centre_id:str}/holidays", guards=[needs("centres.write")])
async def add_holiday(
    request: DeskRequest, centre_id: FromPath[UUID], data: JSONBody[NewHoliday]
) -> Response[NewHoliday]:
    """Close a centre on a day; said twice it is one holiday."""
    request.user.require_row("centres.write", centre_id, kind="service centre", key=centre_id)

    async def add() -> NewHoliday:
        await actions.add_holiday(centre_id=centre_id, on_date=data.on_date, name=data.name, by=request.user)
        return data

    return await once(request, add)


@post("/centres/{centre_id:str}/holidays/removal", guards=[needs("centres.write")])
async def remove_holiday(
    request: DeskRequest, centre_id: FromPath[UUID], data: JSONBody[LessHoliday]
) -> Response[LessHoliday]:
    """Work on that day after all."""
    request.user.require_row("centres.write", centre_id, kind="service centre", key=centre_id)

    async def remove() -> LessHoliday:
        await actions.remove_holiday(centre_id=centre_id, on_date=data.on_date, by=request.user)
        return data

    return await once(request, remove)


ROUTES: Final = [show_hours, set_hours, list_holidays, add_holiday, remove_holiday]
