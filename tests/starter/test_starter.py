"""Starter data: loaded once, updated with a shown difference, and what the company changed is kept."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from notifications.actions import publish_text
from notifications.message import Medium
from service_desk import schedule
from service_desk.accounts import actions as accounts
from service_desk.centres import actions as centres
from service_desk.centres import queries as known_centres
from service_desk.centres.starter import UnknownRegion
from service_desk.faults import queries as faults
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import execute, fetchval
from service_desk.foundation.errors import Forbidden
from service_desk.foundation.ids import uuid7
from service_desk.starter import actions, comparison
from service_desk.starter.rules import Standing, changes, differences

A, B, C = {"n": 1}, {"n": 2}, {"n": 3}


@pytest.mark.parametrize(
    ("shipped", "last", "held", "told"),
    [
        (A, A, A, None),
        (A, None, A, None),
        (A, B, A, None),
        (A, None, None, ("new", True)),
        (B, A, A, ("changed", True)),
        (A, A, B, ("yours", False)),
        (C, A, B, ("yours", True)),
        (A, None, B, ("yours", True)),
        (A, A, None, ("yours", False)),
        (None, A, A, ("retired", True)),
        (None, A, B, ("yours", True)),
        (None, A, None, None),
        (None, None, B, None),
    ],
)
def test_what_you_changed_and_what_the_release_changed_are_told_apart(shipped, last, held, told):
    sides = [{} if side is None else {"x": side} for side in (shipped, last, held)]
    found = list(differences("kind", *sides))
    assert [(each.standing, each.news) for each in found] == ([] if told is None else [told])


@pytest.fixture
async def loaded(world):
    yield await actions.load_starter(by=SYSTEM)
    faults.forget()


async def days_of(centre_id):
    return {each.on_date for each in await known_centres.holidays(centre_id, date(2026, 1, 1), date(2026, 12, 31))}


async def test_loading_twice_changes_nothing(loaded):
    assert loaded
    assert await actions.load_starter(by=SYSTEM) == []
    assert all((each.shipped == each.same) for each in await comparison.overview())


async def test_a_role_you_changed_is_kept_and_shown(loaded):
    await execute("update role set name = '{\"en\": \"Front desk\"}' where code = 'agent'")
    (found,) = await comparison.all_differences(["roles"])
    assert (found.name, found.standing, found.news) == ("roles/agent", Standing.YOURS, False)
    assert next((each.part, each.yours) for each in changes(found)) == ("name.en", "Front desk")
    assert await actions.update_starter(by=SYSTEM) == []
    assert await fetchval("select name->>'en' from role where code = 'agent'") == "Front desk"


async def test_a_role_you_changed_comes_back_when_you_ask_for_it_by_name(loaded):
    await execute("update role set rights = '{}' where code = 'agent'")
    done = await actions.update_starter(by=SYSTEM, take=["roles/agent"])
    assert [each.name for each in done] == ["roles/agent"]
    assert await comparison.all_differences(["roles"]) == []


async def test_a_change_of_the_release_is_taken_where_you_changed_nothing(loaded, monkeypatch):
    """The words of a code are mended, one code is new and one is dropped."""
    shipped = dict(await comparison.source("fault_codes").shipped())
    old = {**shipped["repair/R01"], "words": {"en": "Part swapped"}}
    await execute("update fault_code set words = '{\"en\": \"Part swapped\"}' where code = 'R01'")
    await execute("update starter_entry set value = $1 where source = 'fault_codes' and key = 'repair/R01'", old)
    await execute("delete from fault_code where code = 'R17'")
    await execute("delete from starter_entry where key = 'repair/R17'")
    assert [(each.key, each.standing) for each in await comparison.all_differences(["fault_codes"])] == [
        ("repair/R01", "changed"), ("repair/R17", "new")]  # fmt: skip
    await actions.update_starter(by=SYSTEM)
    assert (await faults.fault_code("repair", "R01")).words["en"] == "Part replaced"
    assert (await faults.fault_code("repair", "R17")).words["en"] == "Scrapped"


async def test_a_holiday_of_your_own_stays_and_one_you_took_out_does_not_come_back(loaded, world):
    await centres.add_holiday(centre_id=world.ber, on_date=date(2026, 7, 1), name={"en": "Works outing"}, by=SYSTEM)
    await execute("delete from holiday where centre_id = $1 and on_date = '2026-10-03'", world.ber)
    assert await actions.update_starter(by=SYSTEM) == []
    days = await days_of(world.ber)
    assert date(2026, 7, 1) in days
    assert date(2026, 10, 3) not in days


async def test_a_centre_gets_the_holidays_of_its_country_in_its_languages(loaded, world):
    assert date(2026, 3, 21) in await days_of(world.teh)  # Nowruz
    name = await fetchval("select name from holiday where centre_id = $1 and on_date = '2026-03-21'", world.teh)
    assert name["fa"].startswith("جشن نوروز")
    assert name["en"]


async def test_a_region_adds_its_own_holidays(loaded, world):
    """8 March is a holiday in Berlin only; Epiphany in Bavaria, not in Berlin."""
    day = date(2026, 3, 8)
    assert day not in await days_of(world.ber)
    await centres.set_setting(
        name="holiday_region", value="BE", valid_from=date(2020, 1, 1), centre_id=world.ber, by=SYSTEM
    )
    done = await actions.update_starter(by=SYSTEM)
    assert f"holidays/BER {day}" in [each.name for each in done]


async def test_words_of_your_own_are_kept_and_shown_until_you_take_the_shipped_ones(loaded):
    which = {"key": "repair_ready", "medium": Medium.SMS, "language": "en"}
    await publish_text(**which, subject="", body="Come and get it: {{ order_number }}", by=SYSTEM)
    (found,) = await comparison.all_differences(["texts"])
    assert (found.name, found.standing) == ("texts/repair_ready/sms/en", Standing.YOURS)
    assert await actions.update_starter(by=SYSTEM) == []
    await actions.update_starter(by=SYSTEM, take=[found.name])
    assert await comparison.all_differences(["texts"]) == []


async def test_what_is_not_shipped_cannot_be_taken(loaded):
    with pytest.raises(actions.NothingToTake, match="roles/jester"):
        await actions.update_starter(by=SYSTEM, take=["roles/jester"])
    with pytest.raises(comparison.UnknownSource, match="There are: roles, fault_codes"):
        await comparison.all_differences(["jokes"])


async def test_a_technician_may_not_update(world):
    with pytest.raises(Forbidden):
        await actions.update_starter(by=world.bo)


async def test_a_role_that_someone_has_outlives_the_release_that_drops_it(loaded, world):
    await accounts.STARTER.retire(["technician", "finance"], SYSTEM)
    assert {"technician"} == {row for row in ("technician", "finance") if await fetchval(
        "select true from role where code = $1 and retired_at is null", row)}  # fmt: skip


async def test_through_the_door(client, loaded):
    await execute("update fault_code set flags = '{}' where code = 'R01'")
    seen = (await client.get("/api/v1/starter", params={"source": "fault_codes"})).json()
    assert [(each["name"], each["standing"]) for each in seen["differences"]] == [("fault_codes/repair/R01", "yours")]
    assert seen["sources"][0] == {
        "name": "fault_codes", "shipped": 115, "same": 114, "new": 0, "changed": 0, "retired": 0, "yours": 1}  # fmt: skip
    key = {"Idempotency-Key": "take-this-code-again"}
    answer = await client.post("/api/v1/starter/update", json={"take": ["fault_codes/repair/R01"]}, headers=key)
    assert answer.status_code == 201, answer.text
    assert ([each["name"] for each in answer.json()["done"]], answer.json()["kept"]) == (["fault_codes/repair/R01"], [])


async def test_a_token_never_gives_rights_back(client, loaded):
    """Roles are changed by people who signed in."""
    await execute("update role set rights = '{}' where code = 'agent'")
    key = {"Idempotency-Key": "take-the-agent-again"}
    answer = await client.post("/api/v1/starter/update", json={"take": ["roles/agent"]}, headers=key)
    assert (answer.status_code, answer.json()["params"]) == (403, {"right": "accounts.write"})


async def test_a_new_centre_has_the_holidays_of_its_country_and_gets_those_of_years_to_come(client, loaded, world):
    body = {
        "code": "PAR",
        "name": {"en": "Paris"},
        "zone": "Europe/Paris",
        "country": "FR",
        "language": "en",
        "currency": "EUR",
    }
    answer = await client.post("/api/v1/centres", json=body, headers={"Idempotency-Key": str(uuid7())})
    paris = UUID(answer.json()["id"])
    count = "select count(*) from holiday where centre_id = $1 and extract(year from on_date) = $2"
    year = clock.today("UTC").year
    assert await fetchval(count, paris, year) > 8
    await schedule.bring_holidays()
    await execute("delete from holiday where centre_id = $1 and on_date = $2", paris, date(year, 7, 14))
    with clock.at(datetime(year + 1, 6, 1, tzinfo=UTC)):
        await schedule.bring_holidays()
    assert await fetchval(count, paris, year + 3) > 8
    assert not await fetchval(
        "select true from holiday where centre_id = $1 and on_date = $2", paris, date(year, 7, 14)
    )


async def test_a_region_that_the_country_does_not_have_is_refused_when_it_is_set(loaded, world):
    given = {"name": "holiday_region", "valid_from": date(2020, 1, 1), "by": SYSTEM}
    for centre, region in ((world.teh, "BE"), (world.ber, "XX"), (None, "BE")):
        with pytest.raises(UnknownRegion, match="has no region"):
            await centres.set_setting(value=region, centre_id=centre, **given)
    await centres.set_setting(value="BE", centre_id=world.ber, **given)
    with pytest.raises(UnknownRegion, match="FR has no region 'BE'"):
        await centres.change_centre(centre_id=world.ber, country="FR", by=SYSTEM)
