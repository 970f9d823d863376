"""Create, rename and retire the places where parts lie."""

from collections.abc import Mapping
from uuid import UUID

from asyncpg import UniqueViolationError

from service_desk.centres import queries as centres
from service_desk.events.actions import record
from service_desk.foundation import version
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic, execute, fetchval
from service_desk.foundation.errors import Conflict
from service_desk.foundation.i18n import checked_words
from service_desk.foundation.ids import uuid7
from service_desk.foundation.leaving import free
from service_desk.parts import queries
from service_desk.parts.rules import VIRTUAL, LocationCreated, LocationRenamed, LocationRetired, LocationRevived
from service_desk.parts.rules.places import checked_code, checked_kind, checked_open
from service_desk.parts.tables import Location


class LocationCodeTaken(Conflict):
    code = "location_code_taken"
    message = "There is a location {value} at this centre already. Choose another code."


class LocationNotEmpty(Conflict):
    code = "location_not_empty"
    message = "Parts still lie at {location}. Move or adjust them first, then retire it."


async def create_location(*, centre_id: UUID, code: str, name: Mapping[str, str], kind: str, by: Actor) -> UUID:
    """A warehouse, van or bench. The centre's virtual places come with its first real one."""
    by.require_row("parts.adjust", centre_id, kind="service centre", key=centre_id)
    place = Location(
        id=uuid7(),
        centre_id=(await centres.centre_at_work(centre_id)).id,
        code=checked_code(code),
        name=checked_words(name),
        kind=checked_kind(kind),
        created_at=now(),
        created_by=by.id,
    )
    try:
        async with atomic():
            await furnish(centre_id, by)
            await Location.insert(place)
            created = LocationCreated(location_id=place.id, code=place.code, kind=place.kind)
            await record(created, subject=("location", place.id), centre_id=centre_id, by=by)
    except UniqueViolationError:
        raise LocationCodeTaken(value=place.code, field="code") from None
    return place.id


async def furnish(centre_id: UUID, by: Actor) -> None:
    """Give the centre its four virtual places; done before, nothing happens."""
    await execute(
        "insert into location (id, centre_id, code, name, kind, created_at, created_by, version) "
        "select i, $2, c, '{}', k, $5, $6, 1 from unnest($1::uuid[], $3::text[], $4::text[]) as v(i, c, k) "
        "on conflict do nothing",
        [uuid7() for _ in VIRTUAL],
        centre_id,
        list(VIRTUAL.values()),
        [kind.value for kind in VIRTUAL],
        now(),
        by.id,
    )


async def rename_location(*, location_id: UUID, name: Mapping[str, str], by: Actor) -> bool:
    """All its words anew; its code is printed on the shelf and stays. Said as it is already, nothing happens: whether anything did."""
    async with atomic():
        place = await queries.location(location_id)
        by.require_row("parts.adjust", place.centre_id, kind="location", key=location_id)
        wanted = checked_words(name)
        if checked_open(place).name == wanted:
            return False
        await version.save(Location, location_id, version=None, name=wanted)
        renamed = LocationRenamed(location_id=location_id, code=place.code)
        await record(renamed, subject=("location", location_id), centre_id=place.centre_id, by=by)
        return True


async def retire_location(*, location_id: UUID, by: Actor, if_version: int | None = None) -> None:
    async with atomic():
        place = await queries.location(location_id)
        by.require_row("parts.adjust", place.centre_id, kind="location", key=location_id)
        checked_open(place)
        await version.save(Location, location_id, version=if_version, retired_at=now())
        if await fetchval("select 1 from stock where location_id = $1 and quantity > 0 limit 1", location_id):
            raise LocationNotEmpty(location=place.code)
        await free("location", location_id, place.code)
        retired = LocationRetired(location_id=location_id, code=place.code)
        await record(retired, subject=("location", location_id), centre_id=place.centre_id, by=by)


async def revive_location(*, location_id: UUID, by: Actor, if_version: int | None = None) -> None:
    """In use again, under the code that is printed on it; one that is in use stays so."""
    async with atomic():
        place = await queries.location(location_id)
        by.require_row("parts.adjust", place.centre_id, kind="location", key=location_id)
        await centres.centre_at_work(place.centre_id)
        if not place.retired:
            return
        await version.save(Location, location_id, version=if_version, retired_at=None)
        revived = LocationRevived(location_id=location_id, code=place.code)
        await record(revived, subject=("location", location_id), centre_id=place.centre_id, by=by)
