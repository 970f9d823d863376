"""Policies: what may be written in their terms, and that a published version never changes."""

from datetime import date, timedelta

import asyncpg
import pytest

from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import atomic, execute
from service_desk.foundation.errors import Forbidden
from service_desk.products import actions as products
from service_desk.warranty import actions, queries
from service_desk.warranty.rules import BadTerms, parse_policy
from service_desk.warranty.starter import starter_packs
from tests.warranty.policies import POLICIES, A, months

START = {"candidates": [{"basis": "invoice"}]}


@pytest.mark.parametrize("name", POLICIES)
def test_every_golden_policy_is_read(name):
    assert parse_policy(f"{name} v1", POLICIES[name]).classes


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({}, "terms: a policy needs 'start' and 'classes'"),
        ([], "terms: write an object"),
        ({"start": START, "classes": {"parts": {"months": 1.5}}}, "terms.classes.parts.months: write a whole number"),
        ({"start": START, "classes": {"parts": {"months": -1}}}, "terms.classes.parts.months"),
        ({"start": START, "classes": {"parts": {"month": 1}}}, "terms.classes.parts.month: this name is not known"),
        ({"start": START, "classes": {"part": {"months": 1}}}, "terms.classes.part: this name is not known"),
        (
            {"start": START, "classes": {"parts": {"months": 1, "percent": 101}}},
            "percent: write a number from 0 to 100",
        ),
        ({"start": START, "classes": {"parts": {"months": 1, "percent": 0.5}}}, "percent: write a number"),
        ({"start": {"candidates": []}, "classes": {}}, "name at least one date"),
        (
            {"start": {"candidates": [{"basis": "birthday"}]}, "classes": {}},
            "basis: use manufacture, ship, deliver, invoice, purchase, install, activate, register or first_use",
        ),
        ({"start": START, "classes": {}, "grace_days": "14"}, "terms.grace_days: write a whole number"),
        ({"start": START, "classes": {}, "replaced_part": {"rule": "REPL-3"}}, "terms.replaced_part.days"),
    ],
)
def test_a_mistake_in_the_terms_is_named_by_its_place(terms, said):
    with pytest.raises(BadTerms, match=said.replace(".", r"\.")):
        parse_policy("X v1", terms)


async def test_versions_are_numbered_and_the_day_picks_one(db):
    policy = await actions.create_policy(code="K", name={"en": "K"}, by=SYSTEM)
    for valid_from in (date(2023, 1, 1), date(2024, 9, 1)):
        await actions.publish_version(policy_id=policy, terms=A, valid_from=valid_from, by=SYSTEM)
    assert (await queries.version_for("K", date(2024, 8, 31))).number == 1
    assert (await queries.version_for("K", date(2024, 9, 1))).number == 2
    assert [version.number for version in (await queries.policy(policy)).versions] == [1, 2]


async def test_bad_terms_publish_nothing(db):
    policy = await actions.create_policy(code="K", name={"en": "K"}, by=SYSTEM)
    with pytest.raises(BadTerms):
        await actions.publish_version(policy_id=policy, terms={"classes": {}}, valid_from=date(2023, 1, 1), by=SYSTEM)
    assert (await queries.policy(policy)).versions == ()


async def test_a_code_is_taken_once(db):
    await actions.create_policy(code="K", name={"en": "K"}, by=SYSTEM)
    with pytest.raises(actions.PolicyCodeTaken, match="K exists already"):
        await actions.create_policy(code=" K ", name={"en": "K"}, by=SYSTEM)


async def test_a_technician_may_not_write_policies(world):
    with pytest.raises(Forbidden):
        await actions.create_policy(code="K", name={"en": "K"}, by=world.bo)


@pytest.mark.parametrize("verb", ["update policy_version set number = 9", "delete from policy_version"])
async def test_the_database_refuses_to_change_a_published_version(db, verb):
    policy = await actions.create_policy(code="K", name={"en": "K"}, by=SYSTEM)
    await actions.publish_version(policy_id=policy, terms=months(1), valid_from=date(2023, 1, 1), by=SYSTEM)
    with pytest.raises(asyncpg.RestrictViolationError):
        async with atomic():
            await execute(verb)


async def test_the_starter_packs_come_switched_off_and_only_once(db):
    assert await actions.STARTER.load(SYSTEM) == 5
    assert await actions.STARTER.load(SYSTEM) == 0
    assert await queries.pack_for("DE", date(2026, 1, 1)) is None


async def test_a_pack_that_is_switched_on_is_frozen_on_units_of_its_country(world):
    pack = {"pack": "XX", "version": 1, "countries": ["DE"], "rules": [
        {"id": "XX-1", "kind": "term", "class": "goods", "start": "invoice", "months": 36, "source": "a law"}]}  # fmt: skip
    await actions.publish_pack(content=pack, valid_from=date(2020, 1, 1), switched_on=True, by=SYSTEM)
    policy = await actions.create_policy(code="K", name={"en": "K"}, by=SYSTEM)
    await actions.publish_version(policy_id=policy, terms=months(12), valid_from=date(2020, 1, 1), by=SYSTEM)
    await actions.return_to_stock(item_id=world.s1, by=SYSTEM)
    await actions.freeze_at_sale(item_id=world.s1, policy_code="K", by=SYSTEM)
    assert (await queries.terms_of(world.s1)).last_on[2] == date(2029, 3, 14)
    assert (await queries.cover_of(world.s1, date(2029, 3, 14))).lines[0].rule == "XX v1 XX-1"


async def test_two_years_of_the_law_end_on_the_day_of_the_same_number(world):
    """Delivered in Germany on 2 January 2019, reported on 2 January 2021: covered (Regulation (EEC, Euratom) 1182/71, art. 3)."""
    (eu,) = [pack for key, pack in starter_packs().items() if key == "EU 1"]
    await actions.publish_pack(content={**eu, "version": 2}, valid_from=date(2000, 1, 1), switched_on=True, by=SYSTEM)
    policy = await actions.create_policy(code="K", name={"en": "K"}, by=SYSTEM)
    await actions.publish_version(policy_id=policy, terms=months(12), valid_from=date(2015, 1, 1), by=SYSTEM)
    for number, (delivered, last) in enumerate(
        [("2019-01-02", "2021-01-02"), ("2024-01-31", "2026-01-31"), ("2024-02-29", "2026-02-28")]
    ):
        item = await products.register_item(
            product_id=world.drill, serial=f"L-{number}", country_of_sale="DE", by=SYSTEM,
            dates=[("deliver", date.fromisoformat(delivered)), ("invoice", date.fromisoformat(delivered))],
        )  # fmt: skip
        await actions.freeze_at_sale(item_id=item, policy_code="K", by=SYSTEM)
        on = date.fromisoformat(last)
        assert (await queries.cover_of(item, on)).verdict == "covered", delivered
        assert (await queries.cover_of(item, on + timedelta(days=1))).verdict == "not_covered", delivered
