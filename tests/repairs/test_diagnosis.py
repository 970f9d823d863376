"""What was found decides who pays; an override puts it back in the open."""

from decimal import Decimal

import pytest

from service_desk.faults.queries import UnknownFaultCode
from service_desk.foundation.errors import Forbidden
from service_desk.parts.rules import NotPositive
from service_desk.repairs import actions, queries
from service_desk.repairs.rules import ITEM_SUBJECT, LineKind
from service_desk.warranty import queries as warranty


@pytest.fixture
async def line(bench, order):
    return (await actions.use_part(order_id=order, part="P-BAT", location_id=bench.shelf, by=bench.world.cy)).line


async def payer(order):
    return {line.payer for line in await queries.lines(order)}


async def test_codes_are_kept_with_their_scheme(bench, order):
    item = await actions.diagnose(order_id=order, section="L02", defect="SD-D01", by=bench.world.cy)
    assert (item.scheme, item.scheme_version, item.section, item.defect, item.symptom) == (
        "SD",
        "1",
        "L02",
        "D01",
        "S101",
    )
    assert (await queries.order(order)).state == "diagnosing"


async def test_a_code_of_another_list_is_refused(bench, order):
    with pytest.raises(UnknownFaultCode):
        await actions.diagnose(order_id=order, defect="R01", by=bench.world.cy)


async def test_liquid_damage_takes_the_cover_off_every_line(bench, order, line):
    await actions.diagnose(order_id=order, defect="D22", by=bench.world.cy)
    (now,) = await queries.lines(order)
    assert (now.payer, now.reason, now.verdict) == ("customer", "MISUSE", "not_covered")


async def test_another_defect_brings_the_cover_back(bench, order, line):
    await actions.diagnose(order_id=order, defect="D22", by=bench.world.cy)
    await actions.diagnose(order_id=order, defect="D01", by=bench.world.cy)
    assert await payer(order) == {"warranty"}


async def test_an_override_puts_the_cover_back_and_both_decisions_stay(bench, order, line):
    await actions.diagnose(order_id=order, defect="D22", by=bench.world.cy)
    item = await actions.override_cover(order_id=order, note="Sprinkler was ours", by=bench.world.cy)
    reasons = [decision.reason for decision in await warranty.decisions_of((ITEM_SUBJECT, item.id))]
    assert (await payer(order), reasons[:2]) == ({"warranty"}, ["OVERRIDE", "MISUSE"])


async def test_a_technician_may_not_override(bench, order):
    with pytest.raises(Forbidden, match=r"warranty\.override"):
        await actions.override_cover(order_id=order, note="He is a friend", by=bench.world.bo)


async def test_an_override_says_why(bench, order):
    with pytest.raises(actions.NoteNeeded):
        await actions.override_cover(order_id=order, note=" ", by=bench.world.cy)


async def test_a_technician_goes_on_working_under_an_override(bench, order):
    await actions.diagnose(order_id=order, defect="D22", by=bench.world.cy)
    await actions.override_cover(order_id=order, note="Sprinkler was ours", by=bench.world.cy)
    used = await actions.use_part(order_id=order, part="P-BAT", location_id=bench.shelf, by=bench.world.bo)
    assert (used.line.payer, used.line.reason) == ("warranty", "OVERRIDE")


async def test_travel_after_its_term_is_the_customers(bench, order):
    line = await actions.add_line(
        order_id=order, kind=LineKind.TRAVEL, text="20 km", unit_price=Decimal(35), by=bench.world.cy
    )
    assert (line.payer, line.reason, line.amount) == ("customer", "EXPIRED", Decimal(35))


async def test_an_expense_is_no_part(bench, order):
    with pytest.raises((actions.NotAPrice, NotPositive)):
        await actions.add_line(
            order_id=order, kind=LineKind.EXPENSE, text="hotel", unit_price=Decimal(-1), by=bench.world.cy
        )


@pytest.mark.parametrize(
    ("price", "quantity"), [("NaN", "1"), ("1E+30", "1"), ("1.23456", "1"), ("5", "0"), ("5", "-2")]
)
async def test_numbers_that_cannot_be_kept_are_refused(bench, order, price, quantity):
    with pytest.raises((actions.NotAPrice, NotPositive)):
        await actions.add_line(
            order_id=order,
            kind=LineKind.EXPENSE,
            text="Shipping",
            unit_price=Decimal(price),
            quantity=Decimal(quantity),
            by=bench.world.cy,
        )
