"""Identifiers made in Python, so that an offline client may make them too."""

import secrets
import time
from uuid import UUID


def uuid7() -> UUID:
    """A time-ordered UUID (RFC 9562, version 7): 48 bits of milliseconds, 12 of their fraction, 62 random bits.

    The fraction (the RFC's method 3) keeps two rows that one process writes in one millisecond in the order it wrote them.
    """
    ms, rest = divmod(time.time_ns(), 1_000_000)
    return UUID(int=ms << 80 | 7 << 76 | (rest * 4096 // 1_000_000) << 64 | 2 << 62 | secrets.randbits(62))


def secret(size: int = 32) -> str:
    """A URL-safe random secret of `size` bytes."""
    return secrets.token_urlsafe(size)
