"""The hot statements of the outbox: claim, settle, sweep. Each settling statement names the lease."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from service_desk.erp.rules import MOST_ATTEMPTS, NEVER, State
from service_desk.foundation.claim import LEASE, MOST_DEATHS, settle
from service_desk.foundation.clock import now
from service_desk.foundation.db import execute, fetch

# Who is short waits for what brings it, so it must not hold that back; and what waits for a person holds up its order and its
# piece with a serial, not the part for everybody.
# What may be posted (`unknown`) or is posted (`applied`) keeps the moment of its call, so that a worker that dies while it
# looks leaves it as it was.
_CLAIM: Final = """
with due as (
  select p.id, p.state as was from posting p
   where p.state in ('queued', 'retry_wait', 'unknown', 'applied') and p.not_before <= coalesce($2::timestamptz, statement_timestamp())
     and p.lease_until is null and (p.deaths > 0) = $5
     and p.finding is null
     and not exists (
       select 1 from posting_stream s join posting_stream e on e.stream = s.stream and e.held and e.posting_id < s.posting_id
        where s.posting_id = p.id
          and not ((s.stream like 'serial:%' or s.stream like 'stock:%') and p.kind <> 'issue' and exists (
                select 1 from posting b where b.id = e.posting_id and b.state = 'retry_wait' and cardinality(b.waits_for) > 0))
          and not (s.stream like 'stock:%' and exists (
                select 1 from posting b where b.id = e.posting_id and b.state in ('rejected', 'parked', 'blocked'))))
   order by p.id limit $1 for update of p skip locked)
update posting p set
  state = case when d.was = 'applied' then 'applied' else 'sending' end, state_at = coalesce($2::timestamptz, statement_timestamp()),
  attempts = p.attempts + case when d.was in ('queued', 'retry_wait') then 1 else 0 end,
  call_started_at = case when d.was in ('unknown', 'applied') then p.call_started_at end,
  lease_token = $3, lease_until = coalesce($2::timestamptz, statement_timestamp()) + $4::interval
  from due d where p.id = d.id returning p.*, d.was"""
# What may be in the ERP or is there is looked up once more after its last call. Where looking itself kills, it stays as it is
# and is not due any more: sent again it might be there twice.
_SWEEP: Final = f"""
update posting set lease_token = null, lease_until = null, state_at = coalesce($1::timestamptz, statement_timestamp()), deaths = deaths + 1,
  not_before = case when deaths >= {MOST_DEATHS} and (state = 'applied' or call_started_at is not null) then $2
    else coalesce($1::timestamptz, statement_timestamp()) end,
  detail = case when state = 'sending' or deaths >= {MOST_DEATHS} then 'The worker died.' else detail end,
  state = case when state <> 'sending' then state when call_started_at is not null then 'unknown'
    when attempts >= {MOST_ATTEMPTS} or deaths + 1 >= {MOST_DEATHS} then 'parked' else 'queued' end
 where lease_until < coalesce($1::timestamptz, statement_timestamp())"""
# Work that raised: known not to be called, or perhaps called, or already applied and only not read back.
_FAILED: Final = f"""
update posting set lease_token = null, lease_until = null, state_at = $3, not_before = $4, detail = $5,
  state = case when state <> 'sending' then state when call_started_at is not null then 'unknown'
    when attempts >= {MOST_ATTEMPTS} then 'parked' else 'retry_wait' end
 where id = $1 and lease_token = $2"""
_CALLING: Final = "update posting set call_started_at = $3 where id = $1 and lease_token = $2"
_YIELD: Final = """
update posting set state = 'queued', state_at = $3, attempts = greatest(attempts - 1, 0), not_before = $4,
  lease_token = null, lease_until = null where id = $1 and lease_token = $2"""
_YOUNG_AGAIN: Final = "update posting set queued_at = $1 where state in ('queued', 'retry_wait')"
_FREE: Final = {"lease_token": None, "lease_until": None}


async def claim(limit: int, at: datetime | None, token: UUID, suspects: bool) -> list[Any]:
    return sorted(await fetch(_CLAIM, limit, at, token, LEASE, suspects), key=lambda row: int(row["id"]))


async def sweep(at: datetime | None) -> int:
    return int((await execute(_SWEEP, at, NEVER)).split()[-1])


async def calling(row: Any, token: UUID) -> None:
    await settle(_CALLING, row["id"], token, now())


async def failed(row: Any, token: UUID, again: datetime, reason: str) -> None:
    await settle(_FAILED, row["id"], token, now(), again, reason)


async def give_back(row: Any, token: UUID, until: datetime) -> None:
    """Not tried after all: the ERP is resting."""
    await settle(_YIELD, row["id"], token, now(), until)


async def count_age_from_now() -> None:
    """The ERP was away: what waited meanwhile did not grow older."""
    await execute(_YOUNG_AGAIN, now())


async def become(row: Any, token: UUID, state: State, *, keep_lease: bool = False, **columns: Any) -> None:
    """Move to `state` and set `columns` (names of this room's code only)."""
    values = columns if keep_lease else _FREE | columns
    sets = "".join(f", {name} = ${place}" for place, name in enumerate(values, start=5))
    await settle(
        f"update posting set state = $3, state_at = $4{sets} where id = $1 and lease_token = $2",
        row["id"],
        token,
        state,
        now(),
        *values.values(),
    )
