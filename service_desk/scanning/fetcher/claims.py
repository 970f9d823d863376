"""The hot statements of the sent pictures: claim, settle, sweep."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from service_desk.events.actions import record
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.claim import LEASE, MOST_DEATHS, backoff, settle
from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic, execute, fetch
from service_desk.scanning.actions.pictures import Look, keep_looks
from service_desk.scanning.actions.scans import Place
from service_desk.scanning.rules.sent import (
    MOST_ATTEMPTS,
    FetcherDied,
    PictureFault,
    PictureNotRead,
    PictureRead,
    SentState,
)

_CLAIM: Final = """
with due as (
  select id from sent_picture where state in ('queued', 'retry_wait') and not_before <= coalesce($2::timestamptz, statement_timestamp())
     and (deaths > 0) = $5
   order by id limit $1 for update skip locked)
update sent_picture p set state = 'fetching', state_at = coalesce($2::timestamptz, statement_timestamp()), attempts = p.attempts + 1, lease_token = $3,
       lease_until = coalesce($2::timestamptz, statement_timestamp()) + $4::interval
  from due where p.id = due.id returning p.*"""
_READ: Final = """
update sent_picture set state = 'read', state_at = $3, codes = $4, fault = '', detail = '', lease_token = null, lease_until = null
 where id = $1 and lease_token = $2"""
_NOT_READ: Final = """
update sent_picture set state = $3, state_at = $4, not_before = $5, fault = $6, detail = $7, lease_token = null,
       lease_until = null where id = $1 and lease_token = $2"""
_SWEEP: Final = f"""
update sent_picture set state = case when attempts >= $2 or deaths + 1 >= {MOST_DEATHS} then 'dead' else 'queued' end,
       deaths = deaths + 1, state_at = coalesce($1::timestamptz, statement_timestamp()), not_before = coalesce($1::timestamptz, statement_timestamp()),
       fault = '{FetcherDied.code}', lease_token = null, lease_until = null where state = 'fetching' and lease_until < coalesce($1::timestamptz, statement_timestamp())"""


async def claim(limit: int, at: datetime | None, token: UUID, suspects: bool) -> list[Any]:
    return list(await fetch(_CLAIM, limit, at, token, LEASE, suspects))


async def sweep(at: datetime | None) -> int:
    return int((await execute(_SWEEP, at, MOST_ATTEMPTS)).split()[-1])


async def read(row: Any, token: UUID, looks: Sequence[Look]) -> None:
    """Its scans are kept in the transaction that settles it: a worker that dies in between leaves neither."""
    async with atomic():
        await settle(_READ, row["id"], token, now(), len(looks))
        await keep_looks(looks, SYSTEM, Place(picture_id=row["id"]))
        done = PictureRead(row["id"], row["source"], row["party_id"], len(looks))
        await record(done, subject=("picture", row["id"]), centre_id=None, by=SYSTEM)


async def faulted(row: Any, token: UUID, fault: PictureFault, detail: str) -> None:
    """Later, or not at all."""
    state = fault.otherwise
    if state is SentState.RETRY_WAIT and row["attempts"] >= MOST_ATTEMPTS:
        state = SentState.DEAD
    moment = now()
    async with atomic():
        again = moment + backoff(row["attempts"])
        await settle(_NOT_READ, row["id"], token, state, moment, again, fault.code, detail[:500])
        if state is not SentState.RETRY_WAIT:
            given_up = PictureNotRead(row["id"], row["source"], fault.code)
            await record(given_up, subject=("picture", row["id"]), centre_id=None, by=SYSTEM)
