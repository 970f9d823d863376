"""The one database engine: a bounded pool, transactions that give their connection back, and short ways to run SQL."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from decimal import Decimal
from typing import Any, Final, Self

import asyncpg
import msgspec
from piccolo.engine.postgres import PostgresEngine

from service_desk.foundation.columns import MONEY_PLACES
from service_desk.foundation.pool import Pool
from service_desk.foundation.transactions import Joined, SafeTransaction

_encode: Final = msgspec.json.Encoder(enc_hook=str).encode
_read: Final = msgspec.json.Decoder().decode


def _written(value: Any) -> bytes:
    """The binary form of jsonb: its version, 1, and the text."""
    if isinstance(value, bytes):
        return b"\x01" + value
    return b"\x01" + (value.encode() if isinstance(value, str) else _encode(value))


def _number(written: str) -> Decimal:
    """1 and not 1.000000; but money, which columns keep with four places, as 34.00."""
    whole, _, places = written.partition(".")
    kept = places[:2] + places[2:].rstrip("0") if len(places) == MONEY_PLACES else places.rstrip("0")
    return Decimal(f"{whole}.{kept}" if kept else whole)


async def _prepare(connection: Any) -> None:
    """Numbers without needless zeros. jsonb as Python objects; str and bytes are taken for JSON text already (Piccolo
    writes such)."""
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        format="binary",
        encoder=_written,
        decoder=lambda value: _read(value[1:]),
    )
    await _read_numbers(connection)


async def _read_numbers(connection: Any) -> None:
    await connection.set_type_codec("numeric", schema="pg_catalog", format="text", encoder=str, decoder=_number)


async def _unchanged(_connection: Any) -> None:
    """Nothing sets session state on a pooled connection (settings are LOCAL, LISTEN and session locks have connections
    of their own), so the RESET round trip after every use is saved. asyncpg itself still rolls back what was left open.
    """


class Engine(PostgresEngine):
    """Piccolo's engine that does not connect at import and never waits for a connection without end."""

    pool: Pool | None
    current_transaction: ContextVar[SafeTransaction | None]  # type: ignore[assignment]  # each of them is one of ours

    async def check_version(self) -> None:
        """Piccolo asks the server at import time; a dead database must not break an import."""

    async def prep_database(self) -> None:
        """Extensions are created by migrations."""

    def transaction(self, allow_nested: bool = True) -> SafeTransaction:
        return SafeTransaction(self, allow_nested)

    async def open(self, dsn: str, *, least: int = 2, most: int = 10, **server: str) -> Self:
        """Start the pool on `dsn`; `server` are PostgreSQL settings of its sessions."""
        settings = {
            "application_name": "aftercare",
            "jit": "off",
            "statement_timeout": "5000",
            "lock_timeout": "2000",
            "idle_in_transaction_session_timeout": "10000",
        } | server
        self.config = {"dsn": dsn}
        await self.start_connection_pool(
            min_size=least, max_size=most, command_timeout=60, server_settings=settings, init=_prepare, reset=_unchanged
        )
        self.pool = Pool(self.pool)
        return self

    async def close(self) -> None:
        pool, self.pool = self.pool, None
        if pool is not None:
            await pool.close()

    async def acquire(self) -> Any:
        """A connection of the pool, waited for at most two seconds; without a pool a new one."""
        if self.pool is not None:
            return await self.pool.acquire()
        connection = await self.get_new_connection()
        await _prepare(connection)
        return connection

    async def release(self, held: Any, *, spoiled: bool = False) -> None:
        """Give back what was acquired; `spoiled` when what was done with it did not end well."""
        await (self.pool.release(held, spoiled=spoiled) if self.pool is not None else held.close())

    async def _run_in_pool(self, query: str, args: Sequence[Any] | None = None) -> Any:
        return await _pooled("fetch", query, tuple(args or ()))


DB = Engine(config={}, extensions=())


def atomic() -> SafeTransaction:
    """All or nothing. Outermost a transaction, inside another a savepoint."""
    return DB.transaction()


def joined() -> Joined:
    """All or nothing together with the block around it; the cheap form for actions that are parts of one hot action."""
    return Joined(DB)


def in_transaction() -> bool:
    return DB.current_transaction.get() is not None


def after_commit(call: Callable[[], None]) -> None:
    """Run `call` once the open transaction is committed (never when it is rolled back); at once when none is open."""
    current = DB.current_transaction.get()
    if current is None:
        call()
    else:
        current.after_commit.append(call)


@asynccontextmanager
async def connection() -> AsyncIterator[Any]:
    """The asyncpg connection of the open transaction, else one of the pool."""
    if (current := DB.current_transaction.get()) is not None:
        yield current.connection
        return
    held = await DB.acquire()
    try:
        yield held
    finally:
        await DB.release(held, spoiled=True)  # whatever was done with it


@asynccontextmanager
async def copying() -> AsyncIterator[Any]:
    """A connection for COPY into a table with numbers, which COPY takes only in their own binary form.

    In a savepoint, so that a connection whose COPY failed can still be asked how to read them again.
    """
    async with connection() as held:
        await held.reset_type_codec("numeric", schema="pg_catalog")
        try:
            async with held.transaction():
                yield held
        finally:
            await _read_numbers(held)


async def _pooled(method: str, sql: str, args: tuple[Any, ...]) -> Any:
    held = await DB.acquire()
    try:
        found = await getattr(held, method)(sql, *args)
    except BaseException:
        await DB.release(held, spoiled=True)
        raise
    await DB.release(held)
    return found


# Every statement comes through these four. What they return is to be awaited at once; they are no coroutines themselves,
# because each layer of those costs on every wake-up.


def fetch(sql: str, *args: Any) -> Awaitable[list[asyncpg.Record]]:
    if (current := DB.current_transaction.get()) is not None:
        found: Awaitable[list[asyncpg.Record]] = current.connection.fetch(sql, *args)
        return found
    return _pooled("fetch", sql, args)


def fetchrow(sql: str, *args: Any) -> Awaitable[asyncpg.Record | None]:
    if (current := DB.current_transaction.get()) is not None:
        found: Awaitable[asyncpg.Record | None] = current.connection.fetchrow(sql, *args)
        return found
    return _pooled("fetchrow", sql, args)


def fetchval(sql: str, *args: Any) -> Awaitable[Any]:
    if (current := DB.current_transaction.get()) is not None:
        found: Awaitable[Any] = current.connection.fetchval(sql, *args)
        return found
    return _pooled("fetchval", sql, args)


def execute(sql: str, *args: Any) -> Awaitable[str]:
    if (current := DB.current_transaction.get()) is not None:
        done: Awaitable[str] = current.connection.execute(sql, *args)
        return done
    return _pooled("execute", sql, args)
