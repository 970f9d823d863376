"""Found a company from a document in one transaction, and bring a company that is there to what a document says."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from secrets import compare_digest
from typing import Any, Final
from uuid import UUID

from notifications.actions import publish_text, set_windows
from notifications.message import Medium, Window
from service_desk.accounts import actions as accounts
from service_desk.centres import actions as centres
from service_desk.centres import queries as places
from service_desk.centres.actions import CompanyExists
from service_desk.centres.rules import PeriodState
from service_desk.erp import actions as erp
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic, execute, fetchval
from service_desk.foundation.errors import Forbidden
from service_desk.foundation.ids import secret, uuid7
from service_desk.parts import actions as parts
from service_desk.pricing import actions as pricing
from service_desk.setup import queries
from service_desk.setup.rules import complete, shifts
from service_desk.setup.rules.document import (
    AccountRoleRow,
    AccountRow,
    AdminRow,
    Document,
    HolidayRow,
    LabourRow,
    PeriodRow,
    PlaceRow,
    PolicyRow,
    RateRow,
    RoleRow,
    SettingRow,
    TaxRow,
    TextRow,
    WindowRow,
)
from service_desk.starter import actions as starter
from service_desk.timesheets import actions as timesheets
from service_desk.warranty import actions as warranty
from service_desk.warranty import queries as policies


class WrongSetupCode(Forbidden):
    code = "wrong_setup_code"
    message = (
        "This desk has no company yet, and only who runs it may found one. Send the header Setup-Code with the code that "
        "`desk init --code` prints on the server, or use `desk init` there."
    )


@dataclass(frozen=True, slots=True)
class Founded:
    """What a set-up made. `one_time_password` is told this once; it has to be changed at the first sign-in."""

    company: str
    centres: dict[str, UUID]
    admin: str | None
    one_time_password: str | None
    resource: str | None
    periods: tuple[date, date] | None
    policies: list[str]
    packs: list[str]


async def set_up(document: Document, *, by: Actor) -> Founded:
    """All of it or nothing. Raises BadSetup with every fault, CompanyExists."""
    if await queries.founded():
        raise CompanyExists
    whole = complete(document, clock.today("UTC"))
    try:
        async with atomic():
            return await _found(whole, by)
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


async def set_up_by_door(document: Document, *, code: str, by: Actor) -> Founded:
    """The same for somebody who is not on the server. Raises WrongSetupCode."""
    if await queries.founded():
        raise CompanyExists
    known = await queries.door_code()
    if known is None or not compare_digest(known.encode(), code.strip().encode()):
        raise WrongSetupCode(right="set up")
    return await set_up(document, by=by)


async def _found(whole: Document, by: Actor) -> Founded:
    company = whole.company
    await centres.create_company(
        code=company.code, name=company.name, book_currency=company.currency, country=company.country,
        languages=company.languages, late_posting=company.late_posting, by=by,
    )  # fmt: skip
    await erp.set_default_accounts(by=by)
    await starter.load_starter(by=by)  # before the rest, which may name roles and packs
    await _apply(whole, await queries.document(), by)
    await starter.load_starter(by=by)  # the holidays of the centres that there are now
    ids = {centre.code: centre.id for centre in await places.centres()}
    password, resource = await _employ(whole.admin, ids[whole.centres[0].code], by) if whole.admin else (None, None)
    await execute("delete from setup_code")
    made = await queries.document()
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


async def _apply(new: Document, old: Document, by: Actor) -> dict[str, int]:
    """Do what differs; what the document does not name stays. How many rows of each section were set."""
    done: dict[str, int] = {}
    for centre in new.centres:
        if centre.code not in {one.code for one in old.centres}:
            await centres.create_centre(
                code=centre.code, name=centre.name, zone=centre.zone, country=centre.country, language=centre.language,
                currency=centre.currency, weekend=centre.weekend or (), by=by,
                hours=None if centre.hours is None else shifts(centre.hours),
            )  # fmt: skip
            done["centres"] = done.get("centres", 0) + 1
    for section, put in _PUT.items():
        there = getattr(old, section) or []
        wanted = [row for row in getattr(new, section) or () if row not in there]
        if wanted:
            await put(wanted, by)
            done[section] = len(wanted)
    return done


async def _centre(code: str) -> UUID:
    return (await places.centre_by_code(code)).id


async def _put_periods(rows: Sequence[PeriodRow], by: Actor) -> None:
    for row in rows:
        known = await fetchval(
            "select id from accounting_period where starts_on = $1 and ends_on = $2", row.starts_on, row.ends_on
        )
        key = known or await centres.open_period(starts_on=row.starts_on, ends_on=row.ends_on, by=by)
        if row.state == PeriodState.CLOSED:
            await centres.close_period(period_id=key, by=by)
        elif known:
            await centres.reopen_period(period_id=key, by=by)


async def _put_taxes(rows: Sequence[TaxRow], by: Actor) -> None:
    for row in rows:
        await pricing.set_tax(country=row.country, code=row.code, percent=row.percent, valid_from=row.since, by=by)


async def _put_rates(rows: Sequence[RateRow], by: Actor) -> None:
    for row in rows:
        await centres.set_rate(currency=row.currency, per_currency=row.per, rate=row.rate, valid_from=row.since, by=by)


async def _put_holidays(rows: Sequence[HolidayRow], by: Actor) -> None:
    for row in rows:
        await centres.add_holiday(centre_id=await _centre(row.centre), on_date=row.on, name=row.name, by=by)


async def _put_places(rows: Sequence[PlaceRow], by: Actor) -> None:
    for row in rows:
        await parts.create_location(
            centre_id=await _centre(row.centre), code=row.code, name=row.name, kind=row.kind, by=by
        )


async def _put_labour(rows: Sequence[LabourRow], by: Actor) -> None:
    for row in rows:
        await timesheets.set_rate(
            centre_id=await _centre(row.centre), cost_rate=row.cost, bill_rate=row.price, valid_from=row.since,
            activity=row.activity, currency=row.currency or None, by=by,
        )  # fmt: skip


async def _put_accounts(rows: Sequence[AccountRow], by: Actor) -> None:
    for row in rows:
        await erp.add_account(code=row.code, name=row.name, by=by)


async def _put_account_roles(rows: Sequence[AccountRoleRow], by: Actor) -> None:
    for row in rows:
        await erp.set_account_role(role=row.role, account=row.account, valid_from=row.since, by=by)


async def _put_policies(rows: Sequence[PolicyRow], by: Actor) -> None:
    """Versions that are there already are left alone: what is published is never changed."""
    known = {policy.code: policy.id for policy in await policies.policies()}
    for row in rows:
        key = known.get(row.code) or await warranty.create_policy(code=row.code, name=row.name, by=by)
        there = await fetchval("select count(*) from policy_version where policy_id = $1", key)
        for version in row.versions[there:]:
            await warranty.publish_version(policy_id=key, terms=version.terms, valid_from=version.since, by=by)


async def _put_settings(rows: Sequence[SettingRow], by: Actor) -> None:
    for row in rows:
        await centres.set_setting(
            name=row.name, value=row.value, valid_from=row.since, by=by,
            centre_id=await _centre(row.centre) if row.centre else None,
        )  # fmt: skip


async def _put_texts(rows: Sequence[TextRow], by: Actor) -> None:
    for row in rows:
        await publish_text(
            key=row.key, medium=Medium(row.medium), language=row.language, subject=row.subject, body=row.body,
            content_sid=row.content_sid, by=by,
        )  # fmt: skip


async def _put_windows(rows: Sequence[WindowRow], by: Actor) -> None:
    for medium in dict.fromkeys(row.medium for row in rows):
        windows = [Window(row.weekday, row.opens, row.closes) for row in rows if row.medium == medium]
        await set_windows(medium=Medium(medium), windows=windows, by=by)


async def _put_roles(rows: Sequence[RoleRow], by: Actor) -> None:
    for row in rows:
        await accounts.set_role(code=row.code, name=row.name, rights=row.rights, by=by)


Put = Callable[[Any, Actor], Awaitable[None]]
# In the order in which one needs the other.
_PUT: Final[Mapping[str, Put]] = {
    "roles": _put_roles,
    "periods": _put_periods,
    "rates": _put_rates,
    "taxes": _put_taxes,
    "accounts": _put_accounts,
    "account_roles": _put_account_roles,
    "holidays": _put_holidays,
    "places": _put_places,
    "labour": _put_labour,
    "policies": _put_policies,
    "settings": _put_settings,
    "texts": _put_texts,
    "windows": _put_windows,
}
