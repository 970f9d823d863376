"""Change the codes a company uses. A used code is never deleted, only retired (CODE-5)."""

from typing import Final
from uuid import UUID

from service_desk.events.actions import record
from service_desk.faults import queries
from service_desk.faults.rules import FaultCodesLoaded
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import after_commit, atomic, fetchrow
from service_desk.foundation.errors import NotFound
from service_desk.foundation.ids import uuid7

RIGHT: Final = "warranty.policy"  # a code can take cover off, as a policy can


async def retire_code(*, code_id: UUID, by: Actor) -> None:
    """Take a code out of the pick lists; orders keep the one they were coded with (CODE-5)."""
    by.require_company(RIGHT)
    async with atomic():
        row = await fetchrow(
            "update fault_code set retired_at = coalesce(retired_at, $2), version = version + 1 where id = $1 "
            "returning scheme, scheme_version",
            code_id,
            clock.now(),
        )
        if row is None:
            raise NotFound(kind="fault code", key=code_id)
        fact = FaultCodesLoaded(uuid7(), row["scheme"], row["scheme_version"], added=0, changed=0, retired=1)
        await record(fact, subject=("fault_codes", code_id), centre_id=None, by=by)
    queries.forget()
    after_commit(queries.forget)
