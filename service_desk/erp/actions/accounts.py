"""Map account roles to accounts, from a day on; what was blocked for one goes on."""

from datetime import date
from typing import Final

from service_desk.centres import queries as centres
from service_desk.erp.actions.release import release
from service_desk.erp.rules import DEFAULT_ACCOUNTS, AccountRoleSet, Role
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now, plausible
from service_desk.foundation.db import atomic, execute, fetch
from service_desk.foundation.errors import Invalid
from service_desk.foundation.ids import uuid7

FROM_THE_START: Final = date(1900, 1, 1)
_MAP: Final = """
insert into account_role (id, role, account, valid_from, recorded_at, recorded_by) values ($1, $2, $3, $4, $5, $6)
on conflict (role, valid_from) do update set account = excluded.account, recorded_at = excluded.recorded_at,
  recorded_by = excluded.recorded_by"""
_ACCOUNT: Final = """
insert into book_account (id, code, name) values ($1, $2, $3) on conflict (code) do update set name = excluded.name"""


class UnknownRole(Invalid):
    code = "unknown_account_role"
    message = "There is no account role '{role}'. Use one of {known}."


class BadAccount(Invalid):
    code = "bad_account"
    message = "An account number has 1 to 30 characters."


async def set_account_role(*, role: str, account: str, valid_from: date, by: Actor) -> int:
    """Set again for the same day, the last one counts. How many blocked postings went on."""
    if role not in set(map(str, Role)):
        raise UnknownRole(role=role[:30], known=[role.value for role in Role], field="role")
    number = account.strip()
    if not 1 <= len(number) <= 30:
        raise BadAccount(field="account")
    by.require_company("erp.mapping")
    plausible(valid_from, "valid_from")
    async with atomic():
        await execute(_MAP, uuid7(), role, number, valid_from, now(), by.id)
        fact = AccountRoleSet(role=role, account=number, valid_from=valid_from)
        await record(fact, subject=("company", (await centres.company()).id), centre_id=None, by=by)
        return await release([f"account:{role}"])


async def add_account(*, code: str, name: str, by: Actor) -> None:
    """An account of the built-in books; named again, the name changes."""
    by.require_company("erp.mapping")
    if not 1 <= len(code.strip()) <= 30:
        raise BadAccount(field="code")
    await execute(_ACCOUNT, uuid7(), code.strip(), name.strip()[:200])


async def set_default_accounts(*, by: Actor) -> None:
    """The chart of the built-in books and a role for each of its accounts; what is mapped already stays."""
    by.require_company("erp.mapping")
    async with atomic():
        for code, name in DEFAULT_ACCOUNTS.values():
            await add_account(code=code, name=name, by=by)
        mapped = await _mapped()
        for role, (code, _) in DEFAULT_ACCOUNTS.items():
            if role not in mapped:
                await set_account_role(role=role, account=code, valid_from=FROM_THE_START, by=by)


async def _mapped() -> set[str]:

    return {row["role"] for row in await fetch("select distinct role from account_role")}
