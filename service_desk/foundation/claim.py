"""The one loop that claims work by lease, does it, and settles it: deliveries, messages and postings run on it.

A claim is committed before the work, so no row lock is held while another system is called; a lease that runs out says
that the worker died. Every settling statement names the lease, so a worker that lost it can do no harm. Leases are of the
database's time and short: they are renewed while the work goes on.

A worker takes no more rows than it works on at once, so a try is counted when the row's own work starts. Of the rows under
which a worker died, each is then worked on with nothing else beside it in its process: whichever kills is found at once, and
given up after MOST_DEATHS.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Generic, TypeVar
from uuid import UUID, uuid4

import structlog

from service_desk.foundation import clock, metrics
from service_desk.foundation.db import execute, fetchval
from service_desk.foundation.live import HUB

log = structlog.get_logger("claim")
T = TypeVar("T")

LEASE: Final = timedelta(seconds=30)
RENEW_SECONDS: Final = 10.0
MOST_DEATHS: Final = 3
GIVING_BACK_SECONDS: Final = (1.0, 2.0, 4.0, 8.0)
LADDER = tuple(timedelta(seconds=s) for s in (10, 30, 120, 600, 1800, 3600, 10800, 21600))


class LeaseLost(RuntimeError):
    """Someone else holds this row now; what was about to be written is not."""


@dataclass(frozen=True)
class Queue(Generic[T]):
    """One kind of claimed work in one table, with `deaths`, `not_before`, `lease_token` and `lease_until`.

    claim(limit, now, token, suspects): mark up to `limit` due rows as claimed under `token` for LEASE, count the try, commit,
    and return them: only those under which a worker died (`suspects`), or only the others. `now` is None for the database's time.
    work(row, token): do it and settle it; it may raise only what it could not foresee.
    failed(row, token, error): settle a row whose work raised.
    sweep(now): settle rows whose lease ran out, one death more each; how many.
    due: the states from which rows are claimed. width: rows worked on at once. batch: rows of one claim, where the work counts
    its own tries.
    """

    name: str
    table: str
    claim: Callable[[int, datetime | None, UUID, bool], Awaitable[Sequence[T]]]
    work: Callable[[T, UUID], Awaitable[None]]
    failed: Callable[[T, UUID, Exception], Awaitable[None]]
    sweep: Callable[[datetime | None], Awaitable[int]]
    topics: tuple[str, ...]
    due: tuple[str, ...] = ("queued", "retry_wait")
    width: int = 4
    batch: int | None = None
    poll: float = 5.0


class Turns:
    """Of one process: many ordinary batches at once, or one suspect and nothing beside it."""

    def __init__(self) -> None:
        self._changed = asyncio.Condition()
        self._together = self._waiting = 0
        self._alone = False

    @asynccontextmanager
    async def together(self) -> AsyncIterator[None]:
        async with self._changed:
            await self._changed.wait_for(lambda: not self._alone and not self._waiting)
            self._together += 1
        try:
            yield
        finally:
            async with self._changed:
                self._together -= 1
                self._changed.notify_all()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        async with self._changed:
            self._waiting += 1
            try:
                await self._changed.wait_for(lambda: not self._alone and not self._together)
                self._alone = True
            finally:
                self._waiting -= 1
                self._changed.notify_all()
        try:
            yield
        finally:
            async with self._changed:
                self._alone = False
                self._changed.notify_all()


_TURNS: dict[asyncio.AbstractEventLoop, Turns] = {}


def _turns() -> Turns:
    return _TURNS.setdefault(asyncio.get_running_loop(), Turns())


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
    return await after_deaths(queue) + await ordinary(queue)


async def ordinary(queue: Queue[T]) -> int:
    """Do all that is due and that no worker died of."""
    done = 0
    while True:
        async with _turns().together():
            count = await _claimed(queue, queue.batch or queue.width, suspects=False)
        if not count:
            return done
        done += count


async def after_deaths(queue: Queue[T]) -> int:
    """Take back what dead workers held, and work on each of it alone."""
    await queue.sweep(clock.stopped_at())
    done = 0
    while await _suspects(queue):
        async with _turns().alone():
            count = await _claimed(queue, 1, suspects=True)
        if not count:  # held back by an earlier row, or taken by another worker
            break
        done += count
    return done


async def _suspects(queue: Queue[T]) -> bool:
    due = ", ".join(f"'{state}'" for state in queue.due)
    found: bool = await fetchval(
        f"select exists(select from {queue.table} where deaths > 0 and lease_token is null and state in ({due}) "
        "and not_before <= coalesce($1::timestamptz, statement_timestamp()))",
        clock.stopped_at(),
    )
    return found


async def _claimed(queue: Queue[T], limit: int, *, suspects: bool) -> int:
    token = uuid4()
    rows = await queue.claim(limit, clock.stopped_at(), token, suspects)
    if rows:
        gate = asyncio.Semaphore(queue.width)
        working = asyncio.gather(*(_one(queue, row, token, gate) for row in rows))
        try:
            while not (await asyncio.wait((working,), timeout=RENEW_SECONDS))[0]:
                await _renew(queue, token)
            await working
        finally:
            working.cancel()
    return len(rows)


async def _renew(queue: Queue[T], token: UUID) -> None:
    """Say that this worker lives. Where the database is away the lease may run out, and settling will find that."""
    try:
        await execute(
            f"update {queue.table} set lease_until = coalesce($2::timestamptz, statement_timestamp()) + $3::interval where lease_token = $1",
            token,
            clock.stopped_at(),
            LEASE,
        )
    except Exception as error:  # noqa: BLE001  # whatever it is, the work goes on
        log.warning("not_renewed", queue=queue.name, error=type(error).__name__)


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
    """Settle a row whose work raised. While even that fails (the database is away) it is tried again for a while, or the
    sweep would take this worker for dead."""
    for seconds in (*GIVING_BACK_SECONDS, None):
        try:
            return await queue.failed(row, token, error)
        except LeaseLost:
            metrics.CLAIMED.labels(queue.name, "lease_lost").inc()
            return None
        except Exception as second:  # noqa: BLE001  # whatever it is, the other rows go on
            log.warning("not_settled", queue=queue.name, error=type(second).__name__)
        if seconds is not None:
            await asyncio.sleep(seconds)
    return None


async def run(queue: Queue[Any], stopping: asyncio.Event) -> None:
    """Drain on every notice and every poll until `stopping`; a database that is away is waited for.

    Leases run out by the time alone, so for dead workers a poll is soon enough.
    """
    looked = 0.0
    async with HUB.subscribe(*queue.topics) as notices:
        while not stopping.is_set():
            try:
                if time.monotonic() - looked >= queue.poll:
                    await after_deaths(queue)
                    looked = time.monotonic()
                await ordinary(queue)
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
