"""Enter a person or a company with the ways to reach them, in one go: a call waits for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from service_desk.centres.rules.places import checked_language
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.clock import zone as known_zone
from service_desk.foundation.db import execute, joined
from service_desk.foundation.ids import uuid7
from service_desk.foundation.money import exponent
from service_desk.foundation.phones import Regions
from service_desk.foundation.search import tokens
from service_desk.foundation.sorting import kept_key
from service_desk.parties.rules import (
    PartyCreated,
    PartyKind,
    Role,
    checked_kind,
    checked_name,
    checked_roles,
    normal_contact,
)

_PARTY = """
insert into party (id, kind, name, language, zone, currency, roles, created_at, created_by, version, search, name_key)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, array_to_tsvector($10::text[]), $11)"""
_CONTACTS = """
insert into contact_point (id, party_id, kind, value, given, label, preferred, created_at)
select c.id, $1, c.kind, c.value, c.given, c.label, c.preferred, $8
  from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bool[])
    as c (id, kind, value, given, label, preferred)
on conflict (party_id, kind, value) do nothing"""


@dataclass(frozen=True, slots=True)
class NewContact:
    """As typed: a phone number as dialled in the party's region, or a mail address."""

    kind: str
    value: str
    label: str = ""
    preferred: bool = False


async def create_party(
    *,
    name: str,
    language: str,
    by: Actor,
    region: Regions = None,
    kind: str = PartyKind.PERSON,
    contacts: Sequence[NewContact | tuple[str, str]] = (),
    roles: Sequence[str] = (Role.CUSTOMER,),
    zone: str | None = None,
    currency: str | None = None,
    party_id: UUID | None = None,
) -> UUID:
    """`contacts`: with their kind, as typed; `region` (ISO 3166, one or several) is where numbers without a country code are
    dialled."""
    if zone is not None:
        known_zone(zone)
    if currency is not None:
        exponent(currency)
    key, shown = party_id or uuid7(), checked_name(name)
    entered = [c if isinstance(c, NewContact) else NewContact(*c) for c in contacts]
    kept = [normal_contact(c.kind, c.value, c.label, region) for c in entered]
    async with joined():
        await execute(
            _PARTY, key, checked_kind(PartyKind, kind), shown, checked_language(language), zone, currency,
            checked_roles(roles), now(), by.id, tokens(shown), kept_key(shown, language),
        )  # fmt: skip
        if entered:
            await execute(
                _CONTACTS, key, [uuid7() for _ in entered], [c.kind for c in entered], [k.value for k in kept],
                [c.value[:120] for c in entered], [k.label for k in kept], [c.preferred for c in entered], now(),
            )  # fmt: skip
        await record(PartyCreated(party_id=key), subject=("party", key), centre_id=None, by=by)
    return key
