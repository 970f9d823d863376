"""An empty desk gets its company: by what is usual in its country, all of it or nothing, and once."""

import asyncio
import itertools
import re
from datetime import date
from decimal import Decimal

import pytest

from service_desk.centres import queries as centres
from service_desk.centres.actions import CompanyExists
from service_desk.centres.rules.places import countries
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetchval
from service_desk.foundation.sentences import said
from service_desk.foundation.written import Term
from service_desk.setup import actions, queries
from service_desk.setup.rules import AdminRow, BadSetup, CentreRow, CompanyRow, Document, complete
from service_desk.setup.rules.countries import taxes

TODAY = date(2026, 11, 30)


def wanted(country="IR", **more):
    return Document(
        company=CompanyRow(name={"fa": "گروه سپهر", "en": "Sepehr Group"}, country=country),
        centres=[CentreRow(name={"en": "Tehran"})],
        admin=AdminRow(login="mina"),
        **more,
    )


@pytest.mark.parametrize(
    ("country", "currency", "language", "zone", "weekend", "tax"),
    [
        ("IR", "IRR", "fa", "Asia/Tehran", [5], 10),
        ("Deutschland", "EUR", "en", "Europe/Berlin", [6, 7], 19),
        ("الإمارات العربية المتحدة", "AED", "ar", "Asia/Dubai", [6, 7], 5),
        ("中国", "CNY", "zh", "Asia/Shanghai", [6, 7], 13),
    ],
)
def test_the_country_says_what_is_usual(country, currency, language, zone, weekend, tax):
    whole = complete(wanted(country), TODAY)
    centre = whole.centres[0]
    assert (whole.company.currency, whole.company.languages) == (currency, [language])
    assert (centre.zone, centre.weekend, centre.currency) == (zone, weekend, currency)
    assert [row.percent for row in whole.taxes] == [tax]


def test_books_in_iran_are_kept_by_jalali_months():
    periods = complete(wanted("IR"), TODAY).periods
    assert (periods[0].starts_on, periods[0].ends_on) == (date(2026, 3, 21), date(2026, 4, 20))
    assert len(periods) == 24
    assert all((b.starts_on - a.ends_on).days == 1 for a, b in itertools.pairwise(periods))


def test_every_fault_is_found_at_once_with_advice():
    bad = Document(
        company=CompanyRow(country="Germny", languages=["de"], currency="EURO"),
        centres=[CentreRow(zone="Tehran")],
        admin=AdminRow(login="two words", password="short"),
    )
    with pytest.raises(BadSetup) as refused:
        complete(bad, TODAY)
    said = {part.field: str(part) for part in refused.value.parts}
    assert "DE" in said["company.country"]
    assert "Asia/Tehran" in said["centres[0].zone"]
    assert "en, fa, ar, zh or ru" in said["company.languages[0]"]
    assert said.keys() >= {"company.name", "company.currency", "admin.login", "admin.password"}


def test_a_country_of_many_zones_asks_unless_the_city_is_one_of_them():
    russia = wanted("RU")
    with pytest.raises(BadSetup) as refused:
        complete(russia, TODAY)
    assert "Europe/Moscow" in str(refused.value.parts[0])
    russia.centres[0].name = {"en": "Moscow"}
    assert complete(russia, TODAY).centres[0].zone == "Europe/Moscow"


def test_books_in_another_currency_ask_what_it_costs():
    abroad = wanted()
    abroad.company.currency = "EUR"
    with pytest.raises(BadSetup) as refused:
        complete(abroad, TODAY)
    assert [part.field for part in refused.value.parts] == ["centres[0].book_rate"]


def test_the_short_ways_of_a_centre_fill_their_sections():
    short = wanted()
    short.company.currency = "EUR"
    short.centres[0] = CentreRow(name={"en": "Tehran"}, tax=9, hour_price=2_000_000, hour_cost=7, book_rate=900_000)
    whole = complete(short, TODAY)
    assert [row.percent for row in whole.taxes] == [9]
    assert [(row.cost, row.price) for row in whole.labour] == [(7, 2_000_000)]
    assert [(row.currency, row.per, row.rate) for row in whole.rates] == [("EUR", "IRR", 900_000)]
    assert whole.centres[0].hour_price is None


def test_each_standard_tax_names_its_law_and_its_day():
    for country, tax in taxes().items():
        assert country in countries(), country
        assert 0 < tax.percent < 30
        assert len(tax.law) > 8
        assert tax.since < TODAY


async def test_a_company_hears_what_was_only_guessed(db):
    made = await actions.set_up(wanted("DE"), by=SYSTEM)
    tax, hour = made.confirm
    assert "Sales tax in Germany: 19 % by “UStG § 12 (1)”" in tax
    assert "billed at nothing" in hour
    assert "/labour-rates" in hour


async def test_what_was_guessed_is_told_in_the_companys_own_language(db):
    made = await actions.set_up(wanted(), by=SYSTEM)
    assert made.confirm[0].startswith("مالیات فروش در ایران: تا آنجا که می‌دانیم ۱۰٪")


async def test_where_no_rate_is_known_none_is_charged_and_that_is_said(db):
    american = wanted("US")
    american.centres[0] = CentreRow(name={"en": "Chicago"}, hour_price=Decimal(100))
    made = await actions.set_up(american, by=SYSTEM)
    assert [("none is charged" in said) for said in made.confirm] == [True]
    assert await fetchval("select count(*) from tax_rate") == 0


async def test_a_company_is_founded_with_all_that_a_first_day_needs(db):
    made = await actions.set_up(wanted(), by=SYSTEM)
    assert list(made.centres) == ["TEH"]
    assert (made.admin, made.resource, made.policies) == ("mina", "MINA", ["STANDARD-24"])
    assert len(made.one_time_password) >= 12
    assert "IR" in made.packs
    assert not await fetchval("select bool_or(switched_on) from rule_pack")
    assert await fetchval("select count(*) from fault_code") > 100
    assert (await centres.company()).book_currency == "IRR"


async def test_nothing_is_left_of_a_set_up_that_fails_half_way(db, monkeypatch):
    async def fail(**_):
        raise OSError

    monkeypatch.setattr("service_desk.setup.actions.found.timesheets.create_resource", fail)
    with pytest.raises(OSError):  # whichever
        await actions.set_up(wanted(), by=SYSTEM)
    assert not await queries.founded()
    assert await fetchval("select count(*) from event") == 0


async def test_of_two_who_found_a_company_at_once_one_wins(committed_db):
    ended = await asyncio.gather(
        actions.set_up(wanted("IR"), by=SYSTEM), actions.set_up(wanted("DE"), by=SYSTEM), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in ended) in (
        ["CompanyExists", "Founded"],
        ["Founded", "LockNotAvailableError"],
    )
    assert await fetchval("select count(*) from company") == await fetchval("select count(*) from staff") == 1
    with pytest.raises(CompanyExists):
        await actions.set_up(wanted(), by=SYSTEM)


BODY = {
    "company": {"name": {"en": "Acme"}, "country": "DE"},
    "centres": [{"name": {"en": "Berlin"}}],
    "admin": {"login": "vera"},
}


async def test_the_door_is_open_to_whoever_has_the_code_and_only_once(anonymous):
    assert (await anonymous.get("/api/v1/setup")).json()["founded"] is False
    told = await anonymous.get("/api/v1/setup", headers={"Accept-Language": "fa-IR"})
    assert told.json()["next"].startswith("روی سرور `desk init` را اجرا کنید")
    refused = await anonymous.post("/api/v1/setup", json=BODY)
    assert (refused.status_code, refused.json()["code"]) == (403, "wrong_setup_code")
    code = {"Setup-Code": await actions.door_code()}
    made = await anonymous.post("/api/v1/setup", json=BODY, headers=code)
    assert made.status_code == 201, made.text
    assert made.json()["one_time_password"]
    assert (await anonymous.get("/api/v1/setup")).json() == {"founded": True, "next": None}
    assert (await anonymous.post("/api/v1/setup", json=BODY, headers=code)).status_code == 409


async def test_the_door_names_every_fault_by_its_field_in_the_language_of_the_caller(anonymous):
    headers = {"Setup-Code": await actions.door_code(), "Accept-Language": "fa"}
    body = BODY | {"company": {"country": "XX"}, "admin": {}}
    answer = await anonymous.post("/api/v1/setup", json=body, headers=headers)
    assert answer.status_code == 400
    errors = {each["field"]: each["detail"] for each in answer.json()["errors"]}
    assert errors.keys() == {"company.country", "company.name", "admin.login"}
    assert "کد کشور نیست" in errors["company.country"]
    assert not await queries.founded()


async def test_the_start_page_of_an_empty_desk_says_what_to_do(anonymous):
    page = (await anonymous.get("/", headers={"Accept": "text/html"})).text
    assert "desk init" in page


def test_the_first_administrators_name_is_kept_in_its_plain_form():
    typed = wanted()
    typed.admin.login = "  \uff2d\uff29\uff2e\uff21\u200b "
    assert complete(typed, TODAY).admin.login == "mina"


@pytest.mark.parametrize(("country", "language"), [("IR", "fa"), ("CN", "zh"), ("RU", "ru"), ("AE", "ar"), ("SA", "ar"), ("EG", "ar"), ("KZ", "ru")])  # fmt: skip
def test_the_law_of_a_tax_is_named_in_the_language_of_its_country(country, language):
    law = said(Term(taxes()[country].law), "service_desk.setup", language).replace("M/113", "")
    assert not re.search("[A-Za-z]{3}", law), law
