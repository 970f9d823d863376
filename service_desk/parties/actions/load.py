"""Load many parties at once: one look for those that exist, COPY for the rest, one event per batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic, connection, execute, fetch, fetchval
from service_desk.foundation.ids import uuid7
from service_desk.foundation.search import tokens
from service_desk.foundation.sorting import kept_key
from service_desk.parties.actions.change import rename
from service_desk.parties.rules import PartiesLoaded, PartiesUnloaded, PartyChanged

PARTY_COLUMNS: Final = (
    "id", "kind", "name", "language", "zone", "currency", "roles", "created_at", "created_by", "version", "name_key",
)  # fmt: skip
ADDRESS_COLUMNS: Final = (
    "id", "party_id", "kind", "lines", "city", "postcode", "country", "created_at", "version",
)  # fmt: skip
CONTACT_COLUMNS: Final = ("id", "party_id", "kind", "value", "given", "label", "preferred", "created_at")
# COPY cannot compute; the words to search for follow in one statement.
_SEARCH: Final = """
update party set search = array_to_tsvector(array_remove(string_to_array(w.words, E'\\n'), ''))
  from unnest($1::uuid[], $2::text[]) as w (id, words) where party.id = w.id"""


class LoadedContact(NamedTuple):
    """Normalised (`parties.rules.normalise`), with what was written."""

    kind: str
    value: str
    given: str = ""
    preferred: bool = False
    label: str = ""


class LoadedAddress(NamedTuple):
    """`country` in two capital letters (ISO 3166)."""

    lines: str
    city: str
    country: str
    postcode: str = ""
    kind: str = "home"


class PartyRow(NamedTuple):
    """A prepared row, its name checked; `id` of the caller's making lets a second run find it. `found_by`: more words."""

    id: UUID
    name: str
    language: str
    kind: str = "person"
    roles: tuple[str, ...] = ("customer",)
    zone: str | None = None
    currency: str | None = None
    contacts: tuple[LoadedContact, ...] = ()
    addresses: tuple[LoadedAddress, ...] = ()
    found_by: str = ""


@dataclass(frozen=True, slots=True)
class LoadedParties:
    """`fresh`: the ids that are new."""

    new: int
    existing: int
    fresh: frozenset[UUID] = frozenset()


async def load_parties(batch: Sequence[PartyRow], *, by: Actor) -> LoadedParties:
    """All of a batch or none of it; rows whose id is there already are left alone."""
    async with atomic():
        there = {row["id"] for row in await fetch("select id from party where id = any($1)", [r.id for r in batch])}
        fresh = list({row.id: row for row in reversed(batch) if row.id not in there}.values())[::-1]
        if fresh:
            await _copy(fresh, by)
        loaded = LoadedParties(len(fresh), len(batch) - len(fresh), frozenset(row.id for row in fresh))
        event = PartiesLoaded(batch_id=uuid7(), added=loaded.new, already_there=loaded.existing)
        await record(event, subject=("party_batch", event.batch_id), centre_id=None, by=by)
        return loaded


async def _copy(fresh: Sequence[PartyRow], by: Actor) -> None:
    moment = now()
    parties = [
        (
            r.id,
            r.kind,
            r.name,
            r.language,
            r.zone,
            r.currency,
            list(r.roles),
            moment,
            by.id,
            1,
            kept_key(r.name, r.language),
        )
        for r in fresh
    ]
    contacts = [
        (uuid7(), row.id, c.kind, c.value, c.given or c.value, c.label, c.preferred, moment)
        for row in fresh
        for c in {(c.kind, c.value): c for c in row.contacts}.values()
    ]
    addresses = [
        (uuid7(), row.id, a.kind, a.lines, a.city, a.postcode, a.country, moment, 1)
        for row in fresh
        for a in row.addresses
    ]
    async with connection() as held:
        await held.copy_records_to_table("party", records=parties, columns=PARTY_COLUMNS)
        if contacts:
            await held.copy_records_to_table("contact_point", records=contacts, columns=CONTACT_COLUMNS)
        if addresses:
            await held.copy_records_to_table("address", records=addresses, columns=ADDRESS_COLUMNS)
    words = ["\n".join(tokens(f"{row.name} {row.found_by}")) for row in fresh]
    await execute(_SEARCH, [row.id for row in fresh], words)


async def restore_party(
    party_id: UUID, fields: Mapping[str, tuple[str, str]], addresses: Sequence[UUID], *, by: Actor
) -> bool:
    """Give back the `name`, and take out the `contacts` and addresses that a file had added. False where the name was changed since."""
    async with atomic():
        if "name" in fields:
            kept, new = fields["name"]
            if await fetchval("select name from party where id = $1 for update", party_id) != new:
                return False
            await rename(party_id=party_id, name=kept, by=by)
        for value in filter(None, fields.get("contacts", ("", ""))[1].split(", ")):
            await execute(
                "delete from contact_point where party_id = $1 and value = $2 and not preferred", party_id, value
            )
        await execute("delete from address where party_id = $1 and id = any($2)", party_id, list(addresses))
        changed = PartyChanged(party_id=party_id, fields=tuple(fields))
        await record(changed, subject=("party", party_id), centre_id=None, by=by)
        return True


async def unload_parties(ids: Sequence[UUID], *, by: Actor) -> None:
    """Take out parties that were loaded by mistake and that nothing has used; the caller has looked."""
    async with atomic():
        for table in ("contact_point", "address"):
            await execute(f"delete from {table} where party_id = any($1)", ids)
        await execute("delete from party where id = any($1)", ids)
        gone = PartiesUnloaded(batch_id=uuid7(), removed=len(ids))
        await record(gone, subject=("party_batch", gone.batch_id), centre_id=None, by=by)
