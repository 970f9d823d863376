"""Rounds of two or three sides, one after the other, so that a busy moment of the machine meets them all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benchmarks import http
from benchmarks.stage import Process


@dataclass
class Side:
    """One side of a comparison: CPU milliseconds per request and requests per second, a value for each round."""

    server: Process
    make: Callable[[], bytes]
    connections: int = 4
    cpu_ms: list[float] = field(default_factory=list)
    rate: list[float] = field(default_factory=list)
    size: int = 0

    async def play(self, seconds: float) -> http.Load:
        before = self.server.cpu
        load = (await http.run(self.server.port, self.make, seconds=seconds, connections=self.connections)).check(
            self.server.name
        )
        self.cpu_ms.append((self.server.cpu - before) / load.done * 1000)
        self.rate.append(load.rate)
        self.size = load.size
        return load

    async def warm(self, seconds: float = 1.0) -> None:
        """Statements are prepared and caches filled before anything counts."""
        await self.play(seconds)
        self.cpu_ms.clear()
        self.rate.clear()


async def interleave(
    sides: Sequence[Side], *, rounds: int, seconds: float, also: Callable[[], None] | None = None
) -> None:
    """A, B, A, B; `also` is one more side that measures itself."""
    for side in sides:
        await side.warm()
    for _ in range(rounds):
        for side in sides:
            await side.play(seconds)
        if also is not None:
            also()
