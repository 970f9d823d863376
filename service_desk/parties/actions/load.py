"""Load many parties at once: one look for those that exist, COPY for the rest, one event per batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic, connection, execute, fetch
from service_desk.foundation.ids import uuid7
from service_desk.foundation.search import tokens
from service_desk.parties.rules import PartiesLoaded

PARTY_COLUMNS: Final = (
    "id", "kind", "name", "language", "zone", "currency", "roles", "created_at", "created_by", "version",
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


class PartyRow(NamedTuple):
    """A prepared row, its name checked; `id` of the caller's making lets a second run find it."""

    id: UUID
    name: str
    language: str
    kind: str = "person"
    roles: tuple[str, ...] = ("customer",)
    zone: str | None = None
    currency: str | None = None
    contacts: tuple[LoadedContact, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadedParties:
    new: int
    existing: int


async def load_parties(batch: Sequence[PartyRow], *, by: Actor) -> LoadedParties:
    """All of a batch or none of it; rows whose id is there already are left alone."""
    async with atomic():
        there = {row["id"] for row in await fetch("select id from party where id = any($1)", [r.id for r in batch])}
        fresh = list({row.id: row for row in batch if row.id not in there}.values())
        if fresh:
            await _copy(fresh, by)
        loaded = LoadedParties(len(fresh), len(batch) - len(fresh))
        event = PartiesLoaded(batch_id=uuid7(), added=loaded.new, already_there=loaded.existing)
        await record(event, subject=("party_batch", event.batch_id), centre_id=None, by=by)
        return loaded


async def _copy(fresh: Sequence[PartyRow], by: Actor) -> None:
    moment = now()
    parties = [(r.id, r.kind, r.name, r.language, r.zone, r.currency, list(r.roles), moment, by.id, 1) for r in fresh]
    contacts = [
        (uuid7(), row.id, c.kind, c.value, c.given or c.value, "", c.preferred, moment)
        for row in fresh
        for c in {(c.kind, c.value): c for c in row.contacts}.values()
    ]
    async with connection() as held:
        await held.copy_records_to_table("party", records=parties, columns=PARTY_COLUMNS)
        if contacts:
            await held.copy_records_to_table("contact_point", records=contacts, columns=CONTACT_COLUMNS)
    await execute(_SEARCH, [row.id for row in fresh], ["\n".join(tokens(row.name)) for row in fresh])
