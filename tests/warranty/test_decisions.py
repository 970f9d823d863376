"""Decisions are stored with their reasons; a newer one supersedes, and both stay visible."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.errors import Forbidden, NotFound
from service_desk.foundation.ids import uuid7
from service_desk.warranty import actions, queries
from service_desk.warranty.rules import Circumstances, CostClass, LineFacts, Override, Period, explain
from tests.warranty.policies import invoiced

DAY = date(2026, 3, 10)


@pytest.fixture
async def item(world):
    sold = await invoiced(world, date(2024, 3, 15))
    await actions.freeze_at_sale(item_id=sold, policy_code="A", by=SYSTEM)
    return sold


async def decide(world, item, *, by=SYSTEM, subject=None, **more):
    return await actions.decide_for(
        subject=subject or ("ticket", uuid7()),
        centre_id=world.ber,
        item_id=item,
        by=by,
        **({"reported_on": DAY} | more),
    )


async def test_the_stored_decision_reads_back_as_it_was_made(world, item):
    made = await decide(world, item)
    read = await queries.decision_for(made.subject)
    assert (read.id, read.decision) == (made.id, made.decision)
    assert explain(read.decision, "fa") == explain(made.decision, "fa")


async def test_a_report_is_judged_on_the_local_date_of_the_centre(world, item):
    at = datetime(2026, 3, 14, 21, 30, tzinfo=UTC)
    berlin = await decide(world, item, reported_at=at, reported_on=None)
    tehran = await actions.decide_for(
        subject=("ticket", uuid7()), centre_id=world.teh, item_id=item, reported_at=at, by=SYSTEM
    )
    assert (berlin.reported_on, berlin.verdict) == (date(2026, 3, 14), "covered")
    assert (tehran.reported_on, tehran.verdict) == (date(2026, 3, 15), "not_covered")


async def test_an_unknown_serial_is_undecided(world, db):
    made = await decide(world, None)
    assert (made.verdict, made.reason) == ("undecided", "UNKNOWN_UNIT")


async def test_a_unit_sold_without_a_policy_has_no_term(world, db):
    made = await decide(world, await invoiced(world, DAY))
    assert (made.verdict, made.reason, len(made.lines)) == ("undecided", "NO_POLICY", 3)


async def test_an_item_that_is_not_there_is_said_so(world, db):
    with pytest.raises(NotFound):
        await decide(world, uuid4())


async def test_a_newer_decision_supersedes_and_the_older_stays(world, item):
    first = await decide(world, item, circumstances=Circumstances(misuse="D22"))
    override = Circumstances(misuse="D22", override=Override("the seal was broken on delivery", SYSTEM.id))
    second = await decide(world, item, subject=first.subject, circumstances=override)
    both = await queries.decisions_of(first.subject)
    assert [(each.reason, each.note) for each in both] == [
        ("OVERRIDE", "the seal was broken on delivery"),
        ("MISUSE", None),
    ]
    assert (await queries.decision_for(first.subject)).id == second.id


async def test_an_override_needs_its_right(world, item):
    circumstances = Circumstances(misuse="D22", override=Override("please", world.bo.id))
    with pytest.raises(Forbidden):
        await decide(world, item, by=world.bo, circumstances=circumstances)


async def test_a_contract_covers_what_the_unit_warranty_does_not(world, item):
    await actions.record_cover_source(
        item_id=item, kind="contract", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31), percents={"labour": 100},
        source_kind="contract", source_id=uuid7(), label="S-3", by=SYSTEM,
    )  # fmt: skip
    labour = (await decide(world, item)).decision.of(CostClass.LABOUR)
    assert (labour.payer, labour.reason, labour.evidence) == ("contract", "CONTRACT", "S-3")


async def test_a_withdrawn_cover_no_longer_counts(world, item):
    cover = await actions.record_cover_source(
        item_id=item, kind="contract", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31), percents={"labour": 100},
        source_kind="contract", source_id=uuid7(), by=SYSTEM,
    )  # fmt: skip
    await actions.withdraw_cover_source(cover_id=cover, why=actions.Withdrawal.ERROR, by=SYSTEM)
    assert (await decide(world, item)).decision.of(CostClass.LABOUR).reason == "EXPIRED"


async def test_a_sold_extension_begins_after_the_base_cover(world, item):
    await actions.sell_extension(
        item_id=item, period=Period(12), purchased_on=date(2024, 3, 15), classes=["parts", "labour"], label="X-1",
        source_id=uuid7(), by=SYSTEM,
    )  # fmt: skip
    parts = (await queries.cover_of(item, date(2027, 3, 14))).of(CostClass.PARTS)
    assert (parts.reason, parts.start, parts.last_on) == ("EXTENDED", date(2026, 3, 15), date(2027, 3, 14))


async def hand_back(world, item, **more):
    facts = {
        "handed_back_on": date(2026, 5, 4),
        "part_ids": [world.display],
        "symptom_group": "3",
        "attempt": True,
    } | more
    await actions.record_service_history(
        item_id=item, order_id=uuid7(), order_number="R-1", reported_on=date(2026, 4, 20), by=SYSTEM, **facts
    )


async def test_a_handed_back_repair_gives_its_part_and_work_a_warranty(world, item):
    await hand_back(world, item)
    line = LineFacts(part_id=world.display)
    decision = (await decide(world, item, reported_on=date(2026, 7, 15), lines=[line])).decision
    assert [each.reason for each in decision.lines] == ["REPAIR_WARRANTY", "REPAIR_WARRANTY", "EXPIRED"]
    assert decision.of(CostClass.PARTS).last_on == date(2026, 8, 1)


async def test_the_same_fault_within_the_window_is_rework_and_names_the_first_order(world, item):
    await hand_back(world, item)
    travel = (
        await decide(world, item, reported_on=date(2026, 6, 3), lines=[LineFacts(symptom_group="3")])
    ).decision.of(CostClass.TRAVEL)
    assert (travel.payer, travel.reason, travel.evidence) == ("internal", "REWORK", "R-1")


async def test_the_same_hand_back_twice_is_kept_once(world, item):
    order = {"item_id": item, "order_id": uuid7(), "order_number": "R-2", "reported_on": DAY, "handed_back_on": DAY}
    for _ in range(2):
        await actions.record_service_history(**order, attempt=True, by=SYSTEM)
    assert len((await queries.facts_for(item)).history) == 1


async def test_a_cover_that_ends_before_it_starts_is_refused(world, item):
    with pytest.raises(actions.BackwardsCover, match="before it starts"):
        await actions.record_cover_source(
            item_id=item, kind="contract", starts_on=DAY, ends_on=date(2020, 1, 1), source_kind="contract",
            source_id=uuid7(), by=SYSTEM,
        )  # fmt: skip


async def test_a_contract_may_bear_a_part_of_a_line(world, item):
    await actions.record_cover_source(
        item_id=item, kind="contract", starts_on=DAY, ends_on=DAY, percents={"labour": Decimal("33.5")},
        source_kind="contract", source_id=uuid7(), by=SYSTEM,
    )  # fmt: skip
    assert (await decide(world, item)).decision.of(CostClass.LABOUR).percent == Decimal("33.5")
