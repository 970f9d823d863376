"""A repair code has to fit what was done to the unit and what the customer agreed to."""

from decimal import Decimal

import pytest

from service_desk.repairs import actions
from service_desk.repairs.rules import Answer, Keeps, Planned


@pytest.fixture
def end(bench):
    async def code_and_close(order, repair):
        await actions.diagnose(order_id=order, defect="D01", repair=repair, by=bench.world.cy)
        return (await actions.close(order_id=order, by=bench.world.cy)).outcome

    return code_and_close


@pytest.fixture
async def refused(bench, paid):
    """The customer was told a price and does not want it."""
    made = await actions.make_estimate(order_id=paid, lines=[Planned("part", part="P-BAT")], by=bench.world.cy)
    await actions.answer_estimate(estimate_id=made.id, answer=Answer.REFUSED, by=bench.world.cy)
    return paid


async def use_battery(bench, order):
    used = await actions.use_part(
        order_id=order, part="P-BAT", location_id=bench.shelf, quantity=Decimal(1), by=bench.world.cy
    )
    return used.line


async def test_part_replaced_asks_for_the_part(bench, order, end):
    with pytest.raises(actions.PartNeeded, match="SD-R01 says that a part was replaced, and no part is on S1"):
        await end(order, "R01")
    await use_battery(bench, order)
    assert await end(order, "R01") == "repaired"


async def test_a_part_that_was_taken_back_was_not_replaced(bench, order, end):
    line = await use_battery(bench, order)
    await actions.return_part(line_id=line.id, quantity=Decimal(1), by=bench.world.cy)
    with pytest.raises(actions.PartNeeded):
        await end(order, "R01")


async def test_unit_exchanged_asks_for_the_exchange(bench, order, end):
    with pytest.raises(actions.UnitNeeded, match="S1 was not"):
        await end(order, "R09")
    await actions.exchange(
        item_id=bench.world.s1, serial="S1-NEW", keeps=Keeps.CUSTOMER, not_from_stock=True, by=bench.world.cy
    )
    assert await end(order, "R09") == "exchanged"


async def test_a_refused_estimate_never_ends_as_repaired(refused, end):
    with pytest.raises(actions.RefusedByCustomer, match=r"SD-R04 cannot stand.*SD-R13"):
        await end(refused, "R04")
    assert await end(refused, "R13") == "declined"


@pytest.mark.parametrize(("repair", "outcome"), [("R12", "no_fault"), ("R14", "not_repaired")])
async def test_after_a_refusal_it_may_end_without_a_repair(refused, end, repair, outcome):
    assert await end(refused, repair) == outcome


async def test_a_later_estimate_that_is_accepted_counts(bench, refused, end):
    made = await actions.make_estimate(order_id=refused, lines=[Planned("part", part="P-BAT")], by=bench.world.cy)
    await actions.answer_estimate(estimate_id=made.id, answer=Answer.ACCEPTED, by=bench.world.cy)
    await use_battery(bench, refused)
    assert await end(refused, "R01") == "repaired"


async def test_nobody_charges_what_the_customer_refused(bench, refused, end):
    await use_battery(bench, refused)
    with pytest.raises(actions.RefusedByCustomer):
        await end(refused, "R01")
