"""What waits in the queues of the worker, and since when: for metrics, for `desk queue`, and for whoever waits for quiet."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import asyncpg

from notifications.message import why_stopped
from service_desk.foundation import clock, metrics
from service_desk.foundation.db import fetch
from service_desk.foundation.written import Moment, Phrase


@dataclass(frozen=True)
class Waiting:
    """`stuck` waits for a person; the rest for the worker. `oldest` is when the first of them was due."""

    queue: str
    state: str
    rows: int
    oldest: datetime | None
    stuck: bool


FOR_A_PERSON: Final = "for a person"  # due no more: looking it up killed the worker, or it differs from what was sent
_STUCK: Final = frozenset({"dead", "rejected", "parked", "blocked", FOR_A_PERSON})
# The states that are not final, as each queue's partial index names them.
_QUEUES: Final = {
    "deliveries": ("event_delivery", ("queued", "retry_wait", "sending", "dead")),
    "messages": ("message", ("queued", "sending", "unknown", "dead")),
    "postings": ("posting", ("queued", "retry_wait", "sending", "unknown", "applied", "blocked", "rejected", "parked")),
    "print jobs": ("print_job", ("queued", "retry_wait", "sending", "dead")),
    "sent pictures": ("sent_picture", ("queued", "fetching", "retry_wait", "dead")),
}
_SQL: Final = " union all ".join(
    f"select '{queue}' as queue, case when not_before >= '9999-01-01' then '{FOR_A_PERSON}' else state end as state, count(*) as rows, "
    f"min(not_before) as oldest from {table} where state in {states} group by 2"
    for queue, (table, states) in _QUEUES.items()
)
_STOPS: Final = """
select channel, reason, stopped_at, coalesce((select zone from centre where retired_at is null order by code limit 1), 'UTC') as zone
  from channel_stop where cleared_at is null order by channel"""
_UNSEALED: Final = """
select count(*) as rows, min(recorded_at) as oldest from event e
 where e.id > (select coalesce(max(floor), 0) from seal_floor)
   and not exists (select 1 from event_seal s where s.event_id = e.id)"""


async def waiting() -> list[Waiting]:
    """Everything that is not finished, by queue and state."""
    found = [
        Waiting(row["queue"], row["state"], row["rows"], row["oldest"], row["state"] in _STUCK)
        for row in await fetch(_SQL)
    ]
    unsealed = (await fetch(_UNSEALED))[0]
    if unsealed["rows"]:
        found.append(Waiting("events", "unsealed", unsealed["rows"], unsealed["oldest"], stuck=False))
    return found


async def busy() -> int:
    """How many rows the worker could work on now: due, and not waiting for a person."""
    now = clock.now()
    return sum(
        each.rows for each in await waiting() if not each.stuck and each.oldest is not None and each.oldest <= now
    )


@dataclass(frozen=True)
class Stop:
    """A channel for messages that its provider refuses altogether; `since` by the clock of the first centre."""

    channel: str
    reason: Phrase
    since: Moment


async def stopped(connection: asyncpg.Connection) -> list[Stop]:
    return [
        Stop(row["channel"], why_stopped(row["reason"]), Moment(row["stopped_at"], row["zone"]))
        for row in await connection.fetch(_STOPS)
    ]


async def troubles(connection: asyncpg.Connection) -> list[Phrase]:
    """Sentences for whoever watches `/readyz`: what waits for a person although the desk can work."""
    text = (
        "Messages by {channel} wait: the channel is stopped since {since} ({reason}). Mend the cause, then "
        "`desk channels start {channel}`."
    )
    return [
        Phrase(text, channel=each.channel, since=each.since, reason=each.reason) for each in await stopped(connection)
    ]


async def measure() -> None:
    """Set the gauges of the queues; a database that is slow or away leaves them as they were."""
    try:
        async with asyncio.timeout(1):
            found = await waiting()
    except Exception:  # noqa: BLE001  # metrics must answer even when the database does not
        return
    metrics.QUEUE_LENGTH.clear()
    metrics.QUEUE_AGE.clear()
    now = clock.now()
    for each in found:
        metrics.QUEUE_LENGTH.labels(each.queue, each.state).set(each.rows)
        if each.oldest is not None and not each.stuck:
            metrics.QUEUE_AGE.labels(each.queue).set(max((now - each.oldest).total_seconds(), 0))
