"""Whether the database can be reached, and one sentence for each way in which it cannot."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlsplit

import asyncpg

from service_desk.foundation.errors import DeskError, Invalid
from service_desk.foundation.written import Phrase

_SCHEMES: Final = frozenset({"postgresql", "postgres"})
PATIENCE_SECONDS: Final = 15.0


class NotADatabaseUrl(Invalid):
    code = "not_a_database_url"
    message = "DATABASE_URL does not name a PostgreSQL database: {reason}. Write it as postgresql://user:password@host:5432/name; signs such as @ : / in the password as %40 %3A %2F."


class NoDatabaseUrl(Invalid):
    code = "no_database_url"
    message = "DATABASE_URL is not set. Set it to the address of a PostgreSQL database, or start the whole desk with `desk run`, which brings its own."


class DatabaseUnreachable(DeskError):
    status = 503
    code = "database_unreachable"
    message = "The database cannot be reached: {reason}. Check DATABASE_URL and that the server runs."


def checked_url(url: str) -> str:
    """The address, if PostgreSQL could be behind it. Raises NotADatabaseUrl; the password is never in the sentence."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise NotADatabaseUrl(reason="its host and port cannot be told apart") from None
    if parts.scheme not in _SCHEMES:
        begins = f"{parts.scheme}:" if parts.scheme and "://" in url else ""
        given = Phrase("it begins with {scheme}", scheme=begins) if begins else "it has no postgresql:// in front"
        raise NotADatabaseUrl(reason=given)
    if port == 0:
        raise NotADatabaseUrl(reason="port 0 is none")
    return url.strip()


def given_url() -> str:
    """DATABASE_URL of the environment. Raises NoDatabaseUrl, NotADatabaseUrl."""
    if not (url := os.environ.get("DATABASE_URL", "").strip()):
        raise NoDatabaseUrl
    return checked_url(url)


@contextmanager
def reaching() -> Iterator[None]:
    """Around the first connection: whatever stands in its way becomes DatabaseUnreachable or NotADatabaseUrl."""
    try:
        yield
    except asyncpg.ClientConfigurationError as error:
        raise NotADatabaseUrl(reason=_said(error)) from None
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, TimeoutError) as error:
        raise DatabaseUnreachable(reason=_said(error)) from None


def _said(error: Exception) -> str:
    if isinstance(error, TimeoutError) and not str(error):
        return "it did not answer in time"
    return " ".join(str(error).split()).rstrip(". ") or type(error).__name__


async def reach(url: str) -> None:
    """Connect once. Raises DatabaseUnreachable, NotADatabaseUrl."""
    with reaching():
        connection = await asyncpg.connect(checked_url(url), timeout=PATIENCE_SECONDS)
        await connection.close(timeout=PATIENCE_SECONDS)


def reach_now(url: str) -> None:
    """The same before there is an event loop."""
    asyncio.run(reach(url))
