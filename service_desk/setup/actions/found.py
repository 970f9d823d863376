"""Found a company from a document, in one transaction."""

import re
from dataclasses import dataclass
from datetime import date
from secrets import compare_digest
from uuid import UUID

from service_desk.accounts import actions as accounts
from service_desk.centres import actions as centres
from service_desk.centres import queries as places
from service_desk.centres.actions import CompanyExists
from service_desk.erp import actions as erp
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic, execute
from service_desk.foundation.errors import Forbidden
from service_desk.foundation.fault_points import fault_point
from service_desk.foundation.ids import secret, uuid7
from service_desk.setup import queries
from service_desk.setup.actions.apply import apply, configuration
from service_desk.setup.rules import complete, to_confirm
from service_desk.setup.rules.document import AdminRow, Document
from service_desk.setup.rules.health import spoken
from service_desk.starter import actions as starter
from service_desk.timesheets import actions as timesheets


class WrongSetupCode(Forbidden):
    code = "wrong_setup_code"
    message = (
        "This desk has no company yet, and only who runs it may found one. Send the header Setup-Code with the code that "
        "`desk init --code` prints on the server, or use `desk init` there."
    )


@dataclass(frozen=True, slots=True)
class Founded:
    """What a set-up made. `one_time_password` is told this once; it has to be changed at the first sign-in.

    `confirm`: what a person has to look at before the first invoice, as sentences in the reader's language.
    """

    company: str
    centres: dict[str, UUID]
    admin: str | None
    one_time_password: str | None
    resource: str | None
    periods: tuple[date, date] | None
    policies: list[str]
    packs: list[str]
    confirm: list[str]


async def set_up(document: Document, *, by: Actor, language: str | None = None) -> Founded:
    """All of it or nothing; told in `language`, else the company's own. Raises BadSetup with every fault, CompanyExists."""
    if await queries.founded():
        raise CompanyExists
    whole = complete(document, clock.today("UTC"))
    try:
        async with atomic():
            return await _found(whole, by, language or whole.company.languages[0])
    except BaseException:
        places.forget()  # what was remembered of a company that was rolled back
        raise


async def door_code() -> str:
    """What the set-up door asks for: made once, and the same for every process of this desk."""
    found = await queries.door_code()
    if found is None:
        found = secret(15)
        await execute("insert into setup_code (id, code, made_at) values ($1, $2, $3)", uuid7(), found, clock.now())
    return found


async def set_up_by_door(document: Document, *, code: str, by: Actor, language: str | None = None) -> Founded:
    """The same for somebody who is not on the server. Raises WrongSetupCode."""
    if await queries.founded():
        raise CompanyExists
    known = await queries.door_code()
    if known is None or not compare_digest(known.encode(), code.strip().encode()):
        raise WrongSetupCode(right="set up")
    return await set_up(document, by=by, language=language)


async def _found(whole: Document, by: Actor, language: str) -> Founded:
    company = whole.company
    await centres.create_company(
        code=company.code, name=company.name, book_currency=company.currency, country=company.country,
        languages=company.languages, late_posting=company.late_posting, by=by,
    )  # fmt: skip
    await erp.set_default_accounts(by=by)
    await starter.load_starter(by=by)  # before the rest, which may name roles and packs
    await apply(whole, await configuration(), by)
    await starter.load_starter(by=by)  # the holidays of the centres that there are now
    ids = {centre.code: centre.id for centre in await places.centres()}
    password, resource = await _employ(whole.admin, ids[whole.centres[0].code], by) if whole.admin else (None, None)
    await execute("delete from setup_code")
    fault_point("setup.before_commit")
    made = await configuration()
    periods = made.periods or []
    return Founded(
        company=company.code,
        centres=ids,
        admin=whole.admin.login if whole.admin else None,
        one_time_password=password,
        resource=resource,
        periods=(periods[0].starts_on, periods[-1].ends_on) if periods else None,
        policies=[each.code for each in made.policies or ()],
        packs=[each.pack for each in made.packs or ()],
        confirm=[spoken(each, language) for each in to_confirm(made)],
    )


async def _employ(admin: AdminRow, centre_id: UUID, by: Actor) -> tuple[str | None, str]:
    """The first administrator, whose time can be booked too. The one-time password, if one was made up."""
    made = None if admin.password else accounts.one_time_password()
    staff_id = await accounts.add_staff(
        login=admin.login, name=admin.name, password=admin.password or made, one_time=made is not None,
        language=admin.language, email=admin.email or None, by=by,
    )  # fmt: skip
    await accounts.assign_role(staff_id=staff_id, role="admin", centre_id=None, by=by)
    code = re.sub("[^A-Z0-9-]", "", admin.login.upper())[:30] or "ADMIN"
    await timesheets.create_resource(centre_id=centre_id, code=code, name=admin.name, staff_id=staff_id, by=by)
    return made, code
