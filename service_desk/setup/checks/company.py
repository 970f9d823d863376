"""Whether what a company needs for its work is there."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from service_desk.centres import queries
from service_desk.centres.queries import NoCompany
from service_desk.erp import queries as erp
from service_desk.foundation.clock import today
from service_desk.foundation.db import fetch, fetchval
from service_desk.foundation.i18n import say
from service_desk.foundation.written import Phrase, Term
from service_desk.setup.rules.complete import hour_line
from service_desk.setup.rules.health import Finding, State, period_finding

# A centre without any of these stops somewhere on its first day.
_LACKS: Final = """
select c.code, c.country, c.currency,
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
    check = Term("company")
    try:
        company = await queries.company()
    except NoCompany:
        return [Finding(check, State.FAULT, Phrase("There is no company yet."), (Phrase("Found one: `desk init`"),))]
    name = say(company.name, company.default_language)
    says = Phrase(
        "{name} ({code}) keeps its books in {currency}.", name=name, code=company.code, currency=company.book_currency
    )
    return [Finding(check, State.OK, says)]


def _give(what: str, centre: str, country: str, currency: str, day: date) -> Phrase:
    """What gives a centre what it lacks: a line of a file for `desk settings import`, or a door."""
    if what == "working hours":
        return Phrase("Set its hours: PUT /api/v1/centres/{code}/hours.", code=centre)
    if what == "a warehouse":
        line = f"places: [{{centre: {centre}, code: WH, kind: warehouse, name: {{en: Warehouse}}}}]"
        return Phrase("Add a warehouse: `desk settings import` with the line {line}", line=line)
    if what == "anybody whose time is booked":
        return Phrase("Add who works there: POST /api/v1/resources.")
    if what == "a price for an hour of work":
        line = hour_line(centre, currency, day)
        return Phrase(
            "Price an hour, else work is billed at nothing: POST /api/v1/labour-rates, or `desk settings import` with the line {line}",
            line=line,
        )
    line = f"taxes: [{{country: {country}, percent: 19, since: {day}}}]"
    return Phrase(
        "Set the tax, else none is charged: POST /api/v1/taxes, or `desk settings import` with the line {line}",
        line=line,
    )


async def centres() -> list[Finding]:
    rows, day, check = await fetch(_LACKS), today("UTC"), Term("centres")
    lacking = [
        Finding(
            check, State.WARNING,
            Phrase("{code} still lacks: {what}.", code=row["code"], what=[Term(what) for what in _true(row)]),
            tuple(_give(what, row["code"], row["country"], row["currency"], day) for what in _true(row)),
        )
        for row in rows
        if _true(row)
    ]  # fmt: skip
    if lacking:
        return lacking
    if not rows:
        return [
            Finding(
                check,
                State.FAULT,
                Phrase("There is no service centre in use."),
                (Phrase("Open one: POST /api/v1/centres."),),
            )
        ]
    says = Phrase("{count:# service centre has|# service centres have} what it takes.", count=len(rows))
    return [Finding(check, State.OK, says)]


def _true(row: Iterable[tuple[str, object]] | dict[str, object]) -> list[str]:
    return [name for name, value in dict(row).items() if value is True]


async def fault_codes() -> list[Finding]:
    check = Term("fault codes")
    count = await fetchval("select count(*) from fault_code where retired_at is null")
    if not count:
        says = Phrase("There are no fault codes, so no repair can be closed.")
        return [
            Finding(
                check,
                State.FAULT,
                says,
                (
                    Phrase(
                        "Load the shipped ones, `desk starter update`, or a scheme of your own, `desk faults import`."
                    ),
                ),
            )
        ]
    return [Finding(check, State.OK, Phrase("{count:# fault code is|# fault codes are} in use.", count=count))]


async def packs() -> list[Finding]:
    check, rows = Term("law packs"), await fetch(_PACKS)
    if not rows:
        return [Finding(check, State.OK, Phrase("No pack of consumer law is known for the countries of the centres."))]
    off = [row["named"] for row in rows if not row["switched_on"]]
    if off:
        says = Phrase("Switched off: {count:# pack|# packs} of consumer law ({named}).", count=len(off), named=off)
        return [Finding(check, State.WARNING, says, tuple(map(_confirming, off)))]
    return [
        Finding(
            check,
            State.OK,
            Phrase("{count:# pack of consumer law is|# packs of consumer law are} switched on.", count=len(rows)),
        )
    ]


def _confirming(pack: str) -> Phrase:
    return Phrase(
        "See what it says: {show}; once counsel has confirmed it, switch it on: {on}",
        show=f"`desk packs show {pack}`", on=f'`desk packs on {pack} --confirmed-by NAME --note "…"`',
    )  # fmt: skip


async def periods() -> list[Finding]:
    return [period_finding(await queries.periods(), today("UTC"))]


async def accounts() -> list[Finding]:
    check, gaps = Term("accounts"), [gap.need for gap in await erp.gaps()]
    if gaps:
        advice = Phrase("Add what is missing; the postings that wait for it go on by themselves.")
        return [Finding(check, State.WARNING, Phrase("Postings wait for: {what}.", what=gaps[:10]), (advice,))]
    return [Finding(check, State.OK, Phrase("No posting waits for an account, a rate or a period."))]
