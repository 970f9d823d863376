"""What can be asked about resources, rates, clocks and time."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, cast
from uuid import UUID

from service_desk.centres import queries as centres
from service_desk.foundation.db import fetch, fetchrow
from service_desk.foundation.errors import NotFound
from service_desk.foundation.naming import looked_up
from service_desk.timesheets.rules import (
    BACK_DAYS,
    LEAST,
    LONGEST_CLOCK,
    ROUNDING,
    STEP,
    ClockFacts,
    Rates,
    ResourceFacts,
    RoundingRule,
    TimeFacts,
)

_RESOURCE: Final = (
    "select id, centre_id, staff_id, code, name, kind, retired_at is not null as retired, version, "
    "exists (select from staff s where s.id = resource.staff_id and s.retired_at is not null) as left from resource"
)
_CLOCK: Final = (
    "select id as entry_id, resource_id, centre_id, subject_kind, subject_id, activity, started_at, subject_number "
    "from time_entry where stopped_at is null and voided_at is null"
)
TIME: Final = (
    "select id as entry_id, resource_id, centre_id, subject_kind, subject_id, activity, worked_on, started_at, stopped_at, "
    "minutes, cost_rate, bill_rate, cost, bill, currency, too_long from time_entry"
)
# The person's own rate goes before the centre's, the activity's before the general one, the newer before the older.
_RATE: Final = """
select cost_rate, bill_rate, currency from labour_rate
 where centre_id = $1 and (resource_id = $2 or resource_id is null) and activity in ($3, '') and valid_from <= $4
 order by resource_id is null, activity = '', valid_from desc limit 1"""


async def resource(resource_id: UUID) -> ResourceFacts:
    row = await fetchrow(f"{_RESOURCE} where id = $1", resource_id)
    if row is None:
        raise NotFound(kind="resource", key=resource_id)
    return ResourceFacts(**row)


async def badges_of(staff_id: UUID) -> list[UUID]:
    """The resources that a member of staff is, at all centres."""
    return [row["id"] for row in await fetch("select id from resource where staff_id = $1 order by id", staff_id)]


async def resource_of(staff_id: UUID, centre_id: UUID) -> ResourceFacts | None:
    """The resource that a member of staff is at a centre; None when their time is not kept there."""
    row = await fetchrow(
        f"{_RESOURCE} where staff_id = $1 and centre_id = $2 and retired_at is null order by code limit 1",
        staff_id,
        centre_id,
    )
    return None if row is None else ResourceFacts(**row)


async def resources(visible: frozenset[UUID] | None = None) -> list[ResourceFacts]:
    """The resources in use, by centre and code."""
    rows = await fetch(
        f"{_RESOURCE} where retired_at is null and ($1::uuid[] is null or centre_id = any($1)) order by centre_id, code",
        None if visible is None else list(visible),
    )
    return [ResourceFacts(**row) for row in rows]


async def rates(centre_id: UUID, resource_id: UUID, activity: str, on: date) -> Rates:
    """What an hour of a resource costs and is billed on a day; without any rate both are None."""
    row = await fetchrow(_RATE, centre_id, resource_id, activity, on)
    if row is None:
        return Rates(None, None, (await centres.centre(centre_id)).currency)
    return Rates(row["cost_rate"], row["bill_rate"], row["currency"])


async def rounding(centre_id: UUID) -> RoundingRule:
    async def value(name: str) -> Any:
        return await centres.setting(name, centre_id)

    return RoundingRule(
        step=cast("int", await value(STEP.name)),
        nearest=await value(ROUNDING.name) == "nearest",
        least=cast("int", await value(LEAST.name)),
    )


async def longest_clock(centre_id: UUID) -> timedelta:
    return timedelta(hours=cast("int", await centres.setting(LONGEST_CLOCK.name, centre_id)))


async def back_days(centre_id: UUID) -> int:
    """For how many days back time may be entered at a centre."""
    return cast("int", await centres.setting(BACK_DAYS.name, centre_id))


async def running(resource_id: UUID) -> ClockFacts | None:
    row = await fetchrow(f"{_CLOCK} and resource_id = $1", resource_id)
    return None if row is None else ClockFacts(**row)


async def running_of(staff_id: UUID) -> list[ClockFacts]:
    """The clocks of a member of staff: one at each centre where their time is kept, at most."""
    mine = "resource_id in (select id from resource where staff_id = $1)"
    return [ClockFacts(**row) for row in await fetch(f"{_CLOCK} and {mine} order by started_at", staff_id)]


async def running_for(subject_id: UUID) -> list[ClockFacts]:
    """The clocks that run on an order or another subject."""
    return [ClockFacts(**row) for row in await fetch(f"{_CLOCK} and subject_id = $1 order by started_at", subject_id)]


async def forgotten(now: datetime) -> list[ClockFacts]:
    """Clocks that have run longer than their centre allows: someone went home without stopping them; and those of people who
    have left."""
    left = [ClockFacts(**row) for row in await fetch(f"{_CLOCK} and {_OF_LEFT}")]
    rows = [
        ClockFacts(**row)
        for row in await fetch(f"{_CLOCK} and not {_OF_LEFT} and started_at < $1", now - timedelta(hours=1))
    ]
    return left + [clock for clock in rows if now - clock.started_at > await longest_clock(clock.centre_id)]


_OF_LEFT: Final = (
    "exists (select from resource r join staff s on s.id = r.staff_id "
    "where r.id = time_entry.resource_id and s.retired_at is not null)"
)


async def time(entry_id: UUID) -> TimeFacts:
    row = await fetchrow(f"{TIME} where id = $1 and stopped_at is not null and voided_at is null", entry_id)
    if row is None:
        raise NotFound(kind="time entry", key=entry_id)
    return TimeFacts(**row)


async def time_for(subject_id: UUID) -> list[TimeFacts]:
    """All time booked on a subject, running clocks and voided entries left out."""
    rows = await fetch(
        f"{TIME} where subject_id = $1 and stopped_at is not null and voided_at is null order by started_at", subject_id
    )
    return [TimeFacts(**row) for row in rows]


async def labour_price(centre_id: UUID, activity: str, on: date) -> Decimal | None:
    """What an hour is billed at a centre when nobody in particular is meant, as in an estimate."""
    row = await fetchrow(
        "select bill_rate from labour_rate where centre_id = $1 and resource_id is null and activity in ($2, '') "
        "and valid_from <= $3 order by activity = '', valid_from desc limit 1",
        centre_id,
        activity,
        on,
    )
    return None if row is None else Decimal(row["bill_rate"])


resource_named = looked_up(
    "resource",
    "select t.id, c.code || ':' || t.code as alone from resource t join centre c on c.id = t.centre_id "
    "where (t.code = $1 or c.code || ':' || t.code = $1) and ($2::uuid[] is null or t.centre_id = any($2)) "
    "order by alone",
)
