"""Password hashing with argon2id, in a thread and at most two at once, so that a log-in burst does not starve the desk."""

import asyncio
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)  # 19 MiB: the OWASP minimum, 22 CPU-ms
_DUMMY: Final = _HASHER.hash("there is nobody of this name")
_GATES: dict[asyncio.AbstractEventLoop, asyncio.Semaphore] = {}


def _gate() -> asyncio.Semaphore:
    return _GATES.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(2))


async def hashed(password: str) -> str:
    async with _gate():
        return await asyncio.to_thread(_HASHER.hash, password)


async def fits(password: str, password_hash: str | None) -> bool:
    """Whether the password fits; for an unknown person the same work is done against a dummy."""
    async with _gate():
        good = await asyncio.to_thread(_verify, password, password_hash or _DUMMY)
    return good and password_hash is not None


def _verify(password: str, password_hash: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def outdated(password_hash: str) -> bool:
    return _HASHER.check_needs_rehash(password_hash)
