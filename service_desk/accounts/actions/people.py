"""Staff and their roles."""

from decimal import Decimal
from uuid import UUID

from service_desk.accounts.passwords import fits, hashed
from service_desk.accounts.rules import (
    ROLE_WORDS,
    ROLES,
    PasswordChanged,
    RoleAssigned,
    StaffAdded,
    StaffRetired,
    password_fault,
)
from service_desk.accounts.tables import Staff
from service_desk.events.actions import record
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic, execute, fetchrow, fetchval
from service_desk.foundation.errors import Conflict, Invalid, NotFound
from service_desk.foundation.i18n import LANGUAGES
from service_desk.foundation.ids import uuid7


class WeakPassword(Invalid):
    code = "weak_password"
    message = "That password cannot be used: {why}. Choose another one; a few words in a row are good."


class LoginTaken(Conflict):
    code = "login_taken"
    message = "There is someone with the log-in name {login} already. Choose another one."


class UnknownLanguage(Invalid):
    code = "unknown_language"
    message = "{language} is not one of the languages of the desk: en, fa, ar, zh, ru."


class WrongPassword(Invalid):
    code = "wrong_password"
    message = "The present password is not right. Type it again."


def _checked(password: str, login: str) -> str:
    if (why := password_fault(password, login)) is not None:
        raise WeakPassword(why=why, field="password")
    return password


async def load_roles(*, by: Actor) -> None:
    """The starter roles; those that exist keep what was made of them."""
    by.require("accounts.write")
    async with atomic():
        for code, rights in ROLES.items():
            await execute(
                "insert into role (id, code, name, rights, version) values ($1, $2, $3, $4, 1) on conflict (code) do nothing",
                uuid7(), code, ROLE_WORDS[code], sorted(rights),
            )  # fmt: skip


async def add_staff(
    *, login: str, name: str, password: str | None, language: str = "en", email: str | None = None, by: Actor
) -> UUID:
    """A new member of staff; without a password they can only own API tokens."""
    by.require_company("accounts.write")
    login = login.strip().casefold()
    if not login or not name.strip():
        raise Invalid
    if language not in LANGUAGES:
        raise UnknownLanguage(language=language, field="language")
    password_hash = await hashed(_checked(password, login)) if password is not None else None
    staff_id = uuid7()
    async with atomic():
        row = await fetchval(
            """insert into staff (id, login, name, email, language, password_hash, created_at, version)
               values ($1, $2, $3, $4, $5, $6, $7, 1) on conflict (login) do nothing returning id""",
            staff_id, login, name.strip(), email, language, password_hash, clock.now(),
        )  # fmt: skip
        if row is None:
            raise LoginTaken(login=login, field="login")
        await record(StaffAdded(staff_id), subject=("staff", staff_id), centre_id=None, by=by)
    return staff_id


async def assign_role(
    *,
    staff_id: UUID,
    role: str,
    centre_id: UUID | None,
    by: Actor,
    limit: Decimal | None = None,
    currency: str | None = None,
) -> None:
    """Give a role in one centre, or (None) in all of them."""
    by.require_company("accounts.write")
    async with atomic():
        role_id = await fetchval("select id from role where code = $1", role)
        if role_id is None:
            raise NotFound(kind="role", key=role)
        if not await Staff.exists().where(Staff.id == staff_id):
            raise NotFound(kind="member of staff", key=staff_id)
        await execute(
            """insert into assignment (id, staff_id, role_id, centre_id, amount_limit, currency) values ($1, $2, $3, $4, $5, $6)
               on conflict (staff_id, role_id, centre_id) do update set amount_limit = excluded.amount_limit, currency = excluded.currency""",
            uuid7(), staff_id, role_id, centre_id, limit, currency,
        )  # fmt: skip
        await record(RoleAssigned(staff_id, role, centre_id), subject=("staff", staff_id), centre_id=centre_id, by=by)


async def retire_staff(*, staff_id: UUID, by: Actor) -> None:
    """Nobody is deleted; sessions and tokens end at once, because each request looks."""
    by.require_company("accounts.write")
    async with atomic():
        done = await fetchval(
            "update staff set retired_at = $2 where id = $1 and retired_at is null returning id", staff_id, clock.now()
        )
        if done is None:
            raise NotFound(kind="member of staff", key=staff_id)
        await record(StaffRetired(staff_id), subject=("staff", staff_id), centre_id=None, by=by)


async def change_password(*, present: str, new: str, by: Actor) -> None:
    """One's own; every session ends, also this one."""
    row = await fetchrow("select login, password_hash from staff where id = $1", by.id)
    if row is None or not await fits(present, row["password_hash"]):
        raise WrongPassword(field="present")
    password_hash = await hashed(_checked(new, row["login"]))
    async with atomic():
        await execute("update staff set password_hash = $2, version = version + 1 where id = $1", by.id, password_hash)
        await execute("update session set ended_at = $2 where staff_id = $1 and ended_at is null", by.id, clock.now())
        await record(PasswordChanged(by.id), subject=("staff", by.id), centre_id=None, by=by)
