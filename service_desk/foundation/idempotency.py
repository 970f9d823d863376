"""The same request twice has one effect and one answer (handbook: reliability, section 2).

The answer is stored in the transaction of the effect. A second request waits on the unique key until the first commits
or rolls back: there is no 'in flight' state and nothing to sweep.
"""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

import asyncpg

from service_desk.foundation import clock
from service_desk.foundation.db import atomic, execute, fetchrow
from service_desk.foundation.errors import Conflict, Invalid
from service_desk.foundation.fault_points import fault_point
from service_desk.foundation.ids import uuid7

SHORTEST, LONGEST = 16, 100
KEPT: Final = timedelta(days=90)
_CLAIM: Final = """
insert into idempotency (id, principal, key, request_hash, created_at) values ($1, $2, $3, $4, $5)
on conflict (principal, key) do nothing returning id"""
_READ: Final = "select request_hash, status, body from idempotency where principal = $1 and key = $2"
_STORE: Final = "update idempotency set status = $2, body = $3 where id = $1 returning id"


_FORGET: Final = """
update idempotency set body = '{}' where exists (select from unnest($1::bytea[]) as id where position(id in body) > 0)"""


class KeyNeeded(Invalid):
    code = "idempotency_key_needed"
    message = (
        "Send an Idempotency-Key header of 16 to 100 characters (a UUID will do), and the same one when you try again."
    )


class KeyReused(Invalid):
    status = 422
    code = "idempotency_key_reused"
    message = "This Idempotency-Key was already used for another request. Make a new one for each new request."


class StillRunning(Conflict):
    code = "still_running"
    message = "The first request with this Idempotency-Key is still running. Try again in a moment."
    retry_after = 1


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    replayed: bool = False


def checked_key(raw: str | None) -> str:
    if raw is None or not SHORTEST <= len(raw) <= LONGEST or not raw.isprintable():
        raise KeyNeeded
    return raw


def fingerprint(method: str, path: str, body: bytes) -> bytes:
    return hashlib.sha256(b"\n".join((method.encode(), path.encode(), body))).digest()


async def once(
    principal: UUID, key: str, request_hash: bytes, effect: Callable[[], Awaitable[tuple[int, bytes]]]
) -> Answer:
    """Run `effect` and store its answer, or give back the stored one. An error stores nothing, so a retry runs again."""
    own: Answer | None = None
    try:
        async with atomic():
            row_id = uuid7()
            if await fetchrow(_CLAIM, row_id, principal, key, request_hash, clock.now()) is not None:
                status, body = await effect()
                await fetchrow(_STORE, row_id, status, body)
                fault_point("action.before_commit")
                own = Answer(status, body)
    except asyncpg.LockNotAvailableError:
        raise StillRunning from None
    if own is not None:
        fault_point("action.after_commit")
        return own
    stored = await fetchrow(_READ, principal, key)
    if stored is None:  # the first one was rolled back while we waited
        return await once(principal, key, request_hash, effect)
    if stored["request_hash"] != request_hash:
        raise KeyReused
    return Answer(stored["status"], stored["body"], replayed=True)


async def forget_old() -> None:
    """Keys live 90 days: an offline queue replays late."""
    await execute("delete from idempotency where created_at < $1", clock.now() - KEPT)


async def forget(ids: Sequence[UUID]) -> None:
    """Empty the stored answers that speak of these rows. They stay answered: a late repeat still has no second effect."""
    async with atomic():
        await execute("set local statement_timeout = '60s'")  # there is no index for what an answer says
        await execute(_FORGET, [str(each).encode() for each in ids])
