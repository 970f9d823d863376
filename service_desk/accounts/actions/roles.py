"""Roles: sets of named rights, the starter ones and the company's own."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from service_desk.accounts.actions.administrators import still_administered
from service_desk.accounts.actions.people import NoSuchRole
from service_desk.accounts.rules import RIGHTS, ROLE_CODE, RoleRetired, RoleSet
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic, execute, fetchrow, fetchval
from service_desk.foundation.errors import Conflict, Invalid, Stale
from service_desk.foundation.i18n import checked_words
from service_desk.foundation.ids import uuid7


class UnknownRight(Invalid):
    code = "unknown_right"
    message = "There is no right called {right}. Use '*' for all rights of the owner, or some of: {known}."


class BadRoleCode(Invalid):
    code = "bad_role_code"
    message = "{role} cannot be the code of a role. Use small letters, digits, '-' and '_', beginning with a letter, for example counter_lead."


class RoleThere(Conflict):
    code = "role_there"
    message = "There is a role called {role} already. Change that one, or choose another code."


class RoleHeld(Conflict):
    code = "role_held"
    message = "{people:# person has|# people have} the role {role}. Give them another one first."


def known_rights(rights: Sequence[str]) -> list[str]:
    for right in rights:
        if right not in RIGHTS:
            raise UnknownRight(right=right[:60], known=sorted(RIGHTS), field="rights")
    return sorted(set(rights))


async def set_role(*, code: str, name: Mapping[str, str], rights: Sequence[str], by: Actor) -> None:
    """What a role is from now on, whether or not there was one; said again it changes nothing. For documents that say it all."""
    by.require_company("accounts.write")
    if await fetchval("select true from role where code = $1 and retired_at is null", code):
        await change_role(code=code, name=name, rights=rights, by=by)
    else:
        await define_role(code=code, name=name, rights=rights, by=by)


async def define_role(*, code: str, name: Mapping[str, str], rights: Sequence[str], by: Actor) -> UUID:
    """A role of the company's own. Under the code of a retired one that role comes back, with what is given."""
    by.require_company("accounts.write")
    if not ROLE_CODE.fullmatch(code):
        raise BadRoleCode(role=code, field="code")
    held, words = known_rights(rights), checked_words(name)
    async with atomic():
        role_id: UUID | None = await fetchval(
            """insert into role (id, code, name, rights, version) values ($1, $2, $3, $4, 1)
               on conflict (code) do update set name = excluded.name, rights = excluded.rights, retired_at = null,
                  version = role.version + 1 where role.retired_at is not null returning id""",
            uuid7(), code, words, held,
        )  # fmt: skip
        if role_id is None:
            raise RoleThere(role=code, field="code")
        await record(RoleSet(code, tuple(held)), subject=("role", role_id), centre_id=None, by=by)
    return role_id


async def change_role(
    *,
    code: str,
    by: Actor,
    name: Mapping[str, str] | None = None,
    rights: Sequence[str] | None = None,
    version: int | None = None,
) -> int:
    """Its name or its rights (None: as they are), for everybody who has it, from the next request on. The new version."""
    by.require_company("accounts.write")
    held = known_rights(rights) if rights is not None else None
    words = checked_words(name) if name is not None else None
    async with atomic(), still_administered():
        row = await _locked(code, version)
        if (held is None or held == sorted(row["rights"])) and (words is None or words == row["name"]):
            return int(row["version"])
        fresh = await fetchrow(
            "update role set name = coalesce($2, name), rights = coalesce($3, rights), version = version + 1 where id = $1 returning version, rights",
            row["id"], words, held,
        )  # fmt: skip
        assert fresh is not None
        fact = RoleSet(code, tuple(fresh["rights"]))
        await record(fact, subject=("role", row["id"]), centre_id=None, by=by)
    return int(fresh["version"])


async def retire_role(*, code: str, by: Actor) -> None:
    """Not given any more. Refused while somebody has it."""
    by.require_company("accounts.write")
    async with atomic():
        row = await _locked(code, None)
        people = await fetchval(
            """select count(distinct a.staff_id) from assignment a join staff s on s.id = a.staff_id
                where a.role_id = $1 and s.retired_at is null""",
            row["id"],
        )
        if people:
            raise RoleHeld(role=code, people=people)
        await execute("update role set retired_at = $2, version = version + 1 where id = $1", row["id"], now())
        await record(RoleRetired(code), subject=("role", row["id"]), centre_id=None, by=by)


async def _locked(code: str, version: int | None) -> Any:
    row = await fetchrow(
        "select id, name, rights, version from role where code = $1 and retired_at is null for update", code
    )
    if row is None:
        known = await fetchval("select string_agg(code, ', ' order by code) from role where retired_at is null")
        raise NoSuchRole(role=code, known=known or "")
    if version not in (None, row["version"]):
        raise Stale
    return row
