"""The one loop that claims work by lease, does it, and settles it: deliveries, messages and postings run on it.

A claim is committed before the work, so no row lock is held while another system is called; a lease that runs out says
that the worker died. Every settling statement names the lease, so a worker that lost it can do no harm.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

import structlog

from service_desk.foundation import clock, metrics
from service_desk.foundation.db import execute
from service_desk.foundation.live import HUB

log = structlog.get_logger("claim")
T = TypeVar("T")

LADDER = tuple(timedelta(seconds=s) for s in (10, 30, 120, 600, 1800, 3600, 10800, 21600))


class LeaseLost(RuntimeError):
    """Someone else holds this row now; what was about to be written is not."""


@dataclass(frozen=True)
class Queue(Generic[T]):
    """One kind of claimed work.

    claim(limit, now, token): mark up to `limit` due rows as claimed under `token`, commit, and return them.
    work(row, token): do it and settle it; it may raise only what it could not foresee.
    failed(row, token, error): settle a row whose work raised.
    sweep(now): settle rows whose lease ran out; how many.
    """

    name: str
    claim: Callable[[int, datetime, UUID], Awaitable[Sequence[T]]]
    work: Callable[[T, UUID], Awaitable[None]]
    failed: Callable[[T, UUID, Exception], Awaitable[None]]
    sweep: Callable[[datetime], Awaitable[int]]
    topics: tuple[str, ...]
    batch: int = 20
    width: int = 4
    poll: float = 5.0


def backoff(attempt: int, ladder: Sequence[timedelta] = LADDER) -> timedelta:
    """Full jitter below the step of the ladder that attempt number `attempt` (from 1) stands on."""
    step = ladder[min(max(attempt, 1), len(ladder)) - 1]
    return timedelta(seconds=random.uniform(step.total_seconds() / 10, step.total_seconds()))  # noqa: S311  # not a secret


async def settle(sql: str, *args: Any) -> None:
    """Run an UPDATE that names the lease; LeaseLost when it touched no row."""
    if (await execute(sql, *args)).endswith(" 0"):
        raise LeaseLost(sql.split(None, 2)[1])


async def drain(queue: Queue[T]) -> int:
    """Do all that is due now; how many rows were worked on."""
    done = 0
    await queue.sweep(clock.now())
    while True:
        token = uuid4()
        rows = await queue.claim(queue.batch, clock.now(), token)
        if not rows:
            return done
        done += len(rows)
        gate = asyncio.Semaphore(queue.width)
        await asyncio.gather(*(_one(queue, row, token, gate) for row in rows))


async def _one(queue: Queue[T], row: T, token: UUID, gate: asyncio.Semaphore) -> None:
    async with gate:
        try:
            await queue.work(row, token)
            metrics.CLAIMED.labels(queue.name, "done").inc()
        except LeaseLost:
            metrics.CLAIMED.labels(queue.name, "lease_lost").inc()
        except Exception as error:  # one poisoned row must not stop the queue
            metrics.CLAIMED.labels(queue.name, "failed").inc()
            log.warning("work_failed", queue=queue.name, error=type(error).__name__, exc_info=True)
            await _give_back(queue, row, token, error)


async def _give_back(queue: Queue[T], row: T, token: UUID, error: Exception) -> None:
    """Settle a row whose work raised. Where even that fails (the database is away) its lease runs out, and the sweep does."""
    try:
        await queue.failed(row, token, error)
    except LeaseLost:
        metrics.CLAIMED.labels(queue.name, "lease_lost").inc()
    except Exception as second:  # noqa: BLE001  # whatever it is, the other rows go on
        log.warning("not_settled", queue=queue.name, error=type(second).__name__)


async def run(queue: Queue[Any], stopping: asyncio.Event) -> None:
    """Drain on every notice and every poll until `stopping`; a database that is away is waited for."""
    async with HUB.subscribe(*queue.topics) as notices:
        while not stopping.is_set():
            try:
                await drain(queue)
            except Exception:  # the database is away, or a bug: either way the worker lives on and says so
                log.exception("queue_stopped_short", queue=queue.name)
                await asyncio.sleep(1)
            await _wait(notices, stopping, queue.poll)


async def _wait(notices: "asyncio.Queue[tuple[str, str]]", stopping: asyncio.Event, seconds: float) -> None:
    waits = [asyncio.ensure_future(notices.get()), asyncio.ensure_future(stopping.wait())]
    _done, pending = await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    while not notices.empty():
        notices.get_nowait()
