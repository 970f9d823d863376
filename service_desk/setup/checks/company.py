"""Whether what a company needs for its work is there."""

from collections.abc import Iterable
from typing import Final

from service_desk.centres import queries
from service_desk.centres.queries import NoCompany
from service_desk.erp import queries as erp
from service_desk.foundation.clock import today
from service_desk.foundation.db import fetch, fetchval
from service_desk.foundation.i18n import say
from service_desk.foundation.written import filled
from service_desk.setup.rules.health import Finding, State, period_finding

# A centre without any of these stops somewhere on its first day.
_LACKS: Final = """
select c.code, c.country,
       not exists (select 1 from working_hours h where h.centre_id = c.id) as "working hours",
       not exists (select 1 from location l where l.centre_id = c.id and l.kind = 'warehouse' and l.retired_at is null) as "a warehouse",
       not exists (select 1 from resource r where r.centre_id = c.id and r.retired_at is null) as "anybody whose time is booked",
       not exists (select 1 from labour_rate r where r.centre_id = c.id and r.bill_rate > 0) as "a price for an hour of work",
       not exists (select 1 from tax_rate t where t.country = c.country) as "a tax rate"
  from centre c where c.retired_at is null order by c.code"""
_PACKS: Final = """
select p.code, p.code || '-' || max(p.number) as named, bool_or(p.switched_on) as switched_on from rule_pack p
 where exists (select 1 from centre c where c.retired_at is null and c.country = any(p.countries)) group by p.code order by p.code"""


async def founded() -> list[Finding]:
    try:
        company = await queries.company()
    except NoCompany:
        return [Finding("company", State.FAULT, "There is no company yet.", "`desk init`")]
    name = say(company.name, company.default_language)
    return [Finding("company", State.OK, f"{name} ({company.code}) keeps its books in {company.book_currency}.")]


# What gives a centre what it lacks: lines of a file for `desk settings import`, or a command, or a door.
_GIVE: Final = {
    "working hours": "PUT /api/v1/centres/{id}/hours",
    "a warehouse": "`desk settings import` with the line: places: [{{centre: {code}, code: WH, kind: warehouse, name: {{en: Warehouse}}}}]",
    "anybody whose time is booked": "POST /api/v1/resources",
    "a price for an hour of work": "`desk settings import` with the line: labour: [{{centre: {code}, cost: 35, price: 90, since: {day}}}], or POST /api/v1/labour-rates; until then work is billed at nothing",
    "a tax rate": "`desk settings import` with the line: taxes: [{{country: {country}, percent: 19, since: {day}}}], or POST /api/v1/taxes; without one no tax is charged",
}


async def centres() -> list[Finding]:
    rows = await fetch(_LACKS)
    day = today("UTC")
    lacking = [
        Finding(
            "centres",
            State.WARNING,
            f"{row['code']} has not: {', '.join(_true(row))}.",
            "\n".join(
                _GIVE[what].format(code=row["code"], country=row["country"], id="{id}", day=day) + "."
                for what in _true(row)
            ),
        )
        for row in rows
        if _true(row)
    ]
    if lacking or not rows:
        return lacking or [
            Finding("centres", State.FAULT, "There is no service centre in use.", "POST /api/v1/centres")
        ]
    says = "{count:# service centre has|# service centres have} what it takes."
    return [Finding("centres", State.OK, filled(says, {"count": len(rows)}, "en"))]


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
    return [
        Finding(
            "fault codes", State.OK, filled("{count:# fault code is|# fault codes are} in use.", {"count": count}, "en")
        )
    ]


async def packs() -> list[Finding]:
    rows = await fetch(_PACKS)
    if not rows:
        return [Finding("law packs", State.OK, "No pack of consumer law is known for the countries of the centres.")]
    off = [row["named"] for row in rows if not row["switched_on"]]
    if off:
        says = "Switched off: {count:# pack|# packs} of consumer law ({named})."
        advice = "\n".join(
            f'`desk packs show {named}` says what it is; once counsel has confirmed it: `desk packs on {named} --confirmed-by NAME --note "WHAT WAS CONFIRMED"`'
            for named in off
        )
        return [
            Finding(
                "law packs", State.WARNING, filled(says, {"count": len(off), "named": ", ".join(off)}, "en"), advice
            )
        ]
    says = "{count:# pack of consumer law is|# packs of consumer law are} switched on."
    return [Finding("law packs", State.OK, filled(says, {"count": len(rows)}, "en"))]


async def periods() -> list[Finding]:
    return [period_finding(await queries.periods(), today("UTC"))]


async def accounts() -> list[Finding]:
    gaps = [gap.need for gap in await erp.gaps()]
    if gaps:
        advice = "Add what is missing; the postings that wait for it go on by themselves."
        return [Finding("accounts", State.WARNING, f"Postings wait for: {', '.join(gaps[:10])}.", advice)]
    return [Finding("accounts", State.OK, "No posting waits for an account, a rate or a period.")]
