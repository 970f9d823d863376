"""Stations with what their benches are at."""

from typing import Any, Final
from uuid import UUID

from service_desk.foundation.db import fetch, fetchrow, fetchval
from service_desk.foundation.errors import NotFound
from service_desk.foundation.naming import looked_up
from service_desk.scanning.rules.stations import StationFacts, profile_of

Scope = frozenset[UUID] | None
_STATION: Final = """
select s.id, s.centre_id, s.code, s.name, s.profile, s.printer_id, s.location_id, s.calibrated_at, s.seen_at, b.order_id,
       o.number as "order", b.repair_item_id, coalesce(i.serial, i.batch, n.serial_given) as unit, b.resource_id,
       r.name as technician, s.retired_at is not null as retired, s.version
  from station s left join station_state b on b.station_id = s.id left join repair_order o on o.id = b.order_id
       left join repair_item n on n.id = b.repair_item_id left join service_item i on i.id = n.item_id
       left join resource r on r.id = b.resource_id"""


async def stations(centres: Scope) -> list[StationFacts]:
    """Those in use, by code."""
    rows = await fetch(
        f"{_STATION} where s.retired_at is null and ($1::uuid[] is null or s.centre_id = any($1)) order by s.centre_id, s.code",
        None if centres is None else list(centres),
    )
    return [_facts(row) for row in rows]


async def station(station_id: UUID, centres: Scope) -> StationFacts:
    row = await fetchrow(
        f"{_STATION} where s.id = $1 and ($2::uuid[] is null or s.centre_id = any($2))",
        station_id,
        None if centres is None else list(centres),
    )
    if row is None:
        raise NotFound(kind="station", key=station_id)
    return _facts(row)


async def pending_reason(station_id: UUID) -> str:
    """The reason that was scanned and waits for its command, or ''."""
    found = await fetchval("select reason from station_state where station_id = $1", station_id)
    return found or ""


def _facts(row: Any) -> StationFacts:
    return StationFacts(**{**dict(row), "profile": profile_of(row["profile"])})


station_named = looked_up(
    "station",
    "select t.id, c.code || ':' || t.code as alone from station t join centre c on c.id = t.centre_id "
    "where (t.code = $1 or c.code || ':' || t.code = $1) and ($2::uuid[] is null or t.centre_id = any($2)) "
    "order by alone",
)


async def stations_with(key: UUID) -> list[str]:
    """The codes of the stations in use that print on this printer, or take their parts from this place."""
    sql = "select code from station where (printer_id = $1 or location_id = $1) and retired_at is null order by code"
    return [row["code"] for row in await fetch(sql, key)]
