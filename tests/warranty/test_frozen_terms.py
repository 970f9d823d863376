"""Terms are frozen at sale, re-computed with the frozen version, closed with a return to stock (FRZ-1 to FRZ-5)."""

from datetime import date
from types import SimpleNamespace

import pytest

from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetchval
from service_desk.foundation.ids import uuid7
from service_desk.products import actions as products
from service_desk.products.rules import ItemDateAdded, ItemSwapped
from service_desk.warranty import actions, queries
from service_desk.warranty.actions import AlreadyFrozen
from service_desk.warranty.queries import UnknownPolicy
from service_desk.warranty.rules import CostClass, LineFacts
from tests.warranty.policies import A, D, invoiced, months


@pytest.fixture
async def policy_k(db):
    """K: version 3 gives 24 months, version 4 twelve months from 2024-09-01."""
    policy = await actions.create_policy(code="K", name={"en": "K"}, by=SYSTEM)
    for n, valid_from in ((24, date(2023, 1, 1)), (12, date(2024, 9, 1))):
        await actions.publish_version(policy_id=policy, terms=months(n), valid_from=valid_from, by=SYSTEM)
    return policy


async def sell(world, on, policy="K"):
    item = await invoiced(world, on)
    await actions.freeze_at_sale(item_id=item, policy_code=policy, by=SYSTEM)
    return item


async def test_a_unit_keeps_the_version_it_was_sold_under(world, policy_k):
    item = await sell(world, date(2024, 6, 1))
    decision = await queries.cover_of(item, date(2025, 12, 1))
    assert (decision.reason, decision.policy) == ("IN_PERIOD", "K v1")


async def test_sold_again_after_a_return_to_stock_it_gets_the_version_of_that_day(world, policy_k):
    item = await sell(world, date(2024, 6, 1))
    await actions.return_to_stock(item_id=item, by=SYSTEM)
    await actions.freeze_at_sale(item_id=item, policy_code="K", by=SYSTEM, sold_on=date(2024, 10, 5))
    assert (await queries.terms_of(item)).version.number == 2


async def test_publishing_a_version_changes_no_sold_unit(world, policy_k):
    await sell(world, date(2024, 6, 1))
    snapshots = "select string_agg(t::text, ',' order by id) from item_terms t"
    before = await fetchval(snapshots)
    await actions.publish_version(policy_id=policy_k, terms=months(1), valid_from=date(2024, 1, 1), by=SYSTEM)
    assert await fetchval(snapshots) == before


async def test_a_unit_in_customers_hands_is_not_frozen_twice(world, policy_k):
    item = await sell(world, date(2024, 6, 1))
    with pytest.raises(AlreadyFrozen):
        await actions.freeze_at_sale(item_id=item, policy_code="K", by=SYSTEM)


async def test_a_policy_that_was_not_valid_yet_is_refused(world, policy_k):
    with pytest.raises(UnknownPolicy, match=r"no policy K .* valid on 1 January 2022"):
        await sell(world, date(2022, 1, 1))


async def test_a_later_date_recomputes_with_the_frozen_version_and_points_back(world, db):
    policy = await actions.create_policy(code="D", name={"en": "D"}, by=SYSTEM)
    await actions.publish_version(policy_id=policy, terms=D, valid_from=date(2020, 1, 1), by=SYSTEM)
    item = await sell(world, date(2025, 1, 10), policy="D")
    first = await queries.terms_of(item)
    await actions.publish_version(policy_id=policy, terms=A, valid_from=date(2020, 1, 1), by=SYSTEM)
    await actions.add_date(item_id=item, basis="activate", on_date=date(2025, 3, 1), by=SYSTEM)
    now = await queries.terms_of(item)
    assert (now.version, now.terms.last_on(CostClass.PARTS)) == (first.version, date(2026, 8, 31))
    assert await fetchval("select replaces_id from item_terms where id = $1", now.id) == first.id


async def test_the_same_dates_take_no_new_snapshot(world, policy_k):
    item = await sell(world, date(2024, 6, 1))
    kept = (await queries.terms_of(item)).id
    assert await actions.refreeze(item_id=item, by=SYSTEM) == kept


async def exchange(world):
    """A unit sold under K, exchanged under cover on 2025-06-01; the new unit."""
    policy = await actions.create_policy(code="K", name={"en": "K"}, by=SYSTEM)
    terms = months(24) | {"exchanged_unit": {"rule": "REPL-2"}, "repeat": {"days": 30}}
    await actions.publish_version(policy_id=policy, terms=terms, valid_from=date(2023, 1, 1), by=SYSTEM)
    old = await sell(world, date(2024, 6, 1))
    new = await products.swap_item(item_id=old, serial=f"N{uuid7().hex[-8:]}", on_date=date(2025, 6, 1), by=SYSTEM)
    await actions.take_over(old_id=old, new_id=new, by=SYSTEM)
    facts = {"order_id": uuid7(), "order_number": "R-1", "reported_on": date(2025, 5, 20), "by": SYSTEM}
    handed_back = date(2025, 6, 1)
    await actions.record_service_history(
        item_id=old,
        handed_back_on=handed_back,
        outcome="exchanged",
        covered=True,
        symptom_group="3",
        attempt=True,
        **facts,
    )
    return new


async def test_an_exchanged_unit_starts_anew_from_the_hand_over_of_the_old_one(world, db):
    parts = (await queries.cover_of(await exchange(world), date(2027, 5, 31))).lines[0]
    assert (parts.reason, parts.start, parts.last_on) == ("RESTARTED", date(2024, 6, 1), date(2027, 5, 31))


async def test_a_repair_of_the_old_unit_makes_no_repeat_of_the_new_one(world, db):
    new = await exchange(world)
    decision = await queries.cover_of(new, date(2025, 6, 20), [LineFacts(symptom_group="3")])
    assert decision.reason == "IN_PERIOD"


async def test_stored_last_days_stand_even_against_the_reckoning(world, policy_k):
    item = await sell(world, date(2024, 6, 1))
    await actions.return_to_stock(item_id=item, by=SYSTEM)
    columns = "item_id, policy_version_id, start_on, start_basis, labour_last_on, travel_last_on, dates, hash, taken_at"
    await fetchval(
        f"insert into item_terms (id, parts_last_on, {columns}) select gen_random_uuid(), '2026-06-30', {columns} "
        "from item_terms where item_id = $1",
        item,
    )
    assert (await queries.cover_of(item, date(2026, 6, 30))).of(CostClass.PARTS).verdict == "covered"


async def test_a_bulk_load_freezes_what_a_single_sale_would(world, policy_k):
    one, many = await sell(world, date(2024, 6, 1)), [await invoiced(world, date(2024, 6, 1)) for _ in range(3)]
    frozen = await queries.terms_of(one)
    assert await actions.load_terms([actions.Sold(item, frozen.version, frozen.terms.dates) for item in many]) == 3
    ids = [one, *many]
    assert await fetchval("select count(*) from item_terms where item_id = any($1)", ids) == 4
    assert (
        await fetchval(
            "select count(distinct (hash, dates, parts_last_on)) from item_terms where item_id = any($1)", ids
        )
        == 1
    )


def happened(fact):
    return SimpleNamespace(payload=fact)


async def test_a_date_entered_at_another_door_is_frozen_when_its_event_arrives(world, policy_k):
    item = await sell(world, date(2024, 6, 1))
    await products.add_item_date(item_id=item, basis="invoice", on_date=date(2024, 7, 1), by=SYSTEM)
    event = happened(ItemDateAdded(item, "invoice", date(2024, 7, 1), False))
    for _ in range(2):
        await actions.refreeze_on_date(event)
    assert (await queries.terms_of(item)).start_on == date(2024, 7, 1)


async def test_a_swap_carries_the_terms_over_when_its_event_arrives(world, policy_k):
    old = await sell(world, date(2024, 6, 1))
    new = await products.swap_item(item_id=old, serial="NEW-1", on_date=date(2025, 6, 1), by=SYSTEM)
    event = happened(ItemSwapped(old, new, date(2025, 6, 1)))
    for _ in range(2):
        await actions.take_over_on_swap(event)
    assert (await queries.terms_of(new)).start_on == date(2024, 6, 1)
