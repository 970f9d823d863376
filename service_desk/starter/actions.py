"""Load what a release ships; at a later release take its changes, and never what the company changed itself."""

from collections.abc import Collection
from typing import Final

from service_desk.events.actions import record
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic, execute
from service_desk.foundation.errors import Invalid
from service_desk.foundation.ids import uuid7
from service_desk.foundation.starter import Starter
from service_desk.starter.comparison import differing
from service_desk.starter.comparison import source as known
from service_desk.starter.rules import Difference, Standing, StarterUpdated
from service_desk.starter.sources import SOURCES

_ONE_AT_A_TIME: Final = "select pg_advisory_xact_lock(hashtext('aftercare.starter'))"
_SEEN: Final = """
insert into starter_entry (id, source, key, value, taken_at, taken_by)
select r.id, $2, r.key, r.value, $3, $4 from jsonb_to_recordset($1) as r(id uuid, key text, value jsonb)
on conflict (source, key) do update set value = excluded.value, taken_at = excluded.taken_at, taken_by = excluded.taken_by
 where starter_entry.value <> excluded.value"""
_GONE: Final = "delete from starter_entry where source = $1 and key <> all($2)"


class NothingToTake(Invalid):
    code = "nothing_to_take"
    message = "{names}: this is not shipped, or you have it as it is shipped. `desk starter diff` lists what differs."


async def load_starter(*, by: Actor) -> list[Difference]:
    """All starter data for the company and its centres as they are now; a second time nothing. What was put in.

    Holidays are those of each centre's country; those of centres added later and of years to come are a duty of the schedule.
    """
    return await update_starter(by=by)


async def update_starter(*, by: Actor, sources: Collection[str] = (), take: Collection[str] = ()) -> list[Difference]:
    """Take what is new, changed or retired in this release, of the kinds named, else of all. What was done.

    take: names (`roles/agent`) of entries that the company changed and now wants as they are shipped.
    Raises UnknownSource, NothingToTake, Forbidden (each kind asks its own right where it has something to take); all or nothing.
    """
    wanted = set(take)
    chosen = [known(name) for name in sources] or SOURCES
    async with atomic():
        await execute(_ONE_AT_A_TIME)
        done: list[Difference] = []
        kept = 0
        for each in chosen:
            found = await differing(each)
            due = [one for one in found if one.standing is not Standing.YOURS or one.name in wanted]
            kept += len(found) - len(due)
            await _settle(each, due, by)
            done += due
        if missing := wanted - {one.name for one in done}:
            raise NothingToTake(names=sorted(missing)[:20], field="take")
        if done:
            counts = [sum(1 for one in done if one.standing is standing) for standing in Standing]
            fact = StarterUpdated(uuid7(), counts[0], counts[1] + counts[3], counts[2], kept)
            await record(fact, subject=("starter", fact.batch_id), centre_id=None, by=by)
    return done


async def _settle(source: Starter, due: Collection[Difference], by: Actor) -> None:
    if due:
        by.require_company(source.right)
    if put := {one.key: one.shipped for one in due if one.shipped is not None}:
        await source.put(put, by)
    if gone := [one.key for one in due if one.shipped is None]:
        await source.retire(gone, by)
    # What the company keeps is remembered as it is shipped now: from here on only its own change is told, not the release's.
    shipped = await source.shipped()
    rows = [{"id": uuid7(), "key": key, "value": value} for key, value in shipped.items()]
    await execute(_SEEN, rows, source.name, clock.now(), by.id)
    await execute(_GONE, source.name, list(shipped))
