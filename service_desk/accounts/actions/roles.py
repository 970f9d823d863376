"""Roles as a company wants them: named sets of rights."""

from collections.abc import Mapping, Sequence

from service_desk.accounts.actions.tokens import UnknownRight
from service_desk.accounts.rules import RIGHTS, RoleSet
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic, fetchval
from service_desk.foundation.i18n import checked_words
from service_desk.foundation.ids import uuid7

_SET = """
insert into role (id, code, name, rights, version) values ($1, $2, $3, $4, 1)
on conflict (code) do update set name = excluded.name, rights = excluded.rights, version = role.version + 1
 where (role.name, role.rights) is distinct from (excluded.name, excluded.rights) returning id"""


async def set_role(*, code: str, name: Mapping[str, str], rights: Sequence[str], by: Actor) -> None:
    """What a role may do from now on, for everyone who has it; said again it changes nothing."""
    by.require_company("accounts.write")
    for right in rights:
        if right not in RIGHTS:
            raise UnknownRight(right=right[:60], known=", ".join(sorted(RIGHTS)), field="rights")
    async with atomic():
        if (role_id := await fetchval(_SET, uuid7(), code, checked_words(name), sorted(set(rights)))) is not None:
            await record(RoleSet(code, tuple(sorted(set(rights)))), subject=("role", role_id), centre_id=None, by=by)
