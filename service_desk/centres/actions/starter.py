"""The public holidays of each centre's country in the database. A day that a centre entered itself stays."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from service_desk.centres import queries
from service_desk.centres.actions.create import create_centre
from service_desk.centres.rules import HOLIDAY_REGION
from service_desk.centres.rules.facts import HolidaysChanged
from service_desk.centres.starter import public_holidays
from service_desk.events.actions import record
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic, execute, fetch
from service_desk.foundation.ids import uuid7
from service_desk.foundation.starter import Entries, Starter

RIGHT: Final = "centres.write"
AHEAD: Final = 2  # whole years after this one: states announce their days, and shift them, about a year before
_CENTRES: Final = "select id, code, country, created_at, zone from centre order by code"
_HELD: Final = """
select c.code, h.on_date, h.name from holiday h join centre c on c.id = h.centre_id order by c.code, h.on_date"""
_PUT: Final = """
insert into holiday (id, centre_id, on_date, name) values ($1, $2, $3, $4)
on conflict (centre_id, on_date) do update set name = excluded.name"""


async def _shipped() -> Entries:
    return await _days(await fetch(_CENTRES))


async def _days(rows: Iterable[Mapping[str, Any]]) -> Entries:
    """From the year in which the centre was entered, so that days out of use are reckoned alike later."""
    found: dict[str, dict[str, object]] = {}
    for row in rows:
        region = await queries.setting(HOLIDAY_REGION.name, row["id"])
        first = clock.local_date(row["created_at"], row["zone"]).year
        days = public_holidays(row["country"], str(region), first, clock.today(row["zone"]).year + AHEAD)
        found |= {f"{row['code']} {day}": {"name": name} for day, name in days.items()}
    return found


async def _held() -> Entries:
    return {f"{row['code']} {row['on_date']}": {"name": row["name"]} for row in await fetch(_HELD)}


async def _put(entries: Entries, by: Actor) -> None:
    by.require_company(RIGHT)
    async with atomic():
        ids = await _ids()
        for key, value in entries.items():
            code, day = key.split(" ")
            await execute(_PUT, uuid7(), ids[code], date.fromisoformat(day), value["name"])
        for centre_id, count in Counter(ids[key.split(" ")[0]] for key in entries).items():
            fact = HolidaysChanged(centre_id, put=count, removed=0)
            await record(fact, subject=("centre", centre_id), centre_id=centre_id, by=by)


async def _retire(keys: Collection[str], by: Actor) -> None:
    by.require_company(RIGHT)
    async with atomic():
        ids = await _ids()
        for code, day in (key.split(" ") for key in keys):
            sql = "delete from holiday where centre_id = $1 and on_date = $2"
            await execute(sql, ids[code], date.fromisoformat(day))
        for centre_id, count in Counter(ids[key.split(" ")[0]] for key in keys).items():
            fact = HolidaysChanged(centre_id, put=0, removed=count)
            await record(fact, subject=("centre", centre_id), centre_id=centre_id, by=by)


async def open_centre(*, by: Actor, **given: Any) -> UUID:
    """A new centre with the public holidays of its country, so that its first tickets are due on days when it works."""
    async with atomic():
        centre_id = await create_centre(**given, by=by)
        if days := await _days([row for row in await fetch(_CENTRES) if row["id"] == centre_id]):
            await _put(days, by)
        return centre_id


async def _ids() -> dict[str, UUID]:
    return {row["code"]: row["id"] for row in await fetch(_CENTRES)}


HOLIDAYS: Final = Starter("holidays", RIGHT, _shipped, _held, _put, _retire)
