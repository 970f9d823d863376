"""The one sealer: numbers and hashes committed events, and owes each to its handlers. Writers never wait for it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import asyncpg

from service_desk.events.rules import GENESIS, chained
from service_desk.foundation import clock
from service_desk.foundation.db import atomic, connection
from service_desk.foundation.live import announce

BATCH: Final = 500
DELIVERIES: Final = "deliveries"
_ONLY_ONE: Final = "select pg_try_advisory_xact_lock(hashtext('aftercare.sealer'))"
_FLOOR: Final = (
    "select floor, pg_snapshot_xmin(pg_current_snapshot())::text::bigint as xmin from seal_floor where id = 1"
)
# Ids are drawn before commit, so a lower id may appear after a higher one: the anti-join from the floor finds it.
_UNSEALED: Final = """
select e.id, e.kind, e.version, e.subject_kind, e.subject_id, e.centre_id, e.actor_id, e.request_id, e.payload,
       e.occurred_at, e.recorded_at
  from event e left join event_seal s on s.event_id = e.id
 where e.id > $1 and s.event_id is null order by e.id limit $2"""
_HEAD: Final = "select seq, hash from event_seal order by seq desc limit 1"
_SEAL: Final = "insert into event_seal (seq, event_id, hash, sealed_at) select * from unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::timestamptz[])"
_OWE: Final = """
insert into event_delivery (event_id, seq, handler, subject_id, beside_id, not_before)
select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::uuid[], $5::uuid[], $6::timestamptz[])"""
# $2 is from before the search for unsealed events: who ended only since then may have left an event it did not see.
_RAISE_FLOOR: Final = """
update seal_floor set
  floor = case when candidate_xmax <= $2 then candidate else floor end,
  candidate = case when candidate_xmax <= $2 then $1 else candidate end,
  candidate_xmax = case when candidate_xmax <= $2 then pg_snapshot_xmax(pg_current_snapshot())::text::bigint
                        else candidate_xmax end
where id = 1"""


async def seal(handlers: Mapping[str, Sequence[str]], beside: Mapping[str, str] | None = None) -> int:
    """Seal one batch; `handlers` maps an event kind to the names of those who follow it, `beside` to the field of its
    payload whose deliveries keep their order too. How many were sealed."""
    async with atomic(), connection() as held:
        if not await held.fetchval(_ONLY_ONE):
            return 0
        await held.execute("insert into seal_floor (id) values (1) on conflict do nothing")
        floor = await held.fetchrow(_FLOOR)
        rows = await held.fetch(_UNSEALED, floor["floor"], BATCH)
        if rows:
            await _write(held, rows, handlers, beside or {})
        if len(rows) < BATCH:
            # All that this statement could see is sealed: its highest id is the next floor, once everyone who was
            # writing at that time has ended, and a later search has seen what they left.
            highest = await held.fetchval("select coalesce(max(event_id), 0) from event_seal")
            await held.execute(_RAISE_FLOOR, highest, floor["xmin"])
    if rows:
        announce(DELIVERIES)
    return len(rows)


async def _write(
    held: Any, rows: list[asyncpg.Record], handlers: Mapping[str, Sequence[str]], beside: Mapping[str, str]
) -> None:
    head = await held.fetchrow(_HEAD)
    seq, previous = (head["seq"], bytes(head["hash"])) if head else (0, GENESIS)
    seals: list[tuple[int, int, bytes]] = []
    owed: list[tuple[int, int, str, Any, Any]] = []
    for row in rows:
        seq, previous = seq + 1, chained(previous, dict(row))
        seals.append((seq, row["id"], previous))
        also = row["payload"][beside[row["kind"]]] if row["kind"] in beside else None
        owed += [(row["id"], seq, name, row["subject_id"], also) for name in handlers.get(row["kind"], ())]
    now = clock.now()
    await held.execute(_SEAL, *(list(part) for part in zip(*seals, strict=True)), [now] * len(seals))
    if owed:
        await held.execute(_OWE, *(list(part) for part in zip(*owed, strict=True)), [now] * len(owed))
