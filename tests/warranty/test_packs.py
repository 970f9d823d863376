"""Packs of consumer law: looked at, compared, and switched on only on counsel's word."""

from datetime import date

import asyncpg
import pytest

from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import atomic, execute
from service_desk.foundation.errors import Forbidden, NotFound
from service_desk.foundation.sentences import words_of
from service_desk.warranty import actions, queries
from service_desk.warranty.rules import parse_pack, parse_policy
from service_desk.warranty.rules.effect import effect
from service_desk.warranty.starter import starter_packs
from tests.warranty.policies import months

WORD = {"confirmed_by": "A. Counsel", "note": "Confirmed for consumer sales."}
SOLD = date(2026, 3, 15)


@pytest.fixture
async def shipped(world):
    await actions.STARTER.load(SYSTEM)
    return {each.code: each for each in await queries.packs()}


async def on(pack_id, **word):
    return await actions.switch_pack(pack_id=pack_id, on=True, by=SYSTEM, **(word or WORD))


async def test_packs_come_switched_off_and_say_that_counsel_has_to_confirm_them(shipped):
    assert sorted(shipped) == ["CN", "EU", "IR", "RU", "US"]
    assert not any(each.switched_on or each.switches for each in shipped.values())
    assert {each.status for each in shipped.values()} == {"to be confirmed by counsel"}
    assert [code for code, each in sorted(shipped.items()) if each.first_day_counts] == ["IR", "US"]


@pytest.mark.parametrize("word", [{"note": "Looks good."}, {"confirmed_by": "A. Counsel", "note": " "}])
async def test_without_counsels_word_nothing_is_switched_on(shipped, word):
    with pytest.raises(actions.CounselMissing):
        await on(shipped["EU"].id, **word)
    assert await queries.pack_for("DE", SOLD) is None


async def test_a_pack_is_switched_on_and_off_with_who_when_and_why(shipped):
    eu = shipped["EU"].id
    assert await on(eu)
    assert not await on(eu)
    assert (await queries.pack_for("DE", SOLD)).code == "EU"
    with pytest.raises(actions.NoteMissing):
        await actions.switch_pack(pack_id=eu, on=False, by=SYSTEM)
    await actions.switch_pack(pack_id=eu, on=False, note="The law changed.", by=SYSTEM)
    kept = (await queries.pack(eu)).switches
    assert [(each.switched_on, each.confirmed_by, each.by_id) for each in kept] == [
        (True, "A. Counsel", SYSTEM.id), (False, "", SYSTEM.id)]  # fmt: skip
    assert await queries.pack_for("DE", SOLD) is None


async def test_what_a_pack_says_is_said_in_the_readers_language(shipped):
    told = queries.told_pack(shipped["IR"], "fa")
    duty = next(rule for rule in told.rules if rule["kind"] == "duty")
    assert (told.status, duty["title"]) == ("در انتظار تأیید مشاور حقوقی", "تکلیف قانونی")
    assert duty["text"] == "گارانتی‌نامه با ذکر مدت و نوع، همراه فاکتور"
    known = words_of("service_desk.warranty")["terms"]
    texts = [
        rule[name] for each in shipped.values() for rule in each.rules for name in ("text", "name") if name in rule
    ]
    assert (len(texts) > 4, [text for text in texts if text not in known]) == (True, [])


async def test_a_country_is_under_one_pack(shipped):
    await on(shipped["EU"].id)
    own = {"pack": "DE", "version": 1, "countries": ["DE"], "rules": []}
    key = await actions.publish_new_pack(content=own, valid_from=date(2020, 1, 1), by=SYSTEM)
    with pytest.raises(actions.PackOverlap, match="EU 1 is on"):
        await on(key)


async def test_a_published_version_is_never_published_again(shipped):
    with pytest.raises(actions.PackThere, match="Version 1 of the pack EU"):
        await actions.publish_new_pack(content=starter_packs()["EU 1"], valid_from=date(2020, 1, 1), by=SYSTEM)


@pytest.mark.parametrize(
    "verb",
    [
        "update rule_pack set countries = '{}'",
        "delete from rule_pack",
        "update pack_switch set note = ''",
        "delete from pack_switch",
    ],
)
async def test_the_database_refuses_to_rewrite_packs_and_who_switched_them(shipped, verb):
    await on(shipped["EU"].id)
    with pytest.raises(asyncpg.RestrictViolationError):
        async with atomic():
            await execute(verb)


async def test_a_technician_switches_no_law(shipped, world):
    with pytest.raises(Forbidden):
        await actions.switch_pack(pack_id=shipped["EU"].id, on=True, by=world.bo, **WORD)


def test_the_effect_of_a_pack_is_told_before_it_is_switched_on():
    """A year under the policy becomes the two years of the law; where the policy gives more, the policy stays."""
    pack = parse_pack(starter_packs()["EU 1"])
    said = effect(parse_policy("K v1", months(12)), pack, SOLD)
    assert {(each.without, each.with_pack, each.rule) for each in said.cover} == {
        (date(2027, 3, 14), date(2028, 3, 15), "EU-1")}  # fmt: skip
    assert [each.id for each in said.rules] == ["EU-2", "EU-3", "EU-4", "EU-5"]
    longer = effect(parse_policy("K v1", months(36)), pack, SOLD)
    assert {(each.without == each.with_pack, each.rule) for each in longer.cover} == {(True, "")}


def test_the_effect_names_each_class_of_goods_of_the_pack():
    said = effect(parse_policy("K v1", months(12)), parse_pack(starter_packs()["IR 1"]), SOLD)
    ends = {each.product_class: (each.with_pack, each.rule) for each in said.cover}
    assert ends["phone_tablet"] == (date(2027, 9, 14), "IR-1")
    assert ends["tv"] == (date(2028, 3, 14), "IR-2")
    assert ends["goods"] == (date(2027, 3, 14), "")


async def test_versions_are_compared_rule_by_rule(shipped):
    content = starter_packs()["RU 1"]
    rules = [{**rule, "n": 30} if rule["id"] == "RU-1" else rule for rule in content["rules"] if rule["id"] != "RU-3"]
    key = await actions.publish_new_pack(
        content={**content, "version": 2, "rules": rules}, valid_from=date(2026, 1, 1), by=SYSTEM
    )
    told = {each.part: (each.yours, each.shipped) for each in await queries.compare_packs(shipped["RU"].id, key)}
    assert told["rules.RU-1.n"] == ("45", "30")
    assert told["rules.RU-3.id"] == ("RU-3", "")
    assert "rules.RU-2.from" not in told


async def test_a_pack_is_called_by_its_code_and_number(shipped):
    assert {await queries.pack_named(name) for name in ("EU", "eu-1", "EU 1")} == {shipped["EU"].id}
    with pytest.raises(NotFound):
        await queries.pack_named("EU-9")


async def test_through_the_doors(client, shipped):
    keys = iter(range(100))

    async def post(path, body):
        headers = {"Idempotency-Key": f"packs-{next(keys):014}"}
        return await client.post(f"/api/v1/packs{path}", json=body, headers=headers)

    listed = (await client.get("/api/v1/packs")).json()["items"]
    assert [(each["code"], each["switched_on"]) for each in listed] == [
        (code, False) for code in ("CN", "EU", "IR", "RU", "US")]  # fmt: skip
    meant = (await client.get("/api/v1/packs/EU/effect", params={"policy": "A", "sold_on": "2026-03-15"})).json()
    assert meant["cover"][2] == {
        "product_class": "goods", "cost_class": "travel", "without": "2026-06-14", "with_pack": "2028-03-15", "rule": "EU-1"}  # fmt: skip
    assert (await post("/EU-1/activation", {"note": "Looks good."})).status_code == 400
    done = await post("/EU-1/activation", WORD)
    assert (done.json()["switched_on"], done.json()["switches"][0]["confirmed_by"]) == (True, "A. Counsel"), done.text
    assert not (await post("/EU/deactivation", {"note": "The law changed."})).json()["switched_on"]
    own = {**starter_packs()["EU 1"], "version": 2, "rules": [{"id": "EU-1", "kind": "term"}]}
    wrong = await post("", {"content": own, "valid_from": "2026-01-01"})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "bad_terms"), wrong.text
    own["rules"] = [{"id": "EU-1", "kind": "term", "start": "deliver", "months": 30, "source": "a law to come"}]
    assert (await post("", {"content": own, "valid_from": "2026-01-01"})).status_code == 201
    told = (await client.get("/api/v1/packs/EU-1/comparison/EU-2")).json()["items"]
    assert {"part": "rules.EU-1.months", "yours": "24", "shipped": "30"} in told
