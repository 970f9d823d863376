"""Change what is known about a party: its name, the ways to reach it, addresses, notes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from msgspec import UNSET, UnsetType

from service_desk.centres.rules.places import checked_country, checked_language
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.clock import zone as known_zone
from service_desk.foundation.db import atomic, execute, fetchrow, fetchval
from service_desk.foundation.errors import NotFound
from service_desk.foundation.ids import uuid7
from service_desk.foundation.leaving import free
from service_desk.foundation.money import exponent
from service_desk.foundation.phones import Regions, spellings
from service_desk.foundation.version import save
from service_desk.parties.actions.refill import refill
from service_desk.parties.rules import (
    AddressKind,
    CustomerErased,
    PartyChanged,
    PartyKind,
    PartyRetired,
    PartyRevived,
    checked_kind,
    checked_name,
    checked_roles,
    checked_text,
    normal_contact,
)
from service_desk.parties.tables import Address, ContactPoint, Party, PartyNote

_SAME = "select value from contact_point where party_id = $1 and kind = $2 and value = any($3) limit 1"


_TARGET = """
select o.id, o.erased_at from party a join party o on o.id = coalesce(a.merged_into, a.id) where a.id = $1 for key share of o"""


class NoSuchContact(NotFound):
    code = "no_such_contact"
    message = "This customer has no contact '{value}'. Look at their contacts, and name one of those."


async def rename(*, party_id: UUID, name: str, by: Actor, version: int | None = None) -> int:
    """The party's new version. The event tells that the name changed, not what it is."""
    shown = checked_name(name)
    async with atomic():
        party_id = await written_to(party_id)
        new = await save(Party, party_id, version=version, name=shown)
        await refill([party_id])
        await _changed(party_id, "name", by)
        return new


async def change_party(
    *,
    party_id: UUID,
    by: Actor,
    name: str | None = None,
    language: str | None = None,
    kind: str | None = None,
    roles: Sequence[str] | None = None,
    zone: str | UnsetType | None = UNSET,
    currency: str | UnsetType | None = UNSET,
) -> None:
    """What is given replaces what was there; without a zone or currency (None) that of the centre holds again.

    Who reads which language is told in it from now on. Cover that was frozen stays as it was frozen, whatever the kind is now.
    """
    given: dict[str, Any] = {}
    if name is not None:
        given["name"] = checked_name(name)
    if language is not None:
        given["language"] = checked_language(language)
    if kind is not None:
        given["kind"] = checked_kind(PartyKind, kind)
    if roles is not None:
        given["roles"] = checked_roles(roles)
    if not isinstance(zone, UnsetType):
        given["zone"] = zone if zone is None else known_zone(zone).key
    if not isinstance(currency, UnsetType):
        given["currency"] = currency
        if currency is not None:
            exponent(currency)
    async with atomic():
        party_id = await written_to(party_id)
        held = await fetchrow("select * from party where id = $1 for update", party_id)
        assert held is not None
        changed = {field: value for field, value in given.items() if held[field] != value}
        if not changed:
            return
        await save(Party, party_id, version=None, **changed)
        await refill([party_id])
        fact = PartyChanged(party_id=party_id, fields=tuple(sorted(changed)))
        await record(fact, subject=("party", party_id), centre_id=None, by=by)


async def add_contact(
    *,
    party_id: UUID,
    kind: str,
    value: str,
    by: Actor,
    region: Regions = None,
    label: str = "",
    preferred: bool = False,
) -> str:
    """The value as it is kept. Added twice, or in another spelling of the same account, it is there once."""
    kept = normal_contact(kind, value, label, region)
    async with atomic():
        party_id = await written_to(party_id)
        normal = await fetchval(_SAME, party_id, kind, spellings(kept.value)) or kept.value
        row = ContactPoint(
            id=uuid7(),
            party_id=party_id,
            kind=kind,
            value=normal,
            given=value[:120],
            label=kept.label,
            created_at=now(),
        )
        await ContactPoint.insert(row).on_conflict(action="DO NOTHING")
        if preferred:
            await _prefer(party_id, kind, normal)
        await _changed(party_id, "contacts", by)
    return normal


async def prefer_contact(*, party_id: UUID, kind: str, value: str, by: Actor, region: Regions = None) -> None:
    """`value` in any spelling. NoSuchContact where the party is not reached so."""
    async with atomic():
        party_id = await written_to(party_id)
        await _prefer(party_id, kind, await _known(party_id, kind, value, region))
        await _changed(party_id, "contacts", by)


async def remove_contact(*, party_id: UUID, kind: str, value: str, by: Actor, region: Regions = None) -> None:
    """`value` in any spelling. NoSuchContact where the party is not reached so."""
    async with atomic():
        party_id = await written_to(party_id)
        known = await _known(party_id, kind, value, region)
        sql = "delete from contact_point where party_id = $1 and kind = $2 and value = $3"
        await execute(sql, party_id, kind, known)
        await _changed(party_id, "contacts", by)


async def _known(party_id: UUID, kind: str, value: str, region: Regions) -> str:
    """The value as it is kept."""
    forms = spellings(normal_contact(kind, value, "", region).value)
    found: str | None = await fetchval(_SAME, party_id, kind, forms)
    if found is None:
        raise NoSuchContact(value=value[:60], field="value")
    return found


async def add_address(
    *, party_id: UUID, lines: str, city: str, country: str, by: Actor, kind: str = AddressKind.HOME, postcode: str = ""
) -> UUID:
    row = Address(
        id=uuid7(),
        party_id=party_id,
        kind=checked_kind(AddressKind, kind),
        lines=checked_text(lines, "lines"),
        city=checked_text(city, "city"),
        postcode=postcode.strip()[:20],
        country=checked_country(country),
        created_at=now(),
    )
    async with atomic():
        row.party_id = party_id = await written_to(party_id)
        await Address.insert(row)
        await _changed(party_id, "addresses", by)
    return row.id


async def remove_address(*, party_id: UUID, address_id: UUID, by: Actor) -> None:
    """Raises NotFound where the customer has no such address."""
    async with atomic():
        party_id = await written_to(party_id)
        sql = "delete from address where id = $1 and party_id = $2 returning id"
        if await fetchval(sql, address_id, party_id) is None:
            raise NotFound(kind="address", key=address_id)
        await _changed(party_id, "addresses", by)


async def add_note(*, party_id: UUID, body: str, by: Actor) -> UUID:
    row = PartyNote(id=uuid7(), party_id=party_id, body=checked_text(body, "body"), written_at=now(), written_by=by.id)
    async with atomic():
        row.party_id = party_id = await written_to(party_id)
        await PartyNote.insert(row)
        await _changed(party_id, "notes", by)
    return row.id


async def retire_party(*, party_id: UUID, by: Actor, version: int | None = None) -> int:
    """No longer offered; its items, closed orders and history stay. Raises StillNeeded while something is open for them."""
    async with atomic():
        party_id = await written_to(party_id)
        new = await save(Party, party_id, version=version, retired_at=now())
        await free("party", party_id, await fetchval("select name from party where id = $1", party_id))
        await record(PartyRetired(party_id=party_id), subject=("party", party_id), centre_id=None, by=by)
        return new


async def revive_party(*, party_id: UUID, by: Actor, version: int | None = None) -> int:
    """Offered again."""
    async with atomic():
        party_id = await written_to(party_id)
        new = await save(Party, party_id, version=version, retired_at=None)
        await record(PartyRevived(party_id=party_id), subject=("party", party_id), centre_id=None, by=by)
        return new


async def written_to(party_id: UUID) -> UUID:
    """The entry itself, or the one it was merged into: what is said of an alias is said of the customer. It is not erased until
    the open transaction ends. Raises NotFound, CustomerErased."""
    found = await fetchrow(_TARGET, party_id)
    if found is None:
        raise NotFound(kind="customer", key=party_id)
    if found["erased_at"] is not None:
        raise CustomerErased
    target: UUID = found["id"]
    return target


async def _prefer(party_id: UUID, kind: str, value: str) -> None:
    """One of a kind is preferred."""
    await execute(
        "update contact_point set preferred = (value = $3) where party_id = $1 and kind = $2", party_id, kind, value
    )


async def _changed(party_id: UUID, field: str, by: Actor) -> None:
    if field != "name":
        await execute("update party set version = version + 1 where id = $1", party_id)
    await record(PartyChanged(party_id=party_id, fields=(field,)), subject=("party", party_id), centre_id=None, by=by)
