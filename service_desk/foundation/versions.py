"""Versions of what has no row with a version of its own: a set of rows that is written anew as a whole."""

from zlib import crc32

from service_desk.foundation.db import execute


def content_version(*parts: object) -> int:
    """Of at most nine digits, and the same for the same content. 0 for nothing at all."""
    return crc32(repr(parts).encode()) % 999_999_999 + 1 if parts else 0


async def alone(name: str) -> None:
    """Nobody else changes what is called so until the end of the open transaction."""
    await execute("select pg_advisory_xact_lock(hashtextextended($1, 17))", name)
