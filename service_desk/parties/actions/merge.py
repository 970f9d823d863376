"""Two entries for one person become one: the merged one stays as an alias, so that nothing points into the void."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from notifications.actions import carry_consents
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic, execute, fetch, fetchrow
from service_desk.foundation.errors import Conflict, NotFound
from service_desk.foundation.ids import uuid7
from service_desk.foundation.phones import spellings
from service_desk.parties.actions.refill import refill
from service_desk.parties.rules import CustomerErased, PartyMerged, PartyUnmerged

# One merge at a time: two that share a party could else leave an alias of an alias.
_ALONE: Final = "select pg_advisory_xact_lock(hashtext('parties.merge'))"
_BOTH: Final = """
select p.id, p.merged_into, p.roles, p.zone, p.currency, p.retired_at, p.erased_at from party p
 where p.id = any($1) or p.id in (select merged_into from party where id = any($1)) order by p.id for update"""
_CONTACTS: Final = (
    "select id, kind, value, preferred from contact_point where party_id = $1 order by preferred desc, id"
)
# What the other entry has already, letter for letter, stays with the alias.
_ADDRESSES: Final = """
update address a set party_id = $2 where a.party_id = $1 and not exists (
  select from address b where b.party_id = $2 and (b.kind, b.lines, b.city, b.postcode, b.country) = (a.kind, a.lines, a.city, a.postcode, a.country))
returning id"""
_NOTES: Final = "update party_note set party_id = $2 where party_id = $1 returning id"
_ALIASES: Final = "update party set merged_into = $2, version = version + 1 where merged_into = $1 returning id"
_KEEP: Final = """
insert into party_merger (id, alias_id, into_id, moved, at, by_id) values ($1, $2, $3, $4, $5, $6)"""
_LAST: Final = """
select id, into_id, moved from party_merger where alias_id = $1 and undone_at is null order by at desc limit 1"""
_GAINED: Final = """
update party set roles = $2, zone = coalesce(zone, $3), currency = coalesce(currency, $4), version = version + 1,
  retired_at = $5 where id = $1"""


class MergeIntoItself(Conflict):
    code = "merge_into_itself"
    message = "These two entries are the same customer already."


class NotMerged(Conflict):
    code = "not_merged"
    message = "This entry was not merged into another one, so there is nothing to undo."


class MergedFurther(Conflict):
    code = "merged_further"
    message = "The customer it was merged into was merged into another one since. Undo that first."


async def merge_party(*, party_id: UUID, into_id: UUID, by: Actor) -> UUID:
    """`party_id` becomes an alias of `into_id`, which gains its contacts, addresses, notes, roles and consents; its name still
    finds them. Where both prefer a contact, that of `into_id` stays preferred. The id they both answer to from now on."""
    async with atomic():
        await execute(_ALONE)
        rows = {row["id"]: row for row in await fetch(_BOTH, [party_id, into_id])}
        for key in (party_id, into_id):
            if key not in rows:
                raise NotFound(kind="customer", key=key)
            if rows[key]["erased_at"] is not None:
                raise CustomerErased
        alias, target = (rows[rows[key]["merged_into"] or key] for key in (party_id, into_id))
        if alias["id"] == target["id"]:
            raise MergeIntoItself
        moved = await _move(alias, target)
        await execute(_KEEP, uuid7(), alias["id"], target["id"], moved, now(), by.id)
        await carry_consents(from_key=str(alias["id"]), to_key=str(target["id"]), by=by)
        await refill([target["id"]])
        merged = PartyMerged(party_id=alias["id"], into_id=target["id"])
        await record(merged, subject=("party", target["id"]), centre_id=None, by=by)
        into: UUID = target["id"]
        return into


async def _move(alias: Any, target: Any) -> dict[str, Any]:
    """Everything that tells of the person goes to the target; what went, so that it can go back."""
    ends = alias["id"], target["id"]
    moved: dict[str, Any] = {"contacts": await _move_contacts(*ends), "retired_at": alias["retired_at"]}
    for what, sql in (("addresses", _ADDRESSES), ("notes", _NOTES), ("aliases", _ALIASES)):
        moved[what] = [row["id"] for row in await fetch(sql, *ends)]
    moved["roles"] = sorted(set(alias["roles"]) - set(target["roles"]))
    moved["zone"], moved["currency"] = (
        target[name] is None and alias[name] is not None for name in ("zone", "currency")
    )
    # Who was retired is back when the entry that is in use is merged into it.
    retired = target["retired_at"] if alias["retired_at"] is not None else None
    moved["revived"] = None if retired == target["retired_at"] else target["retired_at"]
    roles = sorted({*target["roles"], *alias["roles"]})
    await execute(_GAINED, target["id"], roles, alias["zone"], alias["currency"], retired)
    await execute(
        "update party set merged_into = $2, retired_at = coalesce(retired_at, $3), version = version + 1 where id = $1",
        *ends, now(),
    )  # fmt: skip
    return moved


async def _move_contacts(alias: UUID, target: UUID) -> list[dict[str, Any]]:
    """All but those that the target has, in whatever spelling of the account."""
    there = await fetch(_CONTACTS, target)
    has = {(row["kind"], form) for row in there for form in spellings(row["value"])}
    prefers = {row["kind"] for row in there if row["preferred"]}
    moved = []
    for row in await fetch(_CONTACTS, alias):
        preferred = row["preferred"] and row["kind"] not in prefers
        if (row["kind"], row["value"]) in has:
            if preferred:
                await execute(
                    "update contact_point set preferred = true where party_id = $1 and kind = $2 and value = any($3)",
                    target, row["kind"], spellings(row["value"]),
                )  # fmt: skip
            continue
        await execute(
            "update contact_point set party_id = $2, preferred = $3 where id = $1", row["id"], target, preferred
        )
        moved.append({"id": row["id"], "preferred": row["preferred"]})
    return moved


async def undo_merge(*, party_id: UUID, by: Actor) -> UUID:
    """The entry `party_id` stands alone again, with the contacts, addresses, notes and aliases that it brought and that are still
    there; what was written since stays where it is. Consents stay with both. The id it was merged into."""
    async with atomic():
        await execute(_ALONE)
        last = await fetchrow(_LAST, party_id)
        alias = await fetchrow("select merged_into, erased_at from party where id = $1 for update", party_id)
        if alias is None:
            raise NotFound(kind="customer", key=party_id)
        if alias["erased_at"] is not None:
            raise CustomerErased
        if last is None or alias["merged_into"] is None:
            raise NotMerged
        if alias["merged_into"] != last["into_id"]:
            raise MergedFurther
        target: UUID = last["into_id"]
        await _move_back(party_id, target, last["moved"])
        await execute("update party_merger set undone_at = $2, undone_by = $3 where id = $1", last["id"], now(), by.id)
        await refill([party_id, target])
        unmerged = PartyUnmerged(party_id=party_id, from_id=target)
        await record(unmerged, subject=("party", target), centre_id=None, by=by)
        return target


async def _move_back(alias: UUID, target: UUID, moved: dict[str, Any]) -> None:
    for contact in moved["contacts"]:
        await execute(
            "update contact_point set party_id = $2, preferred = $3 where id = $1 and party_id = $4",
            UUID(contact["id"]), alias, contact["preferred"], target,
        )  # fmt: skip
    for table, what in (("address", "addresses"), ("party_note", "notes")):
        await execute(
            f"update {table} set party_id = $2 where id = any($1) and party_id = $3", _ids(moved[what]), alias, target
        )
    await execute("update party set merged_into = $2 where id = any($1)", _ids(moved["aliases"]), alias)
    cleared = [name for name in ("zone", "currency") if moved[name]]
    for name in cleared:
        await execute(f"update party set {name} = null where id = $1", target)
    await execute(
        "update party set roles = array(select unnest(roles) except select unnest($2::text[])), version = version + 1, "
        "retired_at = coalesce(retired_at, $3::text::timestamptz) where id = $1",
        target, moved["roles"], moved.get("revived"),
    )  # fmt: skip
    await execute(
        "update party set merged_into = null, retired_at = $2::text::timestamptz, version = version + 1 where id = $1",
        alias, moved["retired_at"],
    )  # fmt: skip


def _ids(written: Sequence[str]) -> list[UUID]:
    return [UUID(each) for each in written]
