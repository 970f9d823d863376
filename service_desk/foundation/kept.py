"""An answer that is asked for at most once in a while, however many want it at once."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final, Generic, TypeVar

T = TypeVar("T")
_ALL: Final[list["Kept[object]"]] = []


class Kept(Generic[T]):
    """`ask` is awaited when nobody did so in the last `seconds`; who comes meanwhile waits for the same answer."""

    def __init__(self, ask: Callable[[], Awaitable[T]], seconds: float) -> None:
        self._ask, self._seconds = ask, seconds
        self._answers: dict[asyncio.AbstractEventLoop, tuple[float, asyncio.Future[T]]] = {}
        _ALL.append(self)  # type: ignore[arg-type]  # only to be forgotten

    async def get(self) -> T:
        loop = asyncio.get_running_loop()
        asked_at, answer = self._answers.get(loop, (0.0, None))
        if answer is None or (answer.done() and time.monotonic() - asked_at >= self._seconds):
            answer = asyncio.ensure_future(self._ask())
            self._answers[loop] = (time.monotonic(), answer)
        return await asyncio.shield(answer)  # whoever hangs up ends nobody else's answer


def forget_kept() -> None:
    """For tests, which change what is asked about."""
    for kept in _ALL:
        kept._answers.clear()  # of this module
