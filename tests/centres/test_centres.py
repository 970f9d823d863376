"""The company, its centres, their numbers and settings."""

import asyncio
from datetime import date

import pytest

from service_desk.centres import queries
from service_desk.centres.actions import (
    CodeTaken,
    CompanyExists,
    add_holiday,
    create_centre,
    create_company,
    next_gapless,
    next_number,
    set_setting,
)
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.clock import UnknownZone
from service_desk.foundation.db import DB, atomic
from service_desk.foundation.errors import NotFound
from service_desk.foundation.ids import uuid7

BERLIN = {"name": {"en": "Berlin 2"}, "country": "DE", "language": "en", "currency": "EUR"}


async def test_a_centre_is_known_by_id_and_code(world):
    tehran = await queries.centre(world.teh)
    assert (tehran.zone, tehran.currency, tehran.weekend) == ("Asia/Tehran", "IRR", (5,))
    assert await queries.centre_by_code("TEH") == tehran


async def test_only_visible_centres_are_listed(world):
    assert [c.code for c in await queries.centres()] == ["BER", "TEH"]
    assert [c.code for c in await queries.centres(frozenset({world.teh}))] == ["TEH"]


async def test_an_unknown_centre_is_a_sentence(world):
    with pytest.raises(NotFound, match="no service centre"):
        await queries.centre(uuid7())


async def test_a_known_centre_costs_no_statement(world, monkeypatch):
    await queries.centre(world.teh)
    monkeypatch.setattr(DB, "current_transaction", None)  # any statement would fail
    assert (await queries.centre(world.teh)).code == "TEH"


async def test_a_database_holds_one_company(world):
    with pytest.raises(CompanyExists):
        await create_company(code="B2", name={"en": "Other"}, book_currency="EUR", by=SYSTEM)


async def test_two_centres_never_share_a_code(world):
    with pytest.raises(CodeTaken, match="BER"):
        await create_centre(code="BER", zone="Europe/Berlin", **BERLIN, by=SYSTEM)


async def test_a_zone_must_exist(world):
    with pytest.raises(UnknownZone):
        await create_centre(code="BR2", zone="Europe/Atlantis", **BERLIN, by=SYSTEM)


async def test_without_hours_a_centre_works_eight_to_five_outside_its_weekend(world):
    assert await queries.working_hours(world.teh) == [(day, 480, 1020) for day in (1, 2, 3, 4, 6, 7)]


async def test_a_holiday_said_twice_is_one(world):
    for _ in range(2):
        await add_holiday(centre_id=world.teh, on_date=date(2026, 3, 21), name={"en": "Nowruz"}, by=SYSTEM)
    (nowruz,) = await queries.holidays(world.teh, date(2026, 1, 1), date(2026, 12, 31))
    assert (nowruz.on_date, nowruz.name) == (date(2026, 3, 21), {"en": "Nowruz"})


async def test_each_kind_and_centre_counts_on_its_own(world):
    assert [await next_number(world.teh, kind) for kind in "TTR"] == ["TEH-T-000001", "TEH-T-000002", "TEH-R-000001"]
    assert await next_number(world.ber, "T") == "BER-T-000001"


async def test_an_invoice_number_that_was_rolled_back_is_used_again(world):
    async with atomic() as step:
        point = await step.savepoint()
        assert await next_gapless(world.ber, "I") == "BER-I-000001"
        await point.rollback_to()
    assert await next_number(world.ber, "I") == "BER-I-000001"


async def test_writers_at_once_never_get_the_same_number(committed_world):
    centre = committed_world.ber
    numbers = await asyncio.gather(*(next_number(centre, kind) for kind in "TI" * 20))
    assert len(set(numbers)) == 40
    assert sorted(n for n in numbers if "-I-" in n) == [f"BER-I-{n:06d}" for n in range(1, 21)]


async def test_a_centre_overrides_the_company_from_its_day_on(world):
    await set_setting(name="digits", value="latin", valid_from=date(2026, 1, 1), by=SYSTEM)
    await set_setting(name="digits", value="language", valid_from=date(2026, 6, 1), centre_id=world.teh, by=SYSTEM)
    assert await queries.setting("digits", world.teh, date(2025, 12, 31)) == "language"  # the default
    assert await queries.setting("digits", world.teh, date(2026, 5, 31)) == "latin"
    assert await queries.setting("digits", world.teh, date(2026, 6, 1)) == "language"
    assert await queries.setting("digits", world.ber, date(2026, 6, 1)) == "latin"


async def test_a_changed_setting_is_seen_at_once(world):
    assert await queries.setting("labour_least_minutes", None, date(2026, 6, 1)) == 1
    await set_setting(name="labour_least_minutes", value=6, valid_from=date(2026, 1, 1), by=SYSTEM)
    assert await queries.setting("labour_least_minutes", None, date(2026, 6, 1)) == 6
