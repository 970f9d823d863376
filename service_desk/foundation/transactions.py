"""Transactions that give their connection back, nest as savepoints, and cannot be committed half done."""

from collections.abc import Callable
from contextvars import Token
from types import TracebackType
from typing import TYPE_CHECKING, cast

from asyncpg import CheckViolationError
from piccolo.engine.postgres import PostgresTransaction

from service_desk.foundation.errors import BY_CONSTRAINT

if TYPE_CHECKING:
    from service_desk.foundation.db import Engine


class Doomed(RuntimeError):
    """A joined block failed, its error was swallowed, and the transaction was about to be committed all the same."""


class SafeTransaction(PostgresTransaction):
    """Piccolo's transaction leaks its connection when COMMIT fails, and its nesting does nothing: both are mended here.

    Outermost it is a transaction; inside another one it is a savepoint, so an error in it can be survived.
    """

    engine: "Engine"
    context: Token["SafeTransaction | None"]  # type: ignore[assignment]
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
        self.connection = await self.engine.acquire()
        self.transaction = self.connection.transaction()
        try:
            await self.transaction.start()
        except BaseException:
            await self.engine.release(self.connection, spoiled=True)
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

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
            _told(error)
            return
        try:
            if not (self._committed or self._rolled_back):
                await self._finish(error)
        finally:
            self.engine.current_transaction.reset(self.context)
            await self.engine.release(self.connection, spoiled=not self._committed)
        _told(error)
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
            await self.transaction.commit()
            self._committed = True


def _told(error: BaseException | None) -> None:
    """In words of the house, where a room has some for the constraint that refused it."""
    if isinstance(error, CheckViolationError) and (kind := BY_CONSTRAINT.get(error.constraint_name or "")) is not None:
        raise kind from error


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
        current = self.engine.current_transaction.get()
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
