"""The starter roles in the database."""

from collections.abc import Collection
from contextlib import suppress
from typing import Final

from service_desk.accounts.actions.roles import RoleHeld, retire_role, set_role
from service_desk.accounts.starter import starter_roles
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import fetch
from service_desk.foundation.starter import Entries, Starter


async def _shipped() -> Entries:
    return {code: {**role, "retired": False} for code, role in starter_roles().items()}


async def _held() -> Entries:
    rows = await fetch("select code, name, rights, retired_at is not null as retired from role order by code")
    return {
        row["code"]: {"name": row["name"], "rights": sorted(row["rights"]), "retired": row["retired"]} for row in rows
    }


async def _put(entries: Entries, by: Actor) -> None:
    for code, role in entries.items():
        await set_role(code=code, name=role["name"], rights=role["rights"], by=by)


async def _retire(codes: Collection[str], by: Actor) -> None:
    """A role that someone has stays: nobody loses a right because a release no longer ships its role."""
    for code in codes:
        with suppress(RoleHeld):
            await retire_role(code=code, by=by)


STARTER: Final = Starter("roles", "accounts.write", _shipped, _held, _put, _retire)


async def load_roles(*, by: Actor) -> None:
    """The starter roles; those that exist keep what was made of them."""
    await STARTER.load(by)
