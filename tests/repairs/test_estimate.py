"""What the customer accepted is frozen, and nobody pays more than that."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from service_desk.foundation import clock
from service_desk.pricing import actions as pricing
from service_desk.repairs import actions, queries
from service_desk.repairs.rules import Answer, LineKind, Planned
from tests.world import NOON

PLAN = (Planned("part", Decimal(2), part="P-BAT"), Planned("labour", Decimal("0.5"), text="Fit it", follows=0))


@pytest.fixture
def estimate(bench, paid):
    async def make(lines=PLAN, order=paid, **given):
        return await actions.make_estimate(order_id=order, lines=lines, by=bench.world.cy, **given)

    return make


async def test_planned_work_is_priced_without_touching_stock(bench, paid, estimate):
    made = await estimate()
    assert (made.total, made.customer_total, made.number[:6]) == (Decimal("129.80"), Decimal("129.80"), "BER-E-")
    assert [(line["text"], line["amount"]) for line in made.lines] == [("Battery", "99.80"), ("Fit it", "30.00")]
    assert (await queries.lines(paid), (await queries.order(paid)).state) == ([], "awaiting_approval")


async def test_what_is_covered_costs_the_customer_nothing(order, estimate):
    made = await estimate(order=order)
    assert (made.total, made.customer_total) == (Decimal("129.80"), 0)


async def test_lines_on_the_order_are_part_of_it(bench, paid, estimate):
    await actions.add_line(
        order_id=paid, kind=LineKind.EXPENSE, text="Check fee", unit_price=Decimal(20), by=bench.world.cy
    )
    assert (await estimate(lines=())).customer_total == 20


async def test_a_later_price_changes_nothing_that_was_sent(bench, estimate):
    made = await estimate()
    await pricing.set_price(
        product_id=bench.world.battery,
        amount=Decimal(99),
        currency="EUR",
        valid_from=date(2026, 1, 1),
        by=bench.world.cy,
    )
    assert (await queries.estimate(made.id)).lines == made.lines


async def test_while_it_waits_nothing_is_added(bench, paid, estimate):
    await estimate()
    with pytest.raises(actions.EstimateOutstanding):
        await actions.use_part(order_id=paid, part="P-BAT", location_id=bench.shelf, by=bench.world.cy)


@pytest.mark.parametrize(("answer", "state"), [(Answer.ACCEPTED, "repairing"), (Answer.REFUSED, "diagnosing")])
async def test_the_answer_moves_the_order_on(bench, paid, estimate, answer, state):
    answered = await actions.answer_estimate(estimate_id=(await estimate()).id, answer=answer, by=bench.world.cy)
    assert (answered.state, (await queries.order(paid)).state) == (answer, state)


async def test_an_answer_is_given_once(bench, estimate):
    made = await estimate()
    await actions.answer_estimate(estimate_id=made.id, answer=Answer.ACCEPTED, by=bench.world.cy)
    with pytest.raises(actions.EstimateAnsweredAlready):
        await actions.answer_estimate(estimate_id=made.id, answer=Answer.REFUSED, by=bench.world.cy)


async def test_nobody_accepts_an_estimate_that_has_expired(bench, estimate):
    with clock.at(NOON):
        made = await estimate(valid_until=date(2026, 11, 30))
    with clock.at(NOON + timedelta(days=6)), pytest.raises(actions.EstimateExpired):
        await actions.answer_estimate(estimate_id=made.id, answer=Answer.ACCEPTED, by=bench.world.cy)


async def test_what_nobody_answers_goes_back_to_the_bench(paid, estimate):
    with clock.at(NOON):
        made = await estimate(valid_until=date(2026, 11, 30))
        assert await actions.expire_estimates() == 0
    with clock.at(NOON + timedelta(days=6)):
        assert await actions.expire_estimates() == 1
    assert ((await queries.estimate(made.id)).state, (await queries.order(paid)).state) == ("expired", "diagnosing")


async def test_an_estimate_of_nothing_is_refused(estimate):
    with pytest.raises(actions.EmptyEstimate):
        await estimate(lines=())


async def test_a_planned_part_needs_a_price(estimate):
    with pytest.raises(actions.PriceNeeded, match="P-SOC"):
        await estimate(lines=(Planned("part", part="P-SOC"),))


async def test_an_estimate_cannot_end_before_it_begins(estimate):
    with pytest.raises(actions.PastValidity):
        await estimate(valid_until=date(2026, 1, 1))


async def test_the_customer_never_pays_more_than_they_accepted(bench, paid, estimate):
    made = await estimate(lines=(Planned("part", part="P-BAT"),))
    await actions.answer_estimate(estimate_id=made.id, answer=Answer.ACCEPTED, by=bench.world.cy)
    await actions.use_part(order_id=paid, part="P-BAT", location_id=bench.shelf, quantity=Decimal(2), by=bench.world.cy)
    await actions.diagnose(order_id=paid, defect="D01", repair="R04", by=bench.world.cy)
    with pytest.raises(actions.MoreThanAccepted, match=r"€49\.90.*€99\.80"):
        await actions.close(order_id=paid, by=bench.world.cy)
