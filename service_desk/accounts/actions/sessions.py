"""Sign in with a new session id each time, sign out, and keep a session alive while it is used."""

from dataclasses import dataclass
from uuid import UUID

from service_desk.accounts.passwords import fits, hashed, outdated
from service_desk.accounts.queries import OpenSession, digest
from service_desk.accounts.rules import KEPT, TOUCH_EVERY, SignedIn, lock_after
from service_desk.events.actions import record
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import atomic, execute, fetchrow, fetchval
from service_desk.foundation.errors import DeskError, Unauthorised
from service_desk.foundation.ids import secret, uuid7


class WrongLogin(Unauthorised):
    code = "wrong_login"
    message = "The log-in name or the password is not right. Try again."


class TooManyTries(DeskError):
    status = 429
    code = "too_many_tries"
    message = "Too many wrong tries for this log-in name. Wait {seconds} seconds and try again."

    def __init__(self, *, seconds: int) -> None:
        super().__init__(seconds=seconds)
        self.retry_after = seconds


@dataclass(frozen=True)
class Opened:
    staff_id: UUID
    secret: str


async def sign_in(*, login: str, password: str, old_secret: str | None = None) -> Opened:
    """A new session under a new id; the one that the browser came with is ended, whoever made it (session fixation)."""
    login, now = login.strip().casefold(), clock.now()
    row = await fetchrow(
        "select id, password_hash, locked_until from staff where login = $1 and retired_at is null", login
    )
    if row is not None and row["locked_until"] is not None and row["locked_until"] > now:
        raise TooManyTries(seconds=int((row["locked_until"] - now).total_seconds()) + 1)
    if not await fits(password, row["password_hash"] if row else None):
        if row is not None:
            await _count_failure(row["id"])
        raise WrongLogin
    assert row is not None
    fresh = secret()
    rehashed = await hashed(password) if outdated(row["password_hash"]) else None
    async with atomic():
        await execute(
            "update staff set failures = 0, locked_until = null, password_hash = coalesce($2, password_hash) where id = $1",
            row["id"], rehashed,
        )  # fmt: skip
        if old_secret:
            await sign_out(old_secret)
        await execute(
            "insert into session (id, secret_hash, staff_id, started_at, seen_at) values ($1, $2, $3, $4, $4)",
            uuid7(), digest(fresh), row["id"], now,
        )  # fmt: skip
        await record(SignedIn(row["id"]), subject=("staff", row["id"]), centre_id=None, by=SYSTEM)
    return Opened(row["id"], fresh)


async def _count_failure(staff_id: UUID) -> None:
    async with atomic():
        failures = await fetchval("update staff set failures = failures + 1 where id = $1 returning failures", staff_id)
        wait = lock_after(failures)
        if wait:
            await execute("update staff set locked_until = $2 where id = $1", staff_id, clock.now() + wait)


async def sign_out(session_secret: str) -> None:
    await execute(
        "update session set ended_at = $2 where secret_hash = $1 and ended_at is null",
        digest(session_secret),
        clock.now(),
    )


async def touch(session: OpenSession) -> None:
    """Move the idle limit on, at most once a minute, so that reading does not write each time."""
    if clock.now() - session.seen_at >= TOUCH_EVERY:
        await execute("update session set seen_at = $2 where id = $1", session.id, clock.now())


async def forget_ended_sessions() -> None:
    """Rows that nobody can use any more."""
    await execute("delete from session where seen_at < $1", clock.now() - KEPT)
