"""What can be asked about parties. An alias that was merged answers as the party it became."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from service_desk.foundation.db import fetch, fetchrow
from service_desk.foundation.errors import NotFound
from service_desk.foundation.paging import DEFAULT, BadCursor, Page, checked_limit, cut, decode
from service_desk.foundation.phones import Regions, phone_part, possible_phones, spellings, telephone
from service_desk.foundation.search import tsquery
from service_desk.parties.rules import Contact, NoteFacts, PartyFacts, PostalAddress

_PARTY: Final = """
select p.id, p.kind, p.name, p.language, p.zone, p.currency, p.roles, p.version, p.retired_at is not null as retired,
       (select jsonb_agg(jsonb_build_array(c.kind, c.value, c.label, c.preferred) order by c.preferred desc, c.id)
          from contact_point c where c.party_id = p.id) as contacts
  from {source}"""
_BY_ID: Final = (
    _PARTY.format(source="party a join party p on p.id = coalesce(a.merged_into, a.id)") + " where a.id = $1"
)
_BY_CONTACT: Final = f"""
with hit as materialized (
  select distinct coalesce(a.merged_into, a.id) as id
    from contact_point c join party a on a.id = c.party_id where {{condition}} limit 50)
{_PARTY.format(source="hit join party p on p.id = hit.id")} order by p.retired_at nulls first, p.name, p.id limit 50"""
_BY_VALUE: Final = _BY_CONTACT.format(condition="c.value = any($1) and c.kind = any($2)")
_BY_LAST_DIGITS: Final = _BY_CONTACT.format(
    condition='c.kind <> \'email\' and reverse(c.value) collate "C" >= $1 and reverse(c.value) collate "C" < $2'
)
_BY_WORDS: Final = f"""
with hit as materialized (
  select id from party where search @@ $1::text::tsquery and merged_into is null and retired_at is null limit 2000)
{_PARTY.format(source="hit join party p on p.id = hit.id")} where ($2::text is null or $2 = any(p.roles))
 order by p.name, p.id limit $3"""
_LISTED: Final = f"""
{_PARTY.format(source="party p")} where p.merged_into is null and p.retired_at is null
   and ($1::text is null or $1 = any(p.roles)) and ($2::uuid is null or p.id < $2) order by p.id desc limit $3"""
_TELEPHONES: Final = ["phone", "whatsapp"]
_SHORT: Final = 7
_AFTER_DIGITS = ":"  # the sign behind 9


def _facts(row: Any) -> PartyFacts:
    return PartyFacts(
        id=row["id"],
        kind=row["kind"],
        name=row["name"],
        language=row["language"],
        zone=row["zone"],
        currency=row["currency"],
        roles=tuple(row["roles"]),
        contacts=tuple(Contact(*contact) for contact in row["contacts"] or ()),
        version=row["version"],
        retired=row["retired"],
    )


async def party(party_id: UUID) -> PartyFacts:
    row = await fetchrow(_BY_ID, party_id)
    if row is None:
        raise NotFound(kind="customer", key=party_id)
    return _facts(row)


async def find_by_phone(e164: str) -> list[PartyFacts]:
    """Everyone who can be reached by that number, in any spelling of its account: several may share it, and all are offered
    at the call."""
    return [_facts(row) for row in await fetch(_BY_VALUE, spellings(e164), _TELEPHONES)]


async def find_by_typed_phone(written: str, regions: Regions) -> list[PartyFacts]:
    """By a phone as typed: its last digits where it is short, else the whole number, as dialled in any of the regions."""
    digits = phone_part(written)
    if digits is not None and len(digits) <= _SHORT:
        return await find_by_last_digits(digits)
    found = possible_phones(written, regions)
    if not found:
        telephone(written, regions)  # says what is wrong with it
    return [_facts(row) for row in await fetch(_BY_VALUE, found, _TELEPHONES)]


async def find_by_email(address: str) -> list[PartyFacts]:
    return [_facts(row) for row in await fetch(_BY_VALUE, [address], ["email"])]


async def find_by_last_digits(digits: str) -> list[PartyFacts]:
    """By the end of a phone number, for when only the last digits are known."""
    asked = digits[::-1]
    return [_facts(row) for row in await fetch(_BY_LAST_DIGITS, asked, asked + _AFTER_DIGITS)]


async def search(words: str, *, role: str | None = None, limit: int = 50) -> list[PartyFacts]:
    """Parties in use whose name holds all the words."""
    asked = tsquery(words)
    return [_facts(row) for row in await fetch(_BY_WORDS, asked, role, limit)] if asked else []


async def parties(*, role: str | None = None, cursor: str | None = None, limit: int = DEFAULT) -> Page[PartyFacts]:
    """Parties in use, the newest first."""
    rows = await fetch(_LISTED, role, _mark(cursor), checked_limit(limit) + 1)
    return cut([_facts(row) for row in rows], limit, lambda party: (party.id,))


def _mark(cursor: str | None) -> UUID | None:
    parts = decode(cursor, 1)
    try:
        return UUID(parts[0]) if parts else None
    except ValueError:
        raise BadCursor from None


async def addresses(party_id: UUID) -> list[PostalAddress]:
    rows = await fetch(
        "select id, kind, lines, city, postcode, country from address where party_id = $1 order by id", party_id
    )
    return [PostalAddress(**row) for row in rows]


_KNOWN: Final = """
select a.id as asked, p.id, p.name, p.retired_at is not null as retired,
       array(select c.value from contact_point c where c.party_id = p.id) as contacts,
       array(select d.lines from address d where d.party_id = p.id) as addresses
  from party a join party p on p.id = coalesce(a.merged_into, a.id) where a.id = any($1)"""


@dataclass(frozen=True, slots=True)
class KnownParty:
    """A party as a bulk load compares it; `id` is whom it was merged into."""

    id: UUID
    name: str
    retired: bool
    contacts: frozenset[str]
    addresses: frozenset[str]


async def known_parties(ids: Sequence[UUID]) -> dict[UUID, KnownParty]:
    """By the id that was asked for."""
    return {
        row["asked"]: KnownParty(
            row["id"], row["name"], row["retired"], frozenset(row["contacts"]), frozenset(row["addresses"])
        )
        for row in await fetch(_KNOWN, list(ids))
    }


async def notes(party_id: UUID) -> list[NoteFacts]:
    """What was written about a party and its merged aliases, the newest first."""
    rows = await fetch(
        "select n.id, n.body, n.written_at, n.written_by from party_note n join party a on a.id = n.party_id "
        "where a.id = $1 or a.merged_into = $1 order by n.id desc",
        party_id,
    )
    return [NoteFacts(**row) for row in rows]
