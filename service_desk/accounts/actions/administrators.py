"""Somebody must stay who can sign in and give rights: what would take the last such person away is refused."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from service_desk.foundation.db import execute, fetchval
from service_desk.foundation.errors import Conflict

_COUNT: Final = """
select count(distinct s.id) from staff s join assignment a on a.staff_id = s.id join role r on r.id = a.role_id
 where s.retired_at is null and s.password_hash is not null and a.centre_id is null and 'accounts.write' = any(r.rights)"""


class LastAdministrator(Conflict):
    code = "last_administrator"
    message = (
        "Nobody would be left who can sign in and give rights in the whole company. Give someone else that role first."
    )


@asynccontextmanager
async def still_administered() -> AsyncIterator[None]:
    """Inside a transaction, around the change. One such change at a time, or two could take each other away."""
    await execute("select pg_advisory_xact_lock(hashtext('accounts.administrators'))")
    before = await fetchval(_COUNT)
    yield
    if before and not await fetchval(_COUNT):
        raise LastAdministrator
