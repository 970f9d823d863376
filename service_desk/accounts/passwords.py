"""Password hashing with argon2id, in a thread and at most two at once, so that a log-in burst does not starve the desk."""

import asyncio
from collections.abc import Callable
from typing import Any, Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from service_desk.foundation.errors import Busy

T = TypeVar("T")
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)  # 19 MiB: the OWASP minimum, 22 CPU-ms
_DUMMY: Final = _HASHER.hash("there is nobody of this name")
AT_ONCE: Final = 2
MOST_WAITING: Final = 40  # under half a second's worth: who would wait longer is sent away at once, and comes again


class SigningInBusy(Busy):
    code = "signing_in_busy"
    message = "Very many people sign in just now. Please try again in a moment."


class _Gate:
    def __init__(self) -> None:
        self._turn, self._waiting = asyncio.Semaphore(AT_ONCE), 0

    async def run(self, work: Callable[..., T], *args: Any) -> T:
        if self._waiting >= MOST_WAITING:
            raise SigningInBusy
        self._waiting += 1
        try:
            async with self._turn:
                return await asyncio.to_thread(work, *args)
        finally:
            self._waiting -= 1


_GATES: dict[asyncio.AbstractEventLoop, _Gate] = {}


def _gate() -> _Gate:
    return _GATES.setdefault(asyncio.get_running_loop(), _Gate())


async def hashed(password: str) -> str:
    return await _gate().run(_HASHER.hash, password)


async def fits(password: str, password_hash: str | None) -> bool:
    """Whether the password fits; for an unknown person the same work is done against a dummy."""
    good = await _gate().run(_verify, password, password_hash or _DUMMY)
    return good and password_hash is not None


def _verify(password: str, password_hash: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def outdated(password_hash: str) -> bool:
    return _HASHER.check_needs_rehash(password_hash)
