"""Wait until all that follows from the jobs is done: by the worker that serves this database, else in this process."""

import asyncio
import time
from collections.abc import Callable
from typing import Final

from service_desk.demo import queries
from service_desk.worker import settle_everything

LONGEST_SECONDS: Final = 900.0
STILL_SECONDS: Final = 120.0  # nothing moved for so long: it will not
_LOOK_EVERY: Final = 0.5
Told = Callable[[int], None]


async def finish(told: Told = lambda _: None, *, longest: float = LONGEST_SECONDS) -> int:
    """How much is left undone: 0, or what waits longer than we do. `told` hears of what is left at each look."""
    began = moved = time.monotonic()
    left = await queries.unfinished()
    while left and time.monotonic() - began < longest and time.monotonic() - moved < STILL_SECONDS:
        told(left)
        if not await queries.workers():
            await settle_everything()
        before, left = left, await queries.unfinished()
        if left != before:
            moved = time.monotonic()
        elif left:
            await asyncio.sleep(_LOOK_EVERY)
    told(left)
    return left
