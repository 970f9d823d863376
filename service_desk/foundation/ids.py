"""Identifiers made in Python, so that an offline client may make them too."""

import secrets
import time
from os import urandom
from uuid import UUID

from asyncpg.pgproto import pgproto

_LOW_62 = (1 << 62) - 1


def uuid7() -> UUID:
    """A time-ordered UUID (RFC 9562, version 7): 48 bits of milliseconds, 12 of their fraction, 62 random bits.

    The fraction (the RFC's method 3) keeps two rows that one process writes in one millisecond in the order it wrote them.
    It is asyncpg's subclass of UUID, as the ids that come back from the database are: made, written and sent cheaply.
    """
    made: UUID = pgproto.UUID(_bytes(time.time_ns(), urandom(8)))
    return made


def uuid7s(count: int) -> list[UUID]:
    """Many at once, in order, for bulk loads: one draw of randomness."""
    now, drawn = time.time_ns(), urandom(8 * count)
    return [pgproto.UUID(_bytes(now + 250 * at, drawn[8 * at : 8 * at + 8])) for at in range(count)]


def _bytes(now: int, drawn: bytes) -> bytes:
    ms, rest = divmod(now, 1_000_000)
    number = ms << 80 | 7 << 76 | (rest * 4096 // 1_000_000) << 64 | 2 << 62 | int.from_bytes(drawn) & _LOW_62
    return number.to_bytes(16)


def secret(size: int = 32) -> str:
    """A URL-safe random secret of `size` bytes."""
    return secrets.token_urlsafe(size)
