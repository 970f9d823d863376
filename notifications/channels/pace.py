"""How fast a channel may be used: fewer calls at once after a rate limit, none for a while after failures in a row."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

FAILURES_TO_OPEN: Final = 5
OPEN_SECONDS: Final = 30.0
LONGEST_OPEN: Final = 600.0


class Pace:
    """Of one channel in one process.

    width: calls at once; halved by `slow`, one more again after as many good calls as it is wide.
    A token bucket of `per_second` (0: no limit) with one second's burst. The circuit opens after five failures in a row
    and stays open half a minute, twice as long each time it opens again without a success between.
    """

    def __init__(self, width: int = 4, per_second: float = 0.0) -> None:
        self.most = self.width = width
        self.per_second = per_second
        self._busy = 0
        self._good = 0
        self._failures = 0
        self._opened = 0
        self._closed_until = 0.0
        self._tokens, self._filled = per_second, time.monotonic()
        self._freed = asyncio.Condition()

    def rest(self) -> float:
        """Seconds until calls may be made again; 0: now."""
        return max(0.0, self._closed_until - time.monotonic())

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        async with self._freed:
            await self._freed.wait_for(lambda: self._busy < self.width)
            self._busy += 1
        try:
            await asyncio.sleep(self._draw())
            yield
        finally:
            async with self._freed:
                self._busy -= 1
                self._freed.notify_all()

    def _draw(self) -> float:
        """Take a token; how long to wait until it is there."""
        if not self.per_second:
            return 0.0
        now = time.monotonic()
        self._tokens = min(self.per_second, self._tokens + (now - self._filled) * self.per_second) - 1
        self._filled = now
        return max(0.0, -self._tokens / self.per_second)

    def slow(self, seconds: float) -> None:
        """The provider said that this is too fast: half as many at once, and none for so long."""
        self.width, self._good = max(1, self.width // 2), 0
        self._closed_until = max(self._closed_until, time.monotonic() + seconds)

    def good(self) -> None:
        self._failures = self._opened = 0
        self._good += 1
        if self._good >= self.width and self.width < self.most:
            self.width, self._good = self.width + 1, 0

    def failed(self) -> None:
        self._failures += 1
        if self._failures >= FAILURES_TO_OPEN:
            seconds = min(OPEN_SECONDS * 2**self._opened, LONGEST_OPEN)
            self._failures, self._opened = 0, self._opened + 1
            self._closed_until = max(self._closed_until, time.monotonic() + seconds)
