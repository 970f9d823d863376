"""Whether what a company needs for its work is there."""

from collections.abc import Iterable
from typing import Final

from service_desk.centres import queries
from service_desk.centres.queries import NoCompany
from service_desk.erp import queries as erp
from service_desk.foundation.clock import today
from service_desk.foundation.db import fetch, fetchval
from service_desk.foundation.i18n import say
from service_desk.setup.rules.health import Finding, State, period_finding

# A centre without any of these stops somewhere on its first day.
_LACKS: Final = """
select c.code,
       not exists (select 1 from working_hours h where h.centre_id = c.id) as "working hours",
       not exists (select 1 from location l where l.centre_id = c.id and l.kind = 'warehouse' and l.retired_at is null) as "a warehouse",
       not exists (select 1 from resource r where r.centre_id = c.id and r.retired_at is null) as "anybody whose time is booked",
       not exists (select 1 from labour_rate r where r.centre_id = c.id and r.bill_rate > 0) as "an hourly rate above nothing",
       not exists (select 1 from tax_rate t where t.country = c.country) as "a tax rate"
  from centre c where c.retired_at is null order by c.code"""
_PACKS: Final = """
select p.code, bool_or(p.switched_on) as switched_on from rule_pack p
 where exists (select 1 from centre c where c.retired_at is null and c.country = any(p.countries)) group by p.code order by p.code"""


async def founded() -> list[Finding]:
    try:
        company = await queries.company()
    except NoCompany:
        return [Finding("company", State.FAULT, "There is no company yet.", "`desk init`")]
    name = say(company.name, company.default_language)
    return [Finding("company", State.OK, f"{name} ({company.code}) keeps its books in {company.book_currency}.")]


async def centres() -> list[Finding]:
    rows = await fetch(_LACKS)
    lacking = [f"{row['code']} has not: {', '.join(_true(row))}" for row in rows if _true(row)]
    if lacking:
        advice = "`desk settings export` shows what is set, `desk settings import` sets it."
        return [Finding("centres", State.WARNING, "; ".join(lacking) + ".", advice)]
    return [Finding("centres", State.OK if rows else State.FAULT, f"{len(rows)} service centres have what they need.")]


def _true(row: Iterable[tuple[str, object]] | dict[str, object]) -> list[str]:
    return [name for name, value in dict(row).items() if value is True]


async def fault_codes() -> list[Finding]:
    count = await fetchval("select count(*) from fault_code where retired_at is null")
    if not count:
        return [
            Finding(
                "fault codes",
                State.FAULT,
                "There are no fault codes, so no repair can be closed.",
                "`desk init`, or load a scheme.",
            )
        ]
    return [Finding("fault codes", State.OK, f"{count} fault codes are in use.")]


async def packs() -> list[Finding]:
    rows = await fetch(_PACKS)
    off = [row["code"] for row in rows if not row["switched_on"]]
    if off:
        says = f"The packs of consumer law {', '.join(off)} are there and switched off."
        return [Finding("law packs", State.WARNING, says, "Switch them on once counsel has confirmed them.")]
    return [Finding("law packs", State.OK, f"{len(rows)} packs of consumer law are switched on.")]


async def periods() -> list[Finding]:
    return [period_finding(await queries.periods(), today("UTC"))]


async def accounts() -> list[Finding]:
    gaps = [gap.need for gap in await erp.gaps()]
    if gaps:
        advice = "Add what is missing; the postings that wait for it go on by themselves."
        return [Finding("accounts", State.WARNING, f"Postings wait for: {', '.join(gaps[:10])}.", advice)]
    return [Finding("accounts", State.OK, "No posting waits for an account, a rate or a period.")]
