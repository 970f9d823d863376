"""What a line comes to, what is given back, and what the customer is told: the same sums, whoever asks."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from service_desk import worker
from service_desk.billing.queries import charges_of
from service_desk.centres import actions as centres
from service_desk.erp import queries as erp
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.clock import today
from service_desk.foundation.db import fetch, fetchval
from service_desk.pricing import actions as pricing
from service_desk.repairs import actions, queries
from service_desk.repairs.rules import LineKind, Planned
from service_desk.timesheets import actions as timesheets
from tests.repairs.bench import build_bench
from tests.world import NOON, build_world


@pytest.fixture
async def desk(committed_db):
    return await build_bench(await build_world())


@pytest.fixture
async def job(bench):
    """An order out of cover: what is on it the customer pays."""
    return await started(bench)


async def started(bench, **given):
    brought = [actions.Brought(bench.old, "S101")]
    given = {"centre_id": bench.world.ber, "party_id": bench.world.ada} | given
    return (await actions.start(items=brought, by=bench.world.cy, **given)).id


async def worked(bench, order, minutes, who=None):
    with clock.at(NOON):
        await actions.start_clock(order_id=order, resource_id=who or bench.bo, by=bench.world.cy)
    with clock.at(NOON + timedelta(minutes=minutes)):
        return await actions.stop_clock(order_id=order, resource_id=who or bench.bo, by=bench.world.cy)


async def close(bench, order, repair="R04"):
    await actions.diagnose(order_id=order, defect="D01", repair=repair, by=bench.world.cy)
    return await actions.close(order_id=order, by=bench.world.cy)


@pytest.mark.parametrize(
    ("centre", "rate", "currency", "comes_to"),
    [("ber", "95", "EUR", "31.67"), ("teh", "1200000", "IRR", "400000"), ("teh", "1000000", "IRR", "333333")],
)
async def test_twenty_minutes_are_a_third_of_the_hour_also_when_the_price_is_set_again(
    bench, centre, rate, currency, comes_to
):
    place = getattr(bench.world, centre)
    who = await timesheets.create_resource(centre_id=place, code="Q", name="Q", by=SYSTEM)
    price = Decimal(rate)
    await timesheets.set_rate(
        centre_id=place, cost_rate=price, bill_rate=price, valid_from=date(2026, 1, 1), resource_id=who, by=SYSTEM
    )
    order = await started(bench, centre_id=place)
    line = await worked(bench, order, 20, who)
    assert (line.amount, line.cost, line.currency) == (Decimal(comes_to), Decimal(comes_to), currency)
    again = await actions.price_line(line_id=line.id, unit_price=price, by=bench.world.cy)
    assert (again.amount, again.minutes) == (Decimal(comes_to), 20)


async def test_labour_typed_in_minutes_costs_what_the_clock_would_have_made_of_it(bench, job):
    line = await actions.add_line(
        order_id=job, kind=LineKind.LABOUR, text="", unit_price=Decimal(95), minutes=20, by=bench.world.cy
    )
    assert (line.quantity, line.uom, line.amount) == (Decimal("0.3333"), "h", Decimal("31.67"))
    with pytest.raises(actions.TimeIsLabour):
        await actions.add_line(
            order_id=job, kind=LineKind.TRAVEL, text="", unit_price=Decimal(95), minutes=20, by=bench.world.cy
        )


async def test_what_was_accepted_in_minutes_can_be_closed_with_those_minutes(bench, job):
    made = await actions.make_estimate(
        order_id=job, lines=[Planned("labour", minutes=20, unit_price=Decimal(95))], by=bench.world.cy
    )
    assert (made.customer_total, made.customer_tax, made.customer_gross) == (
        Decimal("31.67"),
        Decimal("6.02"),
        Decimal("37.69"),
    )
    await actions.answer_estimate(estimate_id=made.id, answer="accepted", by=bench.world.cy)
    line = await worked(bench, job, 20)
    await actions.price_line(line_id=line.id, unit_price=Decimal(95), by=bench.world.cy)
    assert (await close(bench, job)).total == Decimal("31.67")


async def test_a_credit_gives_back_what_was_charged_whatever_tax_and_rate_are_today(desk):
    """Invoice in rials into euro books, then another tax and another rate, then everything comes back."""
    day = today("Europe/Berlin")
    await centres.set_rate(currency="EUR", per_currency="IRR", rate=Decimal(600000), valid_from=day, by=SYSTEM)
    order = await started(desk, currency="IRR")
    used = await actions.use_part(
        order_id=order, part="P-BAT", location_id=desk.shelf, quantity=Decimal(3), unit_price=Decimal(3335333),
        by=desk.world.cy,
    )  # fmt: skip
    trip = await actions.add_line(
        order_id=order,
        kind=LineKind.TRAVEL,
        text="",
        unit_price=Decimal(777777),
        cost=Decimal(500001),
        by=desk.world.cy,
    )
    await close(desk, order)
    await worker.settle_everything()
    await pricing.set_tax(country="DE", percent=Decimal(7), valid_from=day, by=SYSTEM)
    await centres.set_rate(currency="EUR", per_currency="IRR", rate=Decimal(900000), valid_from=day, by=SYSTEM)
    for _ in range(3):
        await actions.reopen(order_id=order, note="", by=desk.world.cy)
        await actions.return_part(line_id=used.line.id, quantity=Decimal(1), by=desk.world.cy)
        await actions.close(order_id=order, by=desk.world.cy)
        await worker.settle_everything()
    await actions.reopen(order_id=order, note="", by=desk.world.cy)
    await actions.void_line(line_id=trip.id, reason="no journey", by=desk.world.cy)
    await actions.close(order_id=order, by=desk.world.cy)
    await worker.settle_everything()
    charges = await charges_of(order)
    assert [sum(getattr(one, of) for one in charges) for of in ("net", "tax", "total")] == [0, 0, 0]
    assert {line.tax_percent for one in charges for line in one.lines} == {19}
    left = await fetch(
        "select role, sum(debit - credit) as left from ledger_line group by role having sum(debit - credit) <> 0"
    )
    assert {row["role"] for row in left} <= {"inventory", "goods_received"}
    assert await erp.ledger_balanced()
    assert await erp.stock_matches()


async def told(order) -> list:
    number = (await queries.order(order)).number
    rows = await fetch("select params from message where template = 'repair_ready' order by id")
    return [row["params"]["due"] for row in rows if row["params"]["order_number"] == number]


async def test_the_sum_told_is_the_sum_charged_and_it_is_told_once_for_each_sum(desk):
    order = await started(desk)
    used = await actions.use_part(order_id=order, part="P-BAT", location_id=desk.shelf, by=desk.world.cy)
    await close(desk, order)
    await worker.settle_everything()
    (charge,) = await charges_of(order)
    assert [Decimal(one["amount"]) for one in await told(order)] == [charge.total] == [Decimal("59.38")]
    await actions.reopen(order_id=order, note="", by=desk.world.cy)
    await actions.close(order_id=order, by=desk.world.cy)
    await worker.settle_everything()
    assert len(await told(order)) == 1
    await actions.reopen(order_id=order, note="", by=desk.world.cy)
    await actions.add_line(order_id=order, kind=LineKind.TRAVEL, text="", unit_price=Decimal(10), by=desk.world.cy)
    await actions.close(order_id=order, by=desk.world.cy)
    await worker.settle_everything()
    whole = sum(one.total for one in await charges_of(order))
    assert [Decimal(one["amount"]) for one in await told(order)][1:] == [whole] == [Decimal("71.28")]
    await actions.reopen(order_id=order, note="", by=desk.world.cy)
    await actions.return_part(line_id=used.line.id, by=desk.world.cy)
    await close(desk, order, repair="R11")
    await worker.settle_everything()
    assert Decimal((await told(order))[2]["amount"]) == sum(one.total for one in await charges_of(order))


async def test_where_the_check_is_needed_nothing_closes_without_it_and_rework_is_checked_again(bench, job):
    await centres.set_setting(
        name="check_before_closing", value=True, centre_id=bench.world.ber, valid_from=date(2026, 1, 1), by=SYSTEM
    )
    await actions.add_line(order_id=job, kind=LineKind.TRAVEL, text="", unit_price=Decimal(10), by=bench.world.cy)
    with pytest.raises(actions.CheckNeeded, match="quality check"):
        await close(bench, job)
    await actions.pass_check(order_id=job, passed=True, by=bench.world.cy)
    await actions.use_part(order_id=job, part="P-BAT", location_id=bench.shelf, by=bench.world.cy)
    with pytest.raises(actions.CheckNeeded):
        await actions.close(order_id=job, by=bench.world.cy)
    await actions.pass_check(order_id=job, passed=True, by=bench.world.cy)
    assert (await actions.close(order_id=job, by=bench.world.cy)).closing == 1
    await actions.reopen(order_id=job, note="", by=bench.world.cy)
    with pytest.raises(actions.CheckNeeded):
        await actions.close(order_id=job, by=bench.world.cy)


async def test_an_order_does_not_close_where_its_tax_is_not_known(bench, job):
    await pricing.set_tax(country="IR", percent=Decimal(10), valid_from=date(2099, 1, 1), by=SYSTEM)
    order = await started(bench, centre_id=bench.world.teh)
    with pytest.raises(Exception, match="No tax rate"):
        await close(bench, order)
    assert (await queries.order(order)).state == "diagnosing"
    assert await fetchval("select count(*) from charge") == 0


async def test_an_invoice_names_an_expense_as_it_was_typed_and_work_by_its_activity(desk):
    order = await started(desk)
    await worked(desk, order, 20)
    await actions.add_line(
        order_id=order, kind=LineKind.EXPENSE, text="Hotel in Aleppo", unit_price=Decimal(90), by=desk.world.cy
    )
    await close(desk, order, repair="R11")
    await worker.settle_everything()
    (charge,) = await charges_of(order)
    assert [line.text["ru"] for line in charge.lines] == ["Ремонт", "Hotel in Aleppo"]
