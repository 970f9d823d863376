"""Forget a person: the entry stays under a pseudonym, so that nothing points into the void."""

from dataclasses import dataclass
from uuid import UUID

from service_desk.events.actions import record
from service_desk.foundation import files
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic, execute, fetch, fetchval
from service_desk.foundation.errors import NotFound
from service_desk.foundation.phones import spellings
from service_desk.parties.rules import PartyErased, pseudonym

_ALL = "select id from party where id = $1 or merged_into = $1 order by id for update"
_FORGET = """
update party set name = $2, search = null, name_key = null, retired_at = coalesce(retired_at, $3), erased_at = coalesce(erased_at, $3), version = version + 1 where id = $1"""


@dataclass(frozen=True)
class ErasedParty:
    """`ids` are the party and its aliases; `values` the phones and mail addresses that they had, in all spellings."""

    target: UUID
    ids: list[UUID]
    values: list[str]


async def erase_party(*, party_id: UUID, by: Actor) -> ErasedParty:
    """Name, contacts, addresses and notes of a party and of everything that was merged into it.

    What other rooms hold about them is erased by those rooms' own actions: see the room privacy, which calls this.
    """
    async with atomic():
        target = await fetchval("select coalesce(merged_into, id) from party where id = $1", party_id)
        if target is None:
            raise NotFound(kind="customer", key=party_id)
        ids = [row["id"] for row in await fetch(_ALL, target)]
        kept = await fetch("select value from contact_point where party_id = any($1)", ids)
        values = {form for row in kept for form in spellings(row["value"])}
        for table in ("contact_point", "address", "party_note"):
            await execute(f"delete from {table} where party_id = any($1)", ids)
        for each in ids:
            await execute(_FORGET, each, pseudonym(each), now())
        await files.erase("party", ids)
        await record(PartyErased(party_id=target), subject=("party", target), centre_id=None, by=by)
    return ErasedParty(target, ids, sorted(values))
