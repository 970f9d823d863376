"""asyncpg's pool with a short cut: a connection that is given back stays at hand for the next statement."""

import asyncio
from typing import Any

import asyncpg

from service_desk.foundation.errors import Busy

WAIT_SECONDS = 2.0
CLOSE_SECONDS = 5.0


class PoolExhausted(Busy):
    code = "pool_exhausted"
    message = "The desk is very busy just now. Nothing was changed; please try again in a moment."


class Pool:
    """Bounded by the pool it stands on. asyncpg gives a connection back in a task of its own, which costs as much as a
    small statement; so it is given back only when somebody waits for one, or when something went wrong with it.
    """

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._at_hand: list[Any] = []
        self._waiting = 0

    @property
    def in_use(self) -> int:
        return int(self._pool.get_size() - self._pool.get_idle_size()) - len(self._at_hand)

    async def acquire(self) -> Any:
        """A connection, waited for at most two seconds."""
        while self._at_hand:
            held = self._at_hand.pop()
            try:
                if not held.is_closed():
                    return held
                await self._pool.release(held)
            except asyncpg.InterfaceError:  # the server ended it, and the pool has taken it back by itself
                continue
        self._waiting += 1
        try:
            return await self._pool.acquire(timeout=WAIT_SECONDS)
        except TimeoutError:
            raise PoolExhausted from None
        finally:
            self._waiting -= 1

    async def release(self, held: Any, *, spoiled: bool = False) -> None:
        """Give it back. `spoiled`: its last statement failed or was cancelled, so asyncpg puts it right first, shielded
        from another cancellation."""
        if spoiled or self._waiting:
            await self._pool.release(held)
        else:
            self._at_hand.append(held)

    async def close(self) -> None:
        """Wait a while for connections that are still in use, then end them: nobody may hold up the end of a process."""
        while self._at_hand:
            await self._pool.release(self._at_hand.pop())
        self._waiting += 1  # whatever is given back from now on goes to the pool
        try:
            await asyncio.wait_for(self._pool.close(), CLOSE_SECONDS)
        except TimeoutError:
            self._pool.terminate()
