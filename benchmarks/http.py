"""A small HTTP/1.1 load generator over kept connections: bounded in time, and cheap beside the server it measures."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import uvloop

T = TypeVar("T")
END_OF_HEAD = b"\r\n\r\n"


@dataclass
class Load:
    """What came back. `statuses` counts answers by status; `size` is the body of the last one, in bytes."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0
    size: int = 0
    last: bytes = b""

    @property
    def done(self) -> int:
        return sum(self.statuses.values())

    @property
    def rate(self) -> float:
        return self.done / self.seconds

    def check(self, what: str) -> "Load":
        """Figures of a run with refusals in it would measure the refusals."""
        if not self.done or any(status >= 400 for status in self.statuses):
            raise SystemExit(f"{what} answered {dict(self.statuses)}; the last body was {self.last[:500]!r}")
        return self


def request(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    if body:
        lines += [f"Content-Length: {len(body)}", "Content-Type: application/json"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + END_OF_HEAD + body


class _Caller(asyncio.Protocol):
    """One connection: sends the next request when the answer to the one before is complete."""

    def __init__(self, make: Callable[[], bytes], ends: float, load: Load) -> None:
        self.make, self.ends, self.load = make, ends, load
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.held = b""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.write(self.make())

    def data_received(self, data: bytes) -> None:
        self.held += data
        at = self.held.find(END_OF_HEAD)
        if at < 0:
            return
        head = self.held[:at].lower()
        found = head.find(b"content-length:")
        size = int(head[found + 15 :].partition(b"\r\n")[0]) if found >= 0 else 0
        if len(self.held) < at + 4 + size:
            return
        self.load.statuses[int(head[9:12])] += 1
        self.load.size, self.load.last, self.held = size, self.held[at + 4 :], b""
        if time.perf_counter() < self.ends:
            self.transport.write(self.make())
        else:
            self.transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if self.over.done():
            return
        if error is None:
            self.over.set_result(None)
        else:
            self.over.set_exception(error)


def _same(caller: _Caller) -> _Caller:
    return caller


async def run(port: int, make: Callable[[], bytes], *, seconds: float, connections: int = 4) -> Load:
    """Send what `make` gives, one request at a time on each connection, for `seconds`."""
    load, started = Load(), time.perf_counter()
    loop = asyncio.get_running_loop()
    callers = [_Caller(make, started + seconds, load) for _ in range(connections)]
    for caller in callers:
        await loop.create_connection(partial(_same, caller), "127.0.0.1", port)
    await asyncio.wait_for(asyncio.gather(*(caller.over for caller in callers)), seconds + 30)
    load.seconds = time.perf_counter() - started
    return load


def in_loop(work: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)
