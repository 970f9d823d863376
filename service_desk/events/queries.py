"""What can be asked of the log: is the chain whole, where is its head, what happened to a subject."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from service_desk.events.rules import GENESIS, chained
from service_desk.foundation.db import atomic, connection, fetch, fetchrow, fetchval

_CHAIN: Final = """
select s.seq, s.hash, e.id as event_id, e.id, e.kind, e.version, e.subject_kind, e.subject_id, e.centre_id, e.actor_id,
       e.request_id, e.payload, e.occurred_at, e.recorded_at, s.event_id as sealed_id
  from event_seal s left join event e on e.id = s.event_id where s.seq > $1 order by s.seq limit 5000"""
_EVENT_FIELDS: Final = (
    "id", "kind", "version", "subject_kind", "subject_id", "centre_id", "actor_id", "request_id", "payload", "occurred_at",
    "recorded_at",
)  # fmt: skip


@dataclass(frozen=True)
class Head:
    seq: int
    hash: str


@dataclass(frozen=True)
class Verdict:
    """`broken_at` is the first seal that does not fit; `unsealed` are events not sealed yet."""

    whole: bool
    checked: int
    head: Head
    unsealed: int
    broken_at: int | None = None
    reason: str | None = None


async def head() -> Head:
    row = await fetchrow("select seq, hash from event_seal order by seq desc limit 1")
    return Head(row["seq"], row["hash"].hex()) if row else Head(0, GENESIS.hex())


async def verify(kept: Head | None = None) -> Verdict:
    """Walk the chain. `kept` is a head exported earlier: with it a cut tail shows too."""
    previous, seq = GENESIS, 0
    async with atomic(), connection() as held:
        await held.execute("set local statement_timeout = 0")
        unsealed = await held.fetchval(
            "select count(*) from event e left join event_seal s on s.event_id = e.id where s.event_id is null"
        )
        while rows := await held.fetch(_CHAIN, seq):
            for row in rows:
                if (fault := _fault(row, seq, previous, kept)) is not None:
                    return Verdict(False, seq, Head(seq, previous.hex()), unsealed, row["seq"], fault)
                previous, seq = bytes(row["hash"]), row["seq"]
    if kept is not None and seq < kept.seq:
        return Verdict(
            False, seq, Head(seq, previous.hex()), unsealed, seq + 1, "the chain is shorter than the kept head"
        )
    return Verdict(True, seq, Head(seq, previous.hex()), unsealed)


def _fault(row: Any, seq: int, previous: bytes, kept: Head | None) -> str | None:
    if row["seq"] != seq + 1:
        return "a seal is missing"
    if row["event_id"] is None:
        return "a sealed event was deleted"
    if chained(previous, {name: row[name] for name in _EVENT_FIELDS}) != bytes(row["hash"]):
        return "an event or its seal was changed"
    if kept is not None and kept.seq == row["seq"] and kept.hash != row["hash"].hex():
        return "the chain differs from the kept head"
    return None


async def history(subject_kind: str, subject_id: UUID, limit: int = 200) -> list[dict[str, Any]]:
    """What happened to one subject, newest first."""
    rows = await fetch(
        "select id, kind, payload, actor_id, occurred_at from event where subject_kind = $1 and subject_id = $2 "
        "order by id desc limit $3",
        subject_kind, subject_id, limit,
    )  # fmt: skip
    return [dict(row) for row in rows]


@dataclass(frozen=True)
class DeadDelivery:
    id: int
    kind: str
    handler: str
    subject_id: UUID
    error: str | None


async def dead_deliveries(limit: int = 200) -> list[DeadDelivery]:
    """What failed too often and waits for a person, oldest first."""
    rows = await fetch(
        "select d.id, e.kind, d.handler, d.subject_id, d.error from event_delivery d join event e on e.id = d.event_id "
        "where d.state = 'dead' order by d.id limit $1",
        limit,
    )
    return [DeadDelivery(**row) for row in rows]


async def undelivered() -> dict[str, int]:
    """Deliveries that are not done, by state, and events the sealer has not reached."""
    rows = await fetch("select state, count(*) as n from event_delivery where state <> 'done' group by state")
    waiting = {row["state"]: row["n"] for row in rows}
    unsealed = await fetchval(
        "select count(*) from event e where e.id > (select coalesce(max(floor), 0) from seal_floor) "
        "and not exists (select 1 from event_seal s where s.event_id = e.id)"
    )
    return waiting | ({"unsealed": unsealed} if unsealed else {})
