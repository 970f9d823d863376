"""What is kept for ever, what can be judged again from it, and where one life of a unit ends and the next begins."""

import json
from datetime import date
from decimal import Decimal

import asyncpg
import pytest

from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import atomic, execute, fetchrow, fetchval
from service_desk.foundation.ids import uuid7
from service_desk.parties import actions as parties
from service_desk.products import actions as products
from service_desk.warranty import actions, queries
from service_desk.warranty.actions.load import unload_decisions
from service_desk.warranty.rules import Circumstances, CostClass, LineFacts, Override, Period
from tests.warranty.policies import invoiced, months

SOLD, DAY = date(2024, 3, 15), date(2026, 3, 10)
WORD = {"confirmed_by": "A. Counsel", "note": "Confirmed for consumer sales."}


@pytest.fixture
async def item(world):
    sold = await invoiced(world, SOLD)
    await actions.freeze_at_sale(item_id=sold, policy_code="A", by=SYSTEM)
    return sold


async def decide(world, item, **more):
    return await actions.decide_for(
        subject=more.pop("subject", ("ticket", uuid7())), centre_id=world.ber, item_id=item, by=SYSTEM,
        **({"reported_on": DAY} | more),
    )  # fmt: skip


async def handed_back(item, day, **more):
    facts = {"symptom_group": "3", "attempt": True, "covered": True, "received_on": day} | more
    await actions.record_service_history(
        item_id=item, order_id=uuid7(), order_number="R-1", reported_on=day, handed_back_on=day, by=SYSTEM, **facts
    )


async def extended(item):
    await actions.sell_extension(
        item_id=item, period=Period(12), purchased_on=SOLD, classes=["parts", "labour"], label="X-1", source_id=uuid7(),
        by=SYSTEM,
    )  # fmt: skip


async def everything(world, item):
    """Decisions of every shape: plain, with lines and circumstances, overridden, with history and cover, and unknown."""
    plain = await decide(world, item)
    await decide(
        world, item, subject=plain.subject, circumstances=Circumstances(misuse="D22", readings={"km": Decimal(5)})
    )
    override = Override("the seal was broken on delivery", SYSTEM.id)
    await decide(world, item, subject=plain.subject, circumstances=Circumstances(misuse="D22", override=override))
    await handed_back(item, date(2026, 2, 20), part_ids=[world.display])
    await extended(item)
    line = LineFacts("one", (CostClass.PARTS,), world.display, frozenset({"P-DSP"}), symptom_group="3")
    await decide(world, item, lines=(line, LineFacts("two", (CostClass.LABOUR,), follows="one")))
    await decide(world, None)
    await decide(world, await invoiced(world, DAY))


async def test_every_decision_is_made_again_from_its_facts_and_comes_out_the_same(world, item):
    await everything(world, item)
    told = await queries.replay()
    assert (told.same, told.different, told.without_facts) == (told.replayed, [], 0)
    assert told.replayed >= 6


async def test_what_happens_later_does_not_reach_a_decision_that_was_made(world, item):
    await everything(world, item)
    await products.add_item_date(item_id=item, basis="invoice", on_date=date(2020, 1, 1), by=SYSTEM)
    await actions.refreeze(item_id=item, by=SYSTEM)
    await handed_back(item, date(2026, 3, 1))
    await actions.return_to_stock(item_id=item, by=SYSTEM)
    assert (await queries.replay()).different == []


async def test_a_decision_that_comes_out_otherwise_is_named_with_what_differs(world, item):
    made = await decide(world, item)
    columns = "centre_id, subject_kind, subject_id, item_id, policy_version_id, reported_on, verdict, reason, made_at, made_by, facts"
    await execute(
        f"insert into decision (id, lines, {columns}) select $2, jsonb_set(lines, '{{0,payer}}', '\"customer\"'), {columns} "
        "from decision where id = $1",
        made.id, uuid7(),
    )  # fmt: skip
    (found,) = (await queries.replay()).different
    assert (found.subject_id, found.differences) == (made.subject[1], ["fault parts payer: customer, warranty"])


async def test_a_decision_from_before_facts_were_kept_is_counted_and_left(world, item):
    made = await decide(world, item)
    columns = "centre_id, subject_kind, subject_id, item_id, reported_on, verdict, reason, lines, made_at, made_by"
    await execute(
        f"insert into decision (id, {columns}) select $2, {columns} from decision where id = $1", made.id, uuid7()
    )
    assert (await queries.replay()).without_facts == 1


@pytest.mark.parametrize(
    "verb",
    [
        "delete from decision",
        "update decision set verdict = 'covered', reason = 'GOODWILL'",
        "update decision set lines = '[]'",
        "update decision set facts = null",
        "update decision set superseded_at = null where superseded_at is not null",
        "delete from item_terms",
        "update item_terms set parts_last_on = '2099-01-01'",
        "delete from service_history",
        "update service_history set covered = true",
        "delete from unit_return",
        "update unit_return set returned_on = '2020-01-01'",
        "delete from policy_version",
        "update policy_version set terms = '{}'",
    ],
)
async def test_the_database_refuses_to_rewrite_what_is_kept(world, item, verb):
    await everything(world, item)
    await actions.return_to_stock(item_id=item, by=SYSTEM)
    with pytest.raises(asyncpg.RestrictViolationError):
        async with atomic():
            await execute(verb)


async def test_what_people_wrote_is_still_forgotten(world, item):
    await everything(world, item)
    row = await fetchrow("select subject_id from decision where note is not null")
    await actions.erase_written(subject_ids=[row["subject_id"]], item_ids=[item])
    assert await fetchval("select count(*) from decision where note is not null") == 0
    assert (await queries.replay()).different == []


async def test_what_was_loaded_by_mistake_is_still_taken_out_and_nothing_else_after_it(world, item):
    loaded, kept = await decide(world, item), await decide(world, item)
    async with atomic():
        await unload_decisions(*loaded.subject[:1], [loaded.subject[1]])
    assert await queries.decision_for(loaded.subject) is None
    with pytest.raises(asyncpg.RestrictViolationError):
        async with atomic():
            await execute("delete from decision where id = $1", kept.id)


async def test_set_8_nothing_of_the_first_life_reaches_the_second(world, item):
    await handed_back(item, date(2026, 2, 20), part_ids=[world.display])
    await extended(item)
    await actions.return_to_stock(item_id=item, by=SYSTEM)
    await products.add_item_date(item_id=item, basis="invoice", on_date=date(2026, 3, 1), by=SYSTEM)
    await actions.freeze_at_sale(item_id=item, policy_code="A", by=SYSTEM)
    facts = await queries.facts_for(item)
    assert (facts.history, facts.sources) == ((), ())
    ended = {each.why for each in await queries.cover_sources(item)}
    assert ended == {"returned"}
    line = LineFacts(part_id=world.display, symptom_group="3")
    assert {each.reason for each in (await queries.cover_of(item, date(2026, 3, 5), [line])).lines} == {"IN_PERIOD"}


async def test_set_8_a_campaign_and_the_vendors_warranty_stay_with_the_unit(world, item):
    for kind in ("campaign", "vendor", "contract"):
        await actions.record_cover_source(
            item_id=item,
            kind=kind,
            starts_on=SOLD,
            ends_on=date(2030, 1, 1),
            source_kind=kind,
            source_id=uuid7(),
            by=SYSTEM,
        )
    await actions.return_to_stock(item_id=item, by=SYSTEM)
    assert sorted(each.kind for each in (await queries.facts_for(item)).sources) == ["campaign", "vendor"]


@pytest.fixture
async def law(world):
    await actions.STARTER.load(SYSTEM)
    eu = await queries.pack_named("EU-1")
    await actions.switch_pack(pack_id=eu, on=True, by=SYSTEM, **WORD)
    policy = await actions.create_policy(code="K", name={"en": "K"}, by=SYSTEM)
    await actions.publish_version(policy_id=policy, terms=months(12), valid_from=date(2020, 1, 1), by=SYSTEM)


async def owned(world, kind, dates=(("deliver", SOLD), ("invoice", SOLD))):
    owner = await parties.create_party(kind=kind, name="Acme", language="en", by=SYSTEM)
    return await products.register_item(
        product_id=world.drill, serial=f"L{uuid7().hex[-8:]}", owner_id=owner, country_of_sale="DE", dates=list(dates), by=SYSTEM
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "marked", "last"),
    [
        ("person", None, "2026-03-15"),
        ("company", None, "2025-03-14"),
        ("company", True, "2026-03-15"),
        ("person", False, "2025-03-14"),
    ],
)
async def test_set_9_the_floor_is_for_consumers(world, law, kind, marked, last):
    item = await owned(world, kind)
    await actions.freeze_at_sale(item_id=item, policy_code="K", by=SYSTEM, consumer=marked)
    assert (await queries.cover_of(item, date(2024, 6, 1))).of(CostClass.PARTS).last_on == date.fromisoformat(last)


async def test_set_9_a_bulk_load_gives_a_company_its_policy_alone(world, law):
    person, company = await owned(world, "person"), await owned(world, "company")
    version, pack = await queries.version_for("K", SOLD), await queries.pack_for("DE", SOLD)
    dates = (await queries.facts_for(person)).terms.dates
    await actions.load_terms([actions.Sold(item, version, dates, pack, "tool") for item in (person, company)])
    ends = [(await queries.cover_of(item, SOLD)).of(CostClass.PARTS).last_on for item in (person, company)]
    assert ends == [date(2026, 3, 15), date(2025, 3, 14)]


async def test_set_9_a_consumer_without_a_policy_has_the_floor(world, law):
    person, company = await owned(world, "person"), await owned(world, "company")
    parts = (await decide(world, person)).decision.of(CostClass.PARTS)
    assert (parts.reason, parts.rule, parts.last_on) == ("IN_PERIOD", "EU v1 EU-1", date(2026, 3, 15))
    assert (await decide(world, company)).reason == "NO_POLICY"
    assert (await queries.replay()).different == []


async def test_set_9_and_it_waits_for_the_day_of_delivery(world, law):
    item = await owned(world, "person", dates=[("invoice", SOLD)])
    assert (await decide(world, item)).reason == "NO_START"


async def test_the_facts_of_an_ordinary_decision_are_small(world, item):
    made = await decide(world, item)
    facts = await fetchval("select facts from decision where id = $1", made.id)
    assert list(facts) == ["terms"]
    assert len(json.dumps(facts)) < 60


async def test_set_12_a_date_told_a_moment_ago_is_in_the_next_decision(world, item):
    """Whoever opens a ticket at once need not wait for the worker."""
    await products.add_item_date(item_id=item, basis="invoice", on_date=date(2025, 3, 15), by=SYSTEM)
    parts = (await decide(world, item)).decision.of(CostClass.PARTS)
    assert (parts.start, parts.last_on) == (date(2025, 3, 15), date(2027, 3, 14))
    assert (await queries.replay()).different == []


async def test_set_12_an_exchanged_unit_is_judged_by_the_terms_it_goes_on_with(world, item):
    new = await products.swap_item(item_id=item, serial="N-1", on_date=date(2026, 3, 1), by=SYSTEM)
    assert (await decide(world, new)).decision.of(CostClass.PARTS).last_on == date(2026, 3, 14)
