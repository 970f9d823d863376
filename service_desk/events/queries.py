"""What can be asked of the log: is the chain whole, where is its head, what happened to a subject."""

from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Any, Final
from uuid import UUID

from service_desk.events.rules import GENESIS, chained, known_kinds
from service_desk.foundation.db import atomic, connection, fetch, fetchrow, fetchval
from service_desk.foundation.errors import Conflict, Invalid
from service_desk.foundation.paging import BadCursor, checked_limit, decode, encode

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


class FeedShorter(Conflict):
    code = "feed_shorter"
    message = (
        "The feed ends at {last}, before the place of your mark, {after}: the desk was set back to a backup. What you saw after "
        "{last} is no longer so. Go on without a cursor, and take what you know by its `seq` for once."
    )


class UnknownKind(Invalid):
    code = "unknown_event"
    message = "No event is called '{kind}'. It can be: {options}."


@dataclass(frozen=True)
class EventFacts:
    """Something that happened. `data` has the facts of its kind and `version`; fields may be added to a version, never changed."""

    seq: int
    id: int
    kind: str
    version: int
    subject_kind: str
    subject_id: UUID
    centre_id: UUID | None
    actor_id: UUID
    occurred_at: datetime
    recorded_at: datetime
    data: dict[str, Any]


@dataclass(frozen=True)
class Feed:
    """`next` is the cursor to go on from, always there; `more`: there is more already, so ask again at once."""

    items: list[EventFacts]
    next: str
    more: bool


@dataclass(frozen=True)
class Asked:
    """What a follower wants to see; `visible` are the centres that they may see (None: all)."""

    visible: frozenset[UUID] | None
    kinds: tuple[str, ...] = ()
    subject_kind: str | None = None
    subject_id: UUID | None = None
    centre_id: UUID | None = None


# At most so many seals are walked for one page, so that a follower of a rare kind costs no more than one of all kinds.
STRIDE: Final = 5000
_FEED: Final = f"""
select s.seq, e.id, e.kind, e.version, e.subject_kind, e.subject_id, e.centre_id, e.actor_id, e.occurred_at, e.recorded_at,
       e.payload as data
  from event_seal s join event e on e.id = s.event_id
 where s.seq > $1 and s.seq <= $1 + {STRIDE} and (e.centre_id is null or $3::uuid[] is null or e.centre_id = any($3))
   and ($4::text[] is null or e.kind = any($4)) and ($5::text is null or e.subject_kind = $5)
   and ($6::uuid is null or e.subject_id = $6) and ($7::uuid is null or e.centre_id = $7)
 order by s.seq limit $2"""


async def feed(asked: Asked, cursor: str | None, limit: int) -> Feed:
    """The sealed events after `cursor`, the oldest first. Raises BadCursor, UnknownKind, FeedShorter."""
    _checked_kinds(asked.kinds)
    after, limit = _place(cursor), checked_limit(limit)
    last = await fetchval("select coalesce(max(seq), 0) from event_seal")
    if after > last:
        raise FeedShorter(last=last, after=after, field="cursor")
    rows = await fetch(
        _FEED, after, limit + 1, None if asked.visible is None else list(asked.visible), list(asked.kinds) or None,
        asked.subject_kind, asked.subject_id, asked.centre_id,
    )  # fmt: skip
    items = [EventFacts(**dict(row)) for row in rows[:limit]]
    reached = items[-1].seq if len(rows) > limit else max(after, min(after + STRIDE, last))
    return Feed(items, encode(reached), reached < last)


def _place(cursor: str | None) -> int:
    parts = decode(cursor, 1)
    if parts is None:
        return 0
    if not parts[0].isdecimal() or len(parts[0]) > 18:
        raise BadCursor
    return int(parts[0])


def _checked_kinds(kinds: tuple[str, ...]) -> None:
    known = known_kinds()
    for kind in kinds:
        if kind not in known:
            near = get_close_matches(kind, known, n=8, cutoff=0.3)
            raise UnknownKind(kind=kind[:60], options=list(near or sorted(known)), field="kind")
