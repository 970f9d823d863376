"""Staff and their roles."""

from decimal import Decimal
from typing import Final
from uuid import UUID

from service_desk.accounts.actions.administrators import still_administered
from service_desk.accounts.actions.passwords import OneTime, checked, one_time_password, one_time_until, reset_password
from service_desk.accounts.passwords import hashed
from service_desk.accounts.rules import (
    LONGEST_LOGIN,
    RoleAssigned,
    RoleTaken,
    StaffAdded,
    StaffChanged,
    StaffRetired,
    StaffRevived,
    login_fits,
    login_form,
    looks_like,
)
from service_desk.accounts.tables import Staff
from service_desk.events.actions import record
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic, execute, fetch, fetchrow, fetchval
from service_desk.foundation.errors import Conflict, Invalid, NotFound, Stale
from service_desk.foundation.i18n import LANGUAGES
from service_desk.foundation.ids import uuid7
from service_desk.foundation.leaving import tidy
from service_desk.foundation.money import rounded, stated
from service_desk.foundation.numbers import shown

CHANGEABLE: Final = ("name", "email", "language")
_MOST: Final = Decimal(10) ** 12


class LoginTaken(Conflict):
    code = "login_taken"
    message = "There is someone with the log-in name {login} already. Choose another one."


class LoginLooksAlike(Conflict):
    code = "login_looks_alike"
    message = "The log-in name {login} looks like {taken}, which somebody has already. Choose one that nobody can mistake for it."


class UnsuitableLogin(Invalid):
    code = "unsuitable_login"
    message = "A log-in name has no blanks and at most {most:# character|# characters}. Choose one such as mina."


class UnknownLanguage(Invalid):
    code = "unknown_language"
    message = "{language} is not one of the languages of the desk: en, fa, ar, zh, ru."


class NameMissing(Invalid):
    code = "name_missing"
    message = "A member of staff needs a name and a log-in name. Type both."


class NoSuchRole(NotFound):
    code = "no_such_role"
    message = "There is no role called {role}. The roles are: {known}."


class NotALimit(Invalid):
    code = "not_a_limit"
    message = "{value} cannot be the highest amount that somebody approves. Use zero or more, with as many digits after the point as the currency has."


class RoleNotHeld(NotFound):
    code = "role_not_held"
    message = "This person does not have the role {role} there. Look at the roles and centres that they have."


class NotRetired(Conflict):
    code = "not_retired"
    message = "This person was not retired, so there is nothing to take back."


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise UnknownLanguage(language=language, field="language")
    return language


async def add_staff(
    *,
    login: str,
    name: str,
    password: str | None,
    language: str | None = None,
    email: str | None = None,
    one_time: bool = False,
    by: Actor,
) -> UUID:
    """A new member of staff; without a password they can only own API tokens.

    `language`: the company's own where nobody says otherwise. `one_time`: to be changed at the first sign-in.
    """
    by.require_company("accounts.write")
    login = login_form(login)
    if not login or not name.strip():
        raise NameMissing(field="name" if login else "login")
    if not login_fits(login):
        raise UnsuitableLogin(most=LONGEST_LOGIN, field="login")
    password_hash = await hashed(checked(password, login)) if password is not None else None
    staff_id = uuid7()
    async with atomic():
        await _unmistakable(login)
        await execute(
            """insert into staff (id, login, name, email, language, password_hash, must_change_password, created_at, version, one_time_until)
               values ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9)""",
            staff_id, login, name.strip(), email, _known(language or await _spoken()), password_hash, one_time, clock.now(),
            await one_time_until() if one_time else None,
        )  # fmt: skip
        await record(StaffAdded(staff_id), subject=("staff", staff_id), centre_id=None, by=by)
    return staff_id


async def _unmistakable(login: str) -> None:
    """Neither taken nor to be taken for somebody else's, also of those who left; within the transaction that adds it."""
    await execute("select pg_advisory_xact_lock(hashtext('accounts.logins'))")
    taken = {looks_like(row["login"]): row["login"] for row in await fetch("select login from staff")}
    if (other := taken.get(looks_like(login))) is not None:
        raise (
            LoginTaken(login=login, field="login")
            if other == login
            else LoginLooksAlike(login=login, taken=other, field="login")
        )


async def _spoken() -> str:
    return str(await fetchval("select default_language from company") or "en")


async def invite_staff(
    *, login: str, name: str, language: str | None = None, email: str | None = None, by: Actor
) -> OneTime:
    """A new member of staff with a one-time password, which is shown this once."""
    password = one_time_password()
    staff_id = await add_staff(
        login=login, name=name, password=password, language=language, email=email, one_time=True, by=by
    )
    return OneTime(staff_id, login_form(login), password)


async def change_staff(
    *,
    staff_id: UUID,
    by: Actor,
    name: str | None = None,
    email: str | None = None,
    language: str | None = None,
    version: int | None = None,
) -> int:
    """Name, e-mail (empty: none) or language; one's own language anybody. What is None stays. The new version."""
    if by.id != staff_id or name is not None or email is not None:
        by.require_company("accounts.write")
    if name is not None and not name.strip():
        raise NameMissing(field="name")
    new = {
        "name": name.strip() if name is not None else None,
        "email": email.strip() if email is not None else None,
        "language": _known(language) if language is not None else None,
    }
    async with atomic():
        row = await fetchrow(
            "select name, coalesce(email, '') as email, language, version from staff where id = $1 and retired_at is null for update",
            staff_id,
        )
        if row is None:
            raise NotFound(kind="member of staff", key=staff_id)
        if version not in (None, row["version"]):
            raise Stale
        changed = tuple(field for field in CHANGEABLE if new[field] is not None and new[field] != row[field])
        if not changed:
            return int(row["version"])
        fresh = await fetchval(
            """update staff set name = coalesce($2, name), email = case when $3::text is null then email else nullif($3, '') end,
                      language = coalesce($4, language), version = version + 1 where id = $1 returning version""",
            staff_id, *(new[field] for field in CHANGEABLE),
        )  # fmt: skip
        await record(StaffChanged(staff_id, changed), subject=("staff", staff_id), centre_id=None, by=by)
    return int(fresh)


async def _role(code: str) -> UUID:
    role_id: UUID | None = await fetchval("select id from role where code = $1 and retired_at is null", code)
    if role_id is None:
        known = await fetchval("select string_agg(code, ', ' order by code) from role where retired_at is null")
        raise NoSuchRole(role=code, known=known or "", field="role")
    return role_id


def _bounded(limit: Decimal, currency: str | None) -> str:
    assert currency is not None
    if not limit.is_finite() or not 0 <= limit < _MOST or limit != rounded(limit, currency):
        raise NotALimit(value=shown(limit), field="amount_limit")
    return currency


async def assign_role(
    *,
    staff_id: UUID,
    role: str,
    centre_id: UUID | None,
    by: Actor,
    limit: Decimal | None = None,
    currency: str | None = None,
) -> None:
    """Give a role in one centre, or (None) in all of them; given again, `limit` is what it now is.

    `limit`: the highest amount that the person may approve by this role; None: no amounts. Raises NotALimit, CurrencyNeeded,
    UnknownCurrency.
    """
    by.require_company("accounts.write")
    if limit is not None:
        currency = _bounded(limit, stated(limit, currency, "amount_limit"))
    async with atomic():
        role_id = await _role(role)
        if not await Staff.exists().where(Staff.id == staff_id):
            raise NotFound(kind="member of staff", key=staff_id)
        await execute(
            """insert into assignment (id, staff_id, role_id, centre_id, amount_limit, currency) values ($1, $2, $3, $4, $5, $6)
               on conflict (staff_id, role_id, centre_id) do update set amount_limit = excluded.amount_limit, currency = excluded.currency""",
            uuid7(), staff_id, role_id, centre_id, limit, currency if limit is not None else None,
        )  # fmt: skip
        await record(RoleAssigned(staff_id, role, centre_id), subject=("staff", staff_id), centre_id=centre_id, by=by)


async def take_role(*, staff_id: UUID, role: str, centre_id: UUID | None, by: Actor) -> None:
    """Take a role back, in the centre (None: in all of them) in which it was given. Holds from the next request on."""
    by.require_company("accounts.write")
    async with atomic(), still_administered():
        done = await fetchval(
            """delete from assignment a using role r where r.id = a.role_id and a.staff_id = $1 and r.code = $2
                  and a.centre_id is not distinct from $3 returning true""",
            staff_id, role, centre_id,
        )  # fmt: skip
        if done is None:
            raise RoleNotHeld(role=role)
        await record(RoleTaken(staff_id, role, centre_id), subject=("staff", staff_id), centre_id=centre_id, by=by)


async def retire_staff(*, staff_id: UUID, by: Actor) -> dict[str, list[str]]:
    """Nobody is deleted. Sessions and tokens end for good, also where the person comes back. What hung on the person, by numbers:
    tickets that nobody has now, clocks that somebody must stop."""
    by.require_company("accounts.write")
    now = clock.now()
    async with atomic(), still_administered():
        done = await fetchval(
            "update staff set retired_at = $2, version = version + 1 where id = $1 and retired_at is null returning id",
            staff_id,
            now,
        )
        if done is None:
            raise NotFound(kind="member of staff", key=staff_id)
        await execute("update session set ended_at = $2 where staff_id = $1 and ended_at is null", staff_id, now)
        await execute("update api_token set revoked_at = $2 where staff_id = $1 and revoked_at is null", staff_id, now)
        left = await tidy("staff", staff_id, by)
        await record(StaffRetired(staff_id), subject=("staff", staff_id), centre_id=None, by=by)
        return left


async def revive_staff(*, staff_id: UUID, by: Actor) -> OneTime | None:
    """Back with the roles they had. Who could sign in gets a one-time password; None for who owned tokens only."""
    by.require_company("accounts.write")
    async with atomic():
        row = await fetchrow("select retired_at, password_hash from staff where id = $1 for update", staff_id)
        if row is None:
            raise NotFound(kind="member of staff", key=staff_id)
        if row["retired_at"] is None:
            raise NotRetired
        await execute("update staff set retired_at = null, version = version + 1 where id = $1", staff_id)
        await record(StaffRevived(staff_id), subject=("staff", staff_id), centre_id=None, by=by)
        return await reset_password(staff_id=staff_id, by=by) if row["password_hash"] is not None else None
