"""Live news between processes: NOTIFY after commit, LISTEN on a connection of its own, and a poll that covers a loss.

A notice is `topic id`, small and free of content: whoever hears it reads the rows it may read.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import Context
from typing import Any, Final

import asyncpg
import structlog

from service_desk.foundation.db import after_commit

CHANNEL: Final = "aftercare"
RESYNC: Final = ("resync", "")
_GATHER_SECONDS = 0.02  # after a pause
_BETWEEN_SECONDS = 0.1  # under load: a busy desk need not tell more often than ten times a second
_RETRY_SECONDS = (0.1, 0.3, 1.0, 3.0, 5.0)
_QUEUE_LENGTH = 256
log = structlog.get_logger("live")

Notice = tuple[str, str]


class Hub:
    """One per process. Subscribers that are too slow lose the oldest notices, never block the others."""

    def __init__(self) -> None:
        self.dsn: str | None = None
        self._outgoing: dict[Notice, None] = {}  # a notice that is waiting already need not wait twice
        self._due = asyncio.Event()
        self._subscribers: dict[str, set[asyncio.Queue[Notice]]] = defaultdict(set)
        self._tasks: list[asyncio.Task[None]] = []
        self._line: Any = None  # the connection that notices are sent on
        self.connected = asyncio.Event()

    async def start(self, dsn: str) -> None:
        self.dsn, self._due, self.connected = dsn, asyncio.Event(), asyncio.Event()
        self._tasks = [asyncio.create_task(work(), context=Context()) for work in (self._listen, self._send)]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._tasks = []
        self._outgoing.clear()

    def announce(self, topic: str, key: str = "") -> None:
        """Send now; call it through `announce()` below, which waits for the commit."""
        if self._tasks:
            self._outgoing[topic, key] = None
            self._due.set()

    @asynccontextmanager
    async def subscribe(self, *topics: str) -> AsyncIterator["asyncio.Queue[Notice]"]:
        queue: asyncio.Queue[Notice] = asyncio.Queue(_QUEUE_LENGTH)
        for topic in topics:
            self._subscribers[topic].add(queue)
        try:
            yield queue
        finally:
            for topic in topics:
                self._subscribers[topic].discard(queue)
                if not self._subscribers[topic]:  # there may be a topic for each record
                    del self._subscribers[topic]

    def _deliver(self, notice: Notice, queues: set[asyncio.Queue[Notice]]) -> None:
        for queue in queues:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(notice)

    def _heard(self, _connection: Any, _pid: int, _channel: str, payload: str) -> None:
        for line in payload.split("\n"):
            topic, _, key = line.partition(" ")
            self._deliver((topic, key), self._subscribers.get(topic, set()))

    async def _listen(self) -> None:
        attempt = 0
        while True:
            lost = asyncio.Event()
            try:
                connection = await asyncpg.connect(self.dsn, timeout=5)
            except (OSError, asyncpg.PostgresError, TimeoutError):
                await asyncio.sleep(_RETRY_SECONDS[min(attempt, len(_RETRY_SECONDS) - 1)])
                attempt += 1
                continue
            try:
                connection.add_termination_listener(lambda _c, lost=lost: lost.set())
                await connection.add_listener(CHANNEL, self._heard)
                attempt = 0
                self.connected.set()
                self._deliver(RESYNC, {queue for queues in self._subscribers.values() for queue in queues})
                await lost.wait()
                log.warning("live_connection_lost")
            except (OSError, asyncpg.PostgresError):
                await asyncio.sleep(_RETRY_SECONDS[0])
            finally:
                self.connected.clear()
                with contextlib.suppress(Exception):
                    await connection.close(timeout=1)

    async def _send(self) -> None:
        loop, sent = asyncio.get_running_loop(), 0.0
        try:
            while True:
                await self._due.wait()
                await asyncio.sleep(max(_GATHER_SECONDS, sent + _BETWEEN_SECONDS - loop.time()))
                self._due.clear()
                notices, self._outgoing = [f"{topic} {key}" for topic, key in self._outgoing], {}
                for at in range(0, len(notices), 100):
                    await self._notify("\n".join(notices[at : at + 100]))
                sent = loop.time()
        finally:
            await self._hang_up()

    async def _notify(self, payload: str) -> None:
        """A notice that cannot be sent is dropped: the poll finds what it was about."""
        try:
            if self._line is None or self._line.is_closed():
                self._line = await asyncpg.connect(self.dsn, timeout=5)
            await self._line.execute("select pg_notify($1, $2)", CHANNEL, payload)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
            log.warning("notice_dropped")
            await self._hang_up()

    async def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with contextlib.suppress(Exception):
                await line.close(timeout=1)


HUB = Hub()


def announce(topic: str, key: object = "") -> None:
    """Tell every process that something of `topic` changed, after the open transaction is committed."""
    after_commit(lambda: HUB.announce(topic, str(key)))
