"""Sign in with a new session id each time, sign out, and keep a session alive while it is used."""

from dataclasses import dataclass
from uuid import UUID

from service_desk.accounts.actions.tries import forget_tries, take_try
from service_desk.accounts.passwords import fits, hashed, outdated
from service_desk.accounts.queries import OpenSession, digest
from service_desk.accounts.rules import KEPT, TOUCH_EVERY, SessionsEnded, SignedIn, login_form
from service_desk.centres import queries as centres
from service_desk.events.actions import record
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM, Actor
from service_desk.foundation.db import atomic, execute, fetch, fetchrow
from service_desk.foundation.errors import NotFound, Unauthorised
from service_desk.foundation.ids import secret, uuid7
from service_desk.foundation.written import Moment


class WrongLogin(Unauthorised):
    code = "wrong_login"
    message = "The log-in name or the password is not right. Try again."


class OneTimeOver(Unauthorised):
    code = "one_time_password_over"
    message = (
        "This one-time password could be used until {until}. Ask an administrator for a new one; on the server "
        "`desk staff reset {login}` gives it."
    )


@dataclass(frozen=True)
class Opened:
    staff_id: UUID
    secret: str


async def sign_in(*, login: str, password: str, old_secret: str | None = None) -> Opened:
    """A new session under a new id; the one that the browser came with is ended, whoever made it (session fixation)."""
    login, now = login_form(login), clock.now()
    await take_try(login)
    row = await fetchrow(
        "select id, password_hash, one_time_until from staff where login = $1 and retired_at is null", login
    )
    if not await fits(password, row["password_hash"] if row else None):
        raise WrongLogin
    assert row is not None
    if row["one_time_until"] is not None and row["one_time_until"] <= now:
        zone = next((centre.zone for centre in await centres.centres()), "UTC")
        raise OneTimeOver(until=Moment(row["one_time_until"], zone), login=login)
    fresh = secret()
    rehashed = await hashed(password) if outdated(row["password_hash"]) else None
    async with atomic():
        await forget_tries(login)
        if rehashed is not None:
            await execute("update staff set password_hash = $2 where id = $1", row["id"], rehashed)
        if old_secret:
            await sign_out(old_secret)
        await execute(
            "insert into session (id, secret_hash, staff_id, started_at, seen_at) values ($1, $2, $3, $4, $4)",
            uuid7(), digest(fresh), row["id"], now,
        )  # fmt: skip
        await record(SignedIn(row["id"]), subject=("staff", row["id"]), centre_id=None, by=SYSTEM)
    return Opened(row["id"], fresh)


async def sign_out(session_secret: str) -> None:
    await execute(
        "update session set ended_at = $2 where secret_hash = $1 and ended_at is null",
        digest(session_secret),
        clock.now(),
    )


async def end_sessions(*, staff_id: UUID, by: Actor, session_id: UUID | None = None, but: UUID | None = None) -> int:
    """One's own, or (with accounts.write) somebody's: the one named, else all, `but` that one. How many ended."""
    if by.id != staff_id:
        by.require_company("accounts.write")
    async with atomic():
        ended = await fetch(
            """update session set ended_at = $2 where staff_id = $1 and ended_at is null and ($3::uuid is null or id = $3)
                  and id is distinct from $4 returning id""",
            staff_id, clock.now(), session_id, but,
        )  # fmt: skip
        if session_id is not None and not ended:
            raise NotFound(kind="session", key=session_id)
        if ended:
            fact = SessionsEnded(staff_id, len(ended))
            await record(fact, subject=("staff", staff_id), centre_id=None, by=by)
    return len(ended)


async def touch(session: OpenSession) -> None:
    """Move the idle limit on, at most once a minute, so that reading does not write each time."""
    if clock.now() - session.seen_at >= TOUCH_EVERY:
        await execute("update session set seen_at = $2 where id = $1", session.id, clock.now())


async def forget_ended_sessions() -> None:
    """Rows that nobody can use any more."""
    await execute("delete from session where seen_at < $1", clock.now() - KEPT)
