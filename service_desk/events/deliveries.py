"""Deliver sealed events to their handlers: at least once called, exactly once in effect, in order per subject.

A handler's effects and the mark that it ran are one transaction, so a worker that dies in between leaves neither.
"""

import dataclasses
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from service_desk.events.rules import Recorded, kind_of, version_of
from service_desk.events.sealer import DELIVERIES
from service_desk.foundation import clock
from service_desk.foundation.claim import LEASE, MOST_DEATHS, Queue, backoff, settle
from service_desk.foundation.db import atomic, execute, fetch
from service_desk.foundation.fault_points import fault_point
from service_desk.foundation.logs import REQUEST_ID, masked

Handler = Callable[[Recorded[Any]], Awaitable[None]]
MOST_ATTEMPTS: Final = 8

_CLAIM: Final = """
with due as (
  select d.id from event_delivery d
   where d.state in ('queued', 'retry_wait') and d.not_before <= coalesce($2::timestamptz, statement_timestamp()) and (d.deaths > 0) = $5
     and not exists (select 1 from event_delivery b where b.handler = d.handler and b.subject_id = d.subject_id
                        and b.id < d.id and b.state in ('queued', 'retry_wait', 'sending', 'dead'))
     and not (d.beside_id is not null and exists (
       select 1 from event_delivery b where b.handler = d.handler and b.beside_id = d.beside_id
          and b.id < d.id and b.state in ('queued', 'retry_wait', 'sending')))
   order by d.id limit $1 for update of d skip locked)
update event_delivery d set state = 'sending', attempts = d.attempts + 1, lease_token = $3,
       lease_until = coalesce($2::timestamptz, statement_timestamp()) + $4::interval
  from due, event e where d.id = due.id and e.id = d.event_id
returning d.id as delivery_id, d.handler, d.attempts, e.*"""
_DONE: Final = """
update event_delivery set state = 'done', settled_at = $3, error = null, lease_token = null
 where id = $1 and lease_token = $2"""
_AGAIN: Final = """
update event_delivery set state = $3, not_before = $4, error = $5, lease_token = null, lease_until = null
 where id = $1 and lease_token = $2"""
_SWEEP: Final = f"""
update event_delivery set state = case when attempts >= $2 or deaths + 1 >= {MOST_DEATHS} then 'dead' else 'queued' end,
       deaths = deaths + 1, lease_token = null, lease_until = null, error = coalesce(error, 'the worker died')
 where state = 'sending' and lease_until < coalesce($1::timestamptz, statement_timestamp())"""


@dataclass(frozen=True)
class Subscription:
    fact: type
    handler: Handler

    @property
    def name(self) -> str:
        """room.handler: stays the same when a file of the room is split."""
        return f"{self.handler.__module__.split('.')[1]}.{self.handler.__name__}"


class Subscribers:
    """The table of subscriptions, read the ways that sealer and worker need it."""

    def __init__(self, table: Mapping[type, Sequence[Handler]], beside: Mapping[type, str] | None = None) -> None:
        """`beside`: fact -> the field of its payload that names what else than its subject keeps the order of its
        deliveries. One that is dead holds up its subject, and nothing beside it."""
        self.beside = {kind_of(fact): field for fact, field in (beside or {}).items()}
        self.facts = {kind_of(fact): fact for fact in table}
        subscriptions = [Subscription(fact, handler) for fact, handlers in table.items() for handler in handlers]
        self.by_name = {subscription.name: subscription.handler for subscription in subscriptions}
        self.names: dict[str, list[str]] = {}
        for subscription in subscriptions:
            self.names.setdefault(kind_of(subscription.fact), []).append(subscription.name)

    def queue(self) -> Queue[Any]:
        return Queue(
            name="deliveries",
            table="event_delivery",
            claim=_claim,
            work=self._work,
            failed=_failed,
            sweep=_sweep,
            topics=(DELIVERIES,),
            width=4,
        )

    async def _work(self, row: Any, token: UUID) -> None:
        handler = self.by_name.get(row["handler"])
        if handler is None:
            raise LookupError(f"no handler {row['handler']} in subscriptions.py")
        event = recorded(row, self.facts[row["kind"]])
        mark = REQUEST_ID.set(row["request_id"])
        try:
            async with atomic():
                await handler(event)
                fault_point("delivery.before_mark")
                await settle(_DONE, row["delivery_id"], token, clock.now())
        finally:
            REQUEST_ID.reset(mark)
        fault_point("delivery.after_commit")


def recorded(row: Any, fact: type) -> Recorded[Any]:
    """A row of the log as the event it is."""
    if row["version"] > version_of(fact):
        raise ValueError(f"{row['kind']} version {row['version']} was written by a newer release")
    known = {field.name for field in dataclasses.fields(fact)}
    payload: Any = msgspec.convert({k: v for k, v in row["payload"].items() if k in known}, fact, strict=False)
    names = (
        "id",
        "kind",
        "version",
        "subject_kind",
        "subject_id",
        "centre_id",
        "actor_id",
        "occurred_at",
        "recorded_at",
        "request_id",
    )
    return Recorded(payload=payload, **{name: row[name] for name in names})


async def _claim(limit: int, now: datetime | None, token: UUID, suspects: bool) -> list[Any]:
    rows = await fetch(_CLAIM, limit, now, token, LEASE, suspects)
    return sorted(rows, key=lambda row: int(row["delivery_id"]))


async def _failed(row: Any, token: UUID, error: Exception) -> None:
    dead = row["attempts"] >= MOST_ATTEMPTS
    again = clock.now() + backoff(row["attempts"])
    reason = masked(f"{type(error).__name__}: {error}")[:500]
    await settle(_AGAIN, row["delivery_id"], token, "dead" if dead else "retry_wait", again, reason)


async def _sweep(now: datetime | None) -> int:
    return int((await execute(_SWEEP, now, MOST_ATTEMPTS)).split()[-1])


async def revive(delivery_id: int) -> bool:
    """Put a dead delivery back in the queue; its followers go on after it."""
    done = await execute(
        "update event_delivery set state = 'queued', attempts = 0, deaths = 0, not_before = $2 where id = $1 and state = 'dead'",
        delivery_id,
        clock.now(),
    )
    return done.endswith(" 1")
