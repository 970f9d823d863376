"""A lot is one lot however it is typed, at every door that takes one."""

from decimal import Decimal

import pytest

from service_desk.parts import actions as parts
from service_desk.parts import queries
from service_desk.products import queries as products
from service_desk.products.actions import register_item
from service_desk.products.rules import normalise_batch
from service_desk.repairs import actions as repairs

WAYS = ["G1", "g1", " g 1 ", "Ｇ１", "G\u200b1", "g\u06f1"]


@pytest.mark.parametrize("typed", WAYS)
def test_a_lot_has_one_form(typed):
    assert normalise_batch(typed) == "G1"


@pytest.mark.parametrize("typed", WAYS)
async def test_a_lot_is_received_counted_moved_and_issued_under_one_name(world, typed):
    await parts.receive(
        part_id=world.grease, location_id=world.shelf, quantity=Decimal(2), unit_cost=Decimal(4), lot=typed, by=world.cy
    )
    assert await queries.on_hand(world.grease, world.shelf, "G1") == Decimal(5)
    await parts.adjust(
        part_id=world.grease, location_id=world.shelf, change=Decimal(-1), reason="broken", lot=typed, by=world.cy
    )
    await parts.count(
        part_id=world.grease, location_id=world.shelf, counted=Decimal(4), reason="count", lot=typed, by=world.cy
    )
    assert [(row.lot, row.quantity) for row in await queries.stock_of(world.grease)] == [("G1", Decimal(4))]


@pytest.mark.parametrize("typed", WAYS)
async def test_a_batch_part_that_goes_back_is_not_in_the_unit_any_more(world, typed):
    order = await repairs.start(centre_id=world.ber, items=[repairs.Brought(world.s1)], by=world.cy)
    used = [
        await repairs.use_part(
            order_id=order.id,
            part_id=world.grease,
            location_id=world.shelf,
            quantity=Decimal(1),
            lot=typed,
            by=world.cy,
        )
        for _ in range(2)
    ]
    assert [(c.batch, c.removed_on) for c in await products.components(world.s1)] == [("G1", None)] * 2
    await repairs.return_part(line_id=used[0].line.id, by=world.cy)
    assert sum(c.removed_on is None for c in await products.components(world.s1)) == 1
    await repairs.return_part(line_id=used[1].line.id, by=world.cy)
    assert all(c.removed_on for c in await products.components(world.s1))


async def test_a_unit_of_a_batch_is_kept_under_the_same_name(world):
    key = await register_item(product_id=world.grease, batch=" g 1", by=world.cy)
    assert (await products.item(key)).batch == "G1"
