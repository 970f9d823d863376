"""The one database engine: a bounded pool, transactions that give their connection back, and short ways to run SQL."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Final, Self, cast

import asyncpg
import msgspec
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

from service_desk.foundation.errors import Busy

POOL_WAIT_SECONDS = 2.0
CLOSE_SECONDS = 5.0


class PoolExhausted(Busy):
    code = "pool_exhausted"
    message = "The desk is very busy just now. Nothing was changed; please try again in a moment."


class Doomed(RuntimeError):
    """A joined block failed, its error was swallowed, and the transaction was about to be committed all the same."""


class SafeTransaction(PostgresTransaction):
    """Piccolo's transaction leaks its connection when COMMIT fails, and its nesting does nothing: both are mended here.

    Outermost it is a transaction; inside another one it is a savepoint, so an error in it can be survived.
    """

    engine: "Engine"
    harness = False  # set by the test fixture: blocks directly inside it behave as if they were outermost
    doomed = False
    depth = 0

    def __init__(self, engine: "Engine", allow_nested: bool = True) -> None:
        super().__init__(engine, allow_nested)
        self.after_commit: list[Callable[[], None]] = []

    async def __aenter__(self) -> "SafeTransaction":
        if self._parent is not None:
            parent = cast("SafeTransaction", self._parent)
            self._point = await parent.savepoint()
            parent.depth += 1
            return parent
        self.connection = await self.get_connection()
        self.transaction = self.connection.transaction()
        try:
            await self.begin()
        except BaseException:
            await self._release()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def get_connection(self) -> Any:
        return await self.engine.acquire()

    async def __aexit__(  # type: ignore[override]  # Piccolo says bool; an error must always go on
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._parent is not None:
            parent = cast("SafeTransaction", self._parent)
            parent.depth -= 1
            if error is not None:
                await self._point.rollback_to()
                parent.doomed = False
            await self._point.release()
            return
        try:
            if not (self._committed or self._rolled_back):
                await self._finish(error)
        finally:
            self.engine.current_transaction.reset(self.context)
            await self._release()
        if self._committed:
            for call in self.after_commit:
                call()

    async def _finish(self, error: BaseException | None) -> None:
        if error is not None:
            await self.rollback()
        elif self.doomed:
            await self.rollback()
            raise Doomed
        else:
            await self.commit()

    async def _release(self) -> None:
        await self.engine.release(self.connection)


class Joined:
    """A block that runs in the open transaction without a savepoint, or opens one: two round trips fewer than `atomic`.

    An error inside condemns the whole transaction, so it can never be half done; where an error is to be survived,
    use `atomic`.
    """

    def __init__(self, engine: "Engine") -> None:
        self.engine = engine
        self._own: SafeTransaction | None = None
        self._outer: SafeTransaction | None = None

    async def __aenter__(self) -> SafeTransaction:
        current = cast("SafeTransaction | None", self.engine.current_transaction.get())
        if current is None or (current.harness and current.depth == 0):
            self._own = self.engine.transaction()
            return await self._own.__aenter__()
        self._outer = current
        return current

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._own is not None:
            return await self._own.__aexit__(kind, error, trace)
        if error is not None and self._outer is not None:
            self._outer.doomed = True
        return None


_encode: Final = msgspec.json.Encoder(enc_hook=str).encode
_read: Final = msgspec.json.Decoder().decode


def _written(value: Any) -> bytes:
    """The binary form of jsonb: its version, 1, and the text."""
    return b"\x01" + (value.encode() if isinstance(value, str) else _encode(value))


async def _prepare(connection: Any) -> None:
    """Read and write jsonb as Python objects; a str is taken for JSON text already (Piccolo writes such)."""
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        format="binary",
        encoder=_written,
        decoder=lambda value: _read(value[1:]),
    )


async def _unchanged(_connection: Any) -> None:
    """Nothing sets session state on a pooled connection (settings are LOCAL, LISTEN and session locks have connections
    of their own), so the RESET round trip after every use is saved. asyncpg itself still rolls back what was left open.
    """


class Engine(PostgresEngine):
    """Piccolo's engine that does not connect at import and never waits for a connection without end."""

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
        return self

    async def close(self) -> None:
        """Wait a while for connections that are still in use, then end them: nobody may hold up the end of a process."""
        pool, self.pool = self.pool, None
        if pool is not None:
            try:
                await asyncio.wait_for(pool.close(), CLOSE_SECONDS)
            except TimeoutError:
                pool.terminate()

    async def acquire(self) -> Any:
        """A connection of the pool, waited for at most two seconds."""
        if self.pool is None:
            connection = await self.get_new_connection()
            await _prepare(connection)
            return connection
        if not self.pool._queue.empty():  # nothing to wait for, so no timer (get_idle_size would walk the whole pool)
            return await self.pool.acquire()
        try:
            return await self.pool.acquire(timeout=POOL_WAIT_SECONDS)
        except TimeoutError:
            raise PoolExhausted from None

    async def release(self, held: Any) -> None:
        """Give a connection back. asyncpg shields that from cancellation itself."""
        await (self.pool.release(held) if self.pool else held.close())

    async def _run_in_pool(self, query: str, args: Sequence[Any] | None = None) -> Any:
        held = await self.acquire()
        try:
            return await held.fetch(query, *(args or ()))
        finally:
            await self.release(held)


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
    current = cast("SafeTransaction | None", DB.current_transaction.get())
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
        await DB.release(held)


async def _pooled(method: str, sql: str, args: tuple[Any, ...]) -> Any:
    held = await DB.acquire()
    try:
        return await getattr(held, method)(sql, *args)
    finally:
        await DB.release(held)


# Every statement comes through these four. What they return is to be awaited at once; they are no coroutines themselves,
# because each layer of those costs on every wake-up.


def fetch(sql: str, *args: Any) -> Awaitable[list[asyncpg.Record]]:
    if (current := DB.current_transaction.get()) is not None:
        return cast("Awaitable[list[asyncpg.Record]]", current.connection.fetch(sql, *args))
    return _pooled("fetch", sql, args)


def fetchrow(sql: str, *args: Any) -> Awaitable[asyncpg.Record | None]:
    if (current := DB.current_transaction.get()) is not None:
        return cast("Awaitable[asyncpg.Record | None]", current.connection.fetchrow(sql, *args))
    return _pooled("fetchrow", sql, args)


def fetchval(sql: str, *args: Any) -> Awaitable[Any]:
    if (current := DB.current_transaction.get()) is not None:
        return cast("Awaitable[Any]", current.connection.fetchval(sql, *args))
    return _pooled("fetchval", sql, args)


def execute(sql: str, *args: Any) -> Awaitable[str]:
    if (current := DB.current_transaction.get()) is not None:
        return cast("Awaitable[str]", current.connection.execute(sql, *args))
    return _pooled("execute", sql, args)
