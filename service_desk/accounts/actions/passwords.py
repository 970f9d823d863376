"""Passwords: changed by their owner, given anew by an administrator to be changed at the next sign-in."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from service_desk.accounts.actions.tries import forget_tries, take_try
from service_desk.accounts.passwords import fits, hashed
from service_desk.accounts.rules import ONE_TIME_HOURS, PasswordChanged, PasswordReset, password_fault
from service_desk.centres import queries as centres
from service_desk.events.actions import record
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic, execute, fetch, fetchrow, fetchval
from service_desk.foundation.errors import Invalid, NotFound

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another when it is read aloud or copied


class WeakPassword(Invalid):
    code = "weak_password"
    message = "That password cannot be used: {why}. Choose another one; a few words in a row are good."


class WrongPassword(Invalid):
    code = "wrong_password"
    message = "The present password is not right. Type it again."


class SamePassword(Invalid):
    code = "same_password"
    message = "That is the present password. Choose another one."


@dataclass(frozen=True)
class OneTime:
    """Shown this once; whoever signs in with it must choose another password first."""

    staff_id: UUID
    login: str
    password: str


def checked(password: str, login: str, field: str = "password") -> str:
    if (why := password_fault(password, login)) is not None:
        raise WeakPassword(why=why, field=field)
    return password


def one_time_password() -> str:
    """Four groups of four letters (79 bits), to be told by phone or on paper."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


async def one_time_until() -> datetime:
    """Until when a one-time password that is given now may be used."""
    hours = await centres.setting(ONE_TIME_HOURS.name)
    return clock.now() + timedelta(hours=int(hours))


async def change_password(*, present: str, new: str, by: Actor) -> int:
    """One's own; every session ends, also this one: how many did. Wrong tries are counted as at the log-in."""
    row = await fetchrow("select login, password_hash from staff where id = $1", by.id)
    if row is None:
        raise WrongPassword(field="present")
    checked(new, row["login"], field="new")
    name = f"the password of {by.id}"  # apart from the log-in: strangers who try that keep nobody from this
    await take_try(name)
    if not await fits(present, row["password_hash"]):
        raise WrongPassword(field="present")
    if new == present:
        raise SamePassword(field="new")
    password_hash = await hashed(new)
    async with atomic():
        await forget_tries(name)
        ended = await _set(by.id, password_hash, one_time=False)
        await record(PasswordChanged(by.id), subject=("staff", by.id), centre_id=None, by=by)
    return ended


async def reset_password(*, staff_id: UUID, by: Actor) -> OneTime:
    """A new one-time password; the person's sessions end, and the log-in is open for tries again. Tokens stay."""
    by.require_company("accounts.write")
    password = one_time_password()
    password_hash = await hashed(password)
    async with atomic():
        login = await fetchval("select login from staff where id = $1 and retired_at is null", staff_id)
        if login is None:
            raise NotFound(kind="member of staff", key=staff_id)
        await forget_tries(login)
        await _set(staff_id, password_hash, one_time=True)
        await record(PasswordReset(staff_id), subject=("staff", staff_id), centre_id=None, by=by)
    return OneTime(staff_id, login, password)


async def _set(staff_id: UUID, password_hash: str, *, one_time: bool) -> int:
    """How many sessions ended by it."""
    await execute(
        "update staff set password_hash = $2, must_change_password = $3, one_time_until = $4, version = version + 1 where id = $1",
        staff_id, password_hash, one_time, await one_time_until() if one_time else None,
    )  # fmt: skip
    ended = "update session set ended_at = $2 where staff_id = $1 and ended_at is null returning id"
    return len(await fetch(ended, staff_id, clock.now()))
