"""Goodwill: one asks, another grants within their limit; it survives every new verdict and is posted to its own account."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from service_desk import worker
from service_desk.accounts import actions as accounts
from service_desk.accounts import queries as people
from service_desk.billing.queries import charges_of
from service_desk.centres import actions as centres
from service_desk.erp import queries as erp
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetchval
from service_desk.foundation.errors import Forbidden, NotFound
from service_desk.foundation.ids import uuid7
from service_desk.repairs import actions, queries
from service_desk.repairs.rules import LineKind
from service_desk.warranty import actions as warranty
from service_desk.warranty.rules.goodwill import (
    AboveYourLimit,
    GoodwillIsNothing,
    GoodwillNeedsReason,
    NotAGoodwillShare,
)
from tests.repairs.bench import IN_COVER, build_bench
from tests.world import build_world

WHY = "ten days late"


@pytest.fixture
async def desk(committed_db):
    return await build_bench(await build_world())


async def approver(bench, limit, currency="EUR", centre="ber", role="manager"):
    staff = await accounts.add_staff(login=f"boss{limit}{currency}", name="Boss", password=None, by=SYSTEM)
    given = {} if limit is None else {"limit": Decimal(limit), "currency": currency}
    await accounts.assign_role(
        staff_id=staff, role=role, centre_id=getattr(bench.world, centre) if centre else None, by=SYSTEM, **given
    )
    return await people.actor_of(staff)


@pytest.fixture
async def boss(bench):
    return await approver(bench, 100)


async def line(bench, order, price="120", text="Work", kind=LineKind.LABOUR):
    return await actions.add_line(
        order_id=order, kind=kind, text=text, unit_price=Decimal(price), currency="EUR", by=bench.world.cy
    )


async def ask(bench, order, percent="70", reason=WHY, **given):
    return await actions.ask_goodwill(
        order_id=order, percent=Decimal(percent), reason=reason, by=bench.world.cy, **given
    )


async def answer(order, found, by, granted=True):
    return await actions.answer_goodwill(order_id=order, goodwill_id=found.id, granted=granted, by=by)


async def borne(order):
    """What each payer bears of the order, of the lines that stand."""
    found = {}
    for each in await queries.lines(order):
        for share in each.shares:
            found[str(share.payer)] = found.get(str(share.payer), Decimal(0)) + share.amount
    return found


async def test_seventy_percent_of_the_customers_part_is_borne_once_another_grants_it(bench, paid, boss):
    work = await line(bench, paid)
    found = await ask(bench, paid)
    assert (found.state, found.amount, await borne(paid)) == ("asked", 84, {"customer": Decimal(120)})
    granted = await answer(paid, found, boss)
    assert (granted.state, granted.answered_by) == ("granted", boss.id)
    assert await borne(paid) == {"goodwill": Decimal(84), "customer": Decimal(36)}
    (shown,) = await queries.lines(paid)
    assert (shown.id, shown.verdict, shown.payer, shown.reason) == (work.id, "covered", "goodwill", "GOODWILL")
    assert sum(share.percent for share in shown.shares) == 100


async def test_nobody_grants_what_they_asked_for_themselves(bench, paid):
    await line(bench, paid)
    await accounts.assign_role(
        staff_id=bench.world.cy.id, role="admin", centre_id=None, limit=Decimal(1000), currency="EUR", by=SYSTEM
    )
    found = await ask(bench, paid)
    for granted in (True, False):
        with pytest.raises(actions.OwnGoodwill):
            await answer(paid, found, bench.world.cy, granted=granted)


async def test_nobody_grants_without_the_right(bench, paid):
    await line(bench, paid)
    found = await ask(bench, paid)
    with pytest.raises(Forbidden):
        await answer(paid, found, bench.world.bo)


@pytest.mark.parametrize(("limit", "told"), [("83.99", "€83.99"), (None, "€0.00")])
async def test_a_sum_above_the_limit_of_the_role_is_not_granted(bench, paid, limit, told):
    await line(bench, paid)
    found = await ask(bench, paid)
    with pytest.raises(AboveYourLimit, match=rf"comes to €84\.00, above your limit of {told}\."):
        await answer(paid, found, await approver(bench, limit))
    assert await borne(paid) == {"customer": Decimal(120)}


async def test_a_sum_is_not_granted_in_pieces_either(bench, paid, boss):
    first, second = await line(bench, paid), await line(bench, paid)
    await answer(paid, await ask(bench, paid, line_ids=[first.id]), boss)
    with pytest.raises(AboveYourLimit):
        await answer(paid, await ask(bench, paid, line_ids=[second.id]), boss)


async def test_a_limit_in_another_centre_counts_for_nothing(bench, paid):
    await line(bench, paid)
    found = await ask(bench, paid)
    with pytest.raises(NotFound):
        await answer(paid, found, await approver(bench, 1000, centre="teh"))


async def test_a_limit_of_another_currency_is_converted(bench, paid):
    await line(bench, paid)
    found = await ask(bench, paid)
    await centres.set_rate(
        currency="USD", per_currency="EUR", rate=Decimal("0.9"), valid_from=date(2020, 1, 1), by=SYSTEM
    )
    with pytest.raises(AboveYourLimit, match="81"):
        await answer(paid, found, await approver(bench, 90, "USD"))
    assert (await answer(paid, found, await approver(bench, 94, "USD"))).state == "granted"


async def test_it_survives_a_new_part_a_new_price_and_a_new_verdict(bench, paid, boss):
    work = await line(bench, paid)
    await answer(paid, await ask(bench, paid), boss)
    await actions.use_part(order_id=paid, part="P-BAT", location_id=bench.shelf, by=bench.world.cy)
    assert (await borne(paid))["goodwill"] == 84
    await actions.price_line(line_id=work.id, unit_price=Decimal(100), by=bench.world.cy)
    assert (await borne(paid))["goodwill"] == 70
    await actions.price_line(line_id=work.id, unit_price=Decimal(400), by=bench.world.cy)
    assert (await borne(paid))["goodwill"] == 84  # never more than was granted
    await actions.price_line(line_id=work.id, unit_price=Decimal(120), by=bench.world.cy)
    await actions.diagnose(order_id=paid, defect="D01", repair="R04", by=bench.world.cy)
    assert (await borne(paid))["goodwill"] == 84


async def test_a_warranty_that_covers_after_all_leaves_goodwill_nothing_to_bear(bench, paid, boss):
    await line(bench, paid)
    await answer(paid, await ask(bench, paid), boss)
    await warranty.record_cover_source(
        item_id=bench.old, kind="campaign", starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1), label="Recall",
        source_kind="campaign", source_id=uuid7(), by=SYSTEM,
    )  # fmt: skip
    await actions.diagnose(order_id=paid, repair="R04", by=bench.world.cy)
    assert list(await borne(paid)) == ["vendor"]


async def test_withdrawn_the_customer_pays_again(bench, paid, boss):
    await line(bench, paid)
    found = await answer(paid, await ask(bench, paid), boss)
    withdrawn = await actions.withdraw_goodwill(order_id=paid, goodwill_id=found.id, by=bench.world.cy)
    assert (withdrawn.state, await borne(paid)) == ("withdrawn", {"customer": Decimal(120)})
    with pytest.raises(actions.GoodwillSettled):
        await answer(paid, found, boss)
    assert (await ask(bench, paid, "50")).amount == 60


async def test_a_technician_does_not_withdraw_what_others_asked_for(bench, paid):
    await line(bench, paid)
    found = await ask(bench, paid)
    with pytest.raises(Forbidden):
        await actions.withdraw_goodwill(order_id=paid, goodwill_id=found.id, by=bench.world.bo)


async def test_refused_changes_nothing_and_may_be_asked_anew(bench, paid, boss):
    await line(bench, paid)
    refused = await answer(paid, await ask(bench, paid), boss, granted=False)
    assert (refused.state, await borne(paid)) == ("refused", {"customer": Decimal(120)})
    await ask(bench, paid, "10")


@pytest.mark.parametrize(
    ("percent", "reason", "refusal"),
    [
        ("0", WHY, NotAGoodwillShare),
        ("100.5", WHY, NotAGoodwillShare),
        ("NaN", WHY, NotAGoodwillShare),
        ("70", "  ", GoodwillNeedsReason),
        ("0.001", WHY, GoodwillIsNothing),  # 0.0012 EUR
    ],
)
async def test_what_cannot_be_goodwill_is_refused(bench, paid, percent, reason, refusal):
    await line(bench, paid)
    with pytest.raises(refusal):
        await ask(bench, paid, percent, reason)


async def test_goodwill_that_rounds_to_no_whole_rial_is_none(bench):
    world = bench.world
    started = await actions.start(
        centre_id=world.teh, items=[actions.Brought(bench.old, "S101")], reported_at=IN_COVER, by=world.cy
    )
    await actions.add_line(
        order_id=started.id, kind=LineKind.TRAVEL, text="", unit_price=Decimal(40), currency="IRR", by=world.cy
    )
    with pytest.raises(GoodwillIsNothing, match="IRR"):
        await ask(bench, started.id, "1")


async def test_goodwill_for_what_the_warranty_pays_is_none(bench, order):
    await line(bench, order)
    with pytest.raises(GoodwillIsNothing):
        await ask(bench, order)


async def test_a_line_has_goodwill_once(bench, paid):
    work = await line(bench, paid)
    await ask(bench, paid)
    with pytest.raises(actions.GoodwillStands):
        await ask(bench, paid, line_ids=[work.id])
    with pytest.raises(actions.GoodwillStands, match="1"):
        await ask(bench, paid)


async def test_an_order_with_an_unanswered_request_does_not_close(bench, paid, boss):
    await line(bench, paid)
    await actions.diagnose(order_id=paid, defect="D01", repair="R04", by=bench.world.cy)
    found = await ask(bench, paid)
    with pytest.raises(actions.GoodwillUnanswered):
        await actions.close(order_id=paid, by=bench.world.cy)
    await answer(paid, found, boss)
    closed = await actions.close(order_id=paid, by=bench.world.cy)
    assert {str(share.payer): share.amount for share in closed.lines[0].shares} == {"goodwill": 84, "customer": 36}


async def test_what_is_billed_is_neither_withdrawn_nor_granted_anew(bench, paid, boss):
    work = await line(bench, paid)
    found = await answer(paid, await ask(bench, paid), boss)
    await actions.diagnose(order_id=paid, defect="D01", repair="R04", by=bench.world.cy)
    await actions.close(order_id=paid, by=bench.world.cy)
    await actions.reopen(order_id=paid, note="again", by=bench.world.cy)
    with pytest.raises(actions.LineIsBilled):
        await actions.withdraw_goodwill(order_id=paid, goodwill_id=found.id, by=bench.world.cy)
    with pytest.raises(actions.LineIsBilled):
        await ask(bench, paid, line_ids=[work.id])
    await actions.void_line(line_id=work.id, reason="mistake", by=bench.world.cy)
    assert set((await borne(paid)).values()) == {Decimal(0)}


async def test_closing_charges_goodwill_and_posts_its_cost_to_its_own_account(desk):
    world = desk.world
    boss = await approver(desk, 100)
    started = await actions.start(
        centre_id=world.ber, items=[actions.Brought(desk.old, "S101")], party_id=world.ada,
        reported_at=datetime(2026, 11, 24, 9, 0, tzinfo=UTC), by=world.cy,
    )  # fmt: skip
    order = started.id
    await actions.use_part(order_id=order, part="P-BAT", location_id=desk.shelf, by=world.cy)
    await answer(order, await ask(desk, order, "100"), boss)
    await actions.diagnose(order_id=order, defect="D01", repair="R01", by=world.cy)
    await actions.close(order_id=order, by=world.cy)
    await worker.settle_everything()
    assert [(charge.payer, charge.net) for charge in await charges_of(order)] == [("goodwill", Decimal("49.90"))]
    cost = await fetchval("select sum(debit - credit) from ledger_line where role = 'goodwill_expense'")
    assert cost == Decimal("12.50")
    assert await erp.ledger_balanced()
