"""Parts go from the shelf onto the order, priced and judged, and back again."""

from decimal import Decimal

import pytest

from service_desk.foundation.ids import uuid7
from service_desk.parts import queries as stock
from service_desk.parts.actions import MoreThanIssued, SerialNotThere, TooFewParts, WrongBatch
from service_desk.parts.rules import FractionalQuantity, NotPositive, SerialRequired
from service_desk.products import actions as products
from service_desk.products import queries as catalogue
from service_desk.products.queries import UnknownProduct
from service_desk.repairs import actions, queries
from tests.repairs.bench import IN_COVER


@pytest.fixture
def use(bench, order):
    async def take(sku="P-BAT", **given):
        given = {"order_id": order, "location_id": bench.shelf, "by": bench.world.cy} | given
        return await actions.use_part(part=sku, **given)

    return take


async def test_a_part_in_cover_is_free_to_the_customer(bench, use):
    line = (await use()).line
    assert (line.payer, line.reason, line.amount) == ("warranty", "IN_PERIOD", Decimal("49.90"))
    assert [(share.payer, share.amount) for share in line.shares] == [("warranty", Decimal("49.90"))]


async def test_a_part_out_of_cover_is_the_customers(bench, use, paid):
    line = (await use(order_id=paid)).line
    assert [(share.payer, share.amount) for share in line.shares] == [("customer", Decimal("49.90"))]


async def test_the_stock_goes_down_and_the_line_knows_its_move_and_cost(bench, order, use):
    line = (await use(quantity=Decimal(3))).line
    (move,) = await stock.moves_for(order)
    assert (move.id, move.quantity, line.cost) == (line.move_id, Decimal(3), Decimal("37.50"))
    assert await stock.on_hand(bench.world.battery, bench.shelf) == 7


async def test_using_a_part_moves_the_order_to_repairing(order, use):
    await use()
    assert (await queries.order(order)).state == "repairing"
    assert [move.to_state for move in await queries.moves(order)] == ["repairing"]


async def test_a_place_may_be_named_by_its_code(use):
    assert (await use(location_id=None, location="shelf")).line.quantity == 1


async def test_without_a_place_the_part_is_taken_from_the_only_one_where_it_lies(use):
    assert (await use("DSP-1", location_id=None)).line.serial == "DSP-1"


async def test_without_a_place_those_that_can_be_meant_are_named(use):
    with pytest.raises(actions.WhichPlace, match="SHELF, WH-BER"):
        await use(location_id=None)


async def test_too_few_parts_leave_nothing_half_done(order, use):
    with pytest.raises(TooFewParts):
        await use(quantity=Decimal(11))
    assert (await queries.lines(order), (await queries.order(order)).state) == ([], "received")


@pytest.mark.parametrize(
    ("quantity", "refusal"), [("-1", NotPositive), ("0", NotPositive), ("0.5", FractionalQuantity)]
)
async def test_nonsense_quantities_are_refused(use, quantity, refusal):
    with pytest.raises(refusal):
        await use(quantity=Decimal(quantity))


async def test_the_wrong_batch_is_refused(use):
    with pytest.raises(WrongBatch):
        await use("P-GRS", lot="G8")


async def test_a_serial_part_needs_its_serial(use):
    with pytest.raises(SerialRequired):
        await use("P-DSP")


async def test_a_part_nobody_knows_says_so(use):
    with pytest.raises(catalogue.UnknownProduct, match="P-NONE"):
        await use("P-NONE")


async def test_a_swapped_component_keeps_both_serials(bench, use):
    used = (await use("P-DSP", serial="X1", old_serial="x0")).line
    assert (used.serial, used.old_serial) == ("X1", "x0")
    assert await catalogue.fitted(bench.world.s1, "X1") is not None


async def test_the_old_component_is_taken_off_the_unit(bench, use):
    first = (await use("P-DSP", serial="X1")).line
    await use("P-DSP", serial="X2", old_serial=first.serial)
    assert await catalogue.fitted(bench.world.s1, "X1") is None


async def test_a_part_without_a_price_is_used_with_a_warning(use):
    used = await use("P-SOC")
    assert (used.line.unit_price, [warning.code for warning in used.warnings]) == (None, ["no_price"])


async def test_a_part_that_is_not_listed_for_the_model_is_used_with_a_warning(bench, use):
    await products.fit_part(product_id=bench.world.drill, part_id=bench.world.display, by=bench.world.cy)
    assert [warning.code for warning in (await use()).warnings] == ["not_listed"]


async def test_a_part_comes_back_whole_and_its_line_goes(bench, order, use):
    line = (await use(quantity=Decimal(2))).line
    assert (await actions.return_part(line_id=line.id, by=bench.world.cy)).voided_at is not None
    assert (await queries.lines(order), await stock.on_hand(bench.world.battery, bench.shelf)) == ([], 10)


async def test_a_part_comes_back_in_part_and_its_line_shrinks(bench, use):
    line = (await use(quantity=Decimal(3))).line
    left = await actions.return_part(line_id=line.id, quantity=Decimal(1), by=bench.world.cy)
    assert (left.quantity, left.amount, left.cost) == (Decimal(2), Decimal("99.80"), Decimal("25.00"))
    assert left.shares[0].amount == left.amount


async def test_no_more_comes_back_than_went_out(bench, use):
    line = (await use()).line
    with pytest.raises(MoreThanIssued):
        await actions.return_part(line_id=line.id, quantity=Decimal(2), by=bench.world.cy)


async def test_a_returned_line_is_not_returned_twice(bench, use):
    line = (await use()).line
    await actions.return_part(line_id=line.id, by=bench.world.cy)
    with pytest.raises(actions.VoidedLine):
        await actions.return_part(line_id=line.id, by=bench.world.cy)


async def test_with_two_items_on_the_order_one_must_be_named(bench):
    items = [actions.Brought(bench.world.s1), actions.Brought(bench.old)]
    both = await actions.start(centre_id=bench.world.ber, items=items, reported_at=IN_COVER, by=bench.world.cy)
    given = {"order_id": both.id, "part": "P-BAT", "location_id": bench.shelf, "by": bench.world.cy}
    with pytest.raises(actions.WhichItem, match="S1, OLD"):
        await actions.use_part(**given)
    line = (await actions.use_part(**given, repair_item_id=bench.old)).line
    assert line.payer == "customer"


async def test_a_part_is_used_by_scanning_the_serial_on_it(bench, order):
    used = await actions.use_part(order_id=order, part=" x2 ", location_id=bench.shelf, by=bench.world.cy)
    assert (used.line.sku, used.line.serial) == ("P-DSP", "X2")


async def test_a_serial_that_is_nowhere_is_still_told(bench, order):
    with pytest.raises(UnknownProduct):
        await actions.use_part(order_id=order, part="X99", location_id=bench.shelf, by=bench.world.cy)


async def test_what_sits_in_a_unit_is_told_as_such_by_its_serial_and_not_sold_beside_it(use, client):
    await use("DSP-1", location_id=None)
    with pytest.raises(SerialNotThere, match="P-DSP with serial DSP-1"):
        await use("dsp-1")
    body = {"product_id": "P-DSP", "serial": "dsp-1"}
    answer = await client.post("/api/v1/items", json=body, headers={"Idempotency-Key": str(uuid7())})
    assert (answer.status_code, answer.json()["code"]) == (409, "serial_in_use")
    assert "is in S1" in answer.json()["detail"]


@pytest.mark.parametrize("typed", ["DSP1", "D-SP-1", "dsp 1"])
async def test_a_serial_in_stock_is_found_however_its_hyphens_are_typed(use, typed):
    assert (await use(typed, location_id=None)).line.serial == "DSP-1"
