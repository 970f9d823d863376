"""Two entries for one person become one: the merged one stays as an alias, so that nothing points into the void."""

from uuid import UUID

from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic, execute, fetch
from service_desk.foundation.errors import Conflict, NotFound
from service_desk.parties.rules import PartyMerged

_MOVE_CONTACTS = """
insert into contact_point (id, party_id, kind, value, given, label, preferred, created_at)
select gen_random_uuid(), $2, kind, value, given, label, false, created_at from contact_point where party_id = $1
on conflict (party_id, kind, value) do nothing"""


class MergeIntoItself(Conflict):
    code = "merge_into_itself"
    message = "These two entries are the same customer already."


async def merge_party(*, party_id: UUID, into_id: UUID, by: Actor) -> UUID:
    """`party_id` becomes an alias of `into_id`, which gains its contacts. The id they both answer to from now on."""
    async with atomic():
        # One merge at a time: two that share a party could else leave an alias of an alias.
        await execute("select pg_advisory_xact_lock(hashtext('parties.merge'))")
        rows = await fetch(
            "select id, merged_into from party where id = any($1) order by id for update", [party_id, into_id]
        )
        known: dict[UUID, UUID] = {row["id"]: row["merged_into"] or row["id"] for row in rows}
        for key in (party_id, into_id):
            if key not in known:
                raise NotFound(kind="customer", key=key)
        alias, target = known[party_id], known[into_id]
        if alias == target:
            raise MergeIntoItself
        # Aliases of the alias follow, so that an id is one step from its party at most.
        await execute(
            "update party set merged_into = $2, version = version + 1 where id = $1 or merged_into = $1", alias, target
        )
        await execute("update party set retired_at = coalesce(retired_at, $2) where id = $1", alias, now())
        await execute(_MOVE_CONTACTS, alias, target)
        merged = PartyMerged(party_id=alias, into_id=target)
        await record(merged, subject=("party", target), centre_id=None, by=by)
        return target
