"""A receipt that was entered wrongly is corrected where it was entered, and the books follow to the cent."""

import asyncio
import random
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest

from service_desk import worker
from service_desk.centres import actions as centres
from service_desk.erp import actions as erp
from service_desk.erp import queries
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import execute, fetch, fetchrow, fetchval
from service_desk.foundation.errors import DeskError
from service_desk.parts import actions as parts
from service_desk.parts import queries as stock
from service_desk.parts.rules import CostFarOff
from service_desk.products import actions as products
from service_desk.repairs import actions as repairs
from service_desk.repairs import queries as orders
from tests.world import build_world


@pytest.fixture
async def desk(committed_db):
    return await build_world()


async def receive(world, quantity, cost="20.00", part="battery", **more):
    given = {"location_id": world.shelf, "unit_cost": Decimal(cost), "currency": "EUR", "by": world.cy} | more
    return await parts.receive(part_id=getattr(world, part), quantity=Decimal(quantity), **given)


async def correct(world, receipt, **given):
    for name in {"quantity", "unit_cost"} & given.keys():
        given[name] = Decimal(given[name])
    given = {"reason": "the note says so", "currency": "EUR", "by": world.cy} | given
    return await parts.correct_receipt(move_id=receipt.move_id, **given)


async def agree():
    """Desk and books hold the same, and every posting went through."""
    await worker.settle_everything()
    assert {row["state"] for row in await fetch("select distinct state from posting")} == {"verified"}
    assert await queries.stock_matches()
    assert await queries.ledger_balanced()


async def worth(sku="P-BAT"):
    return tuple(await fetchrow("select sum(quantity), sum(value) from book_balance where item = $1", sku))


async def used(world, **given):
    order = await repairs.start(centre_id=world.ber, items=[repairs.Brought(world.s1)], by=world.cy)
    await repairs.use_part(order_id=order.id, location_id=world.shelf, by=world.cy, **given)
    return order


async def test_fewer_came_than_was_typed(desk):
    receipt = await receive(desk, 3, "10.00")
    await worker.settle_everything()
    done = await correct(desk, receipt, quantity=1)
    assert (done.quantity, done.unit_cost) == (1, 10)
    await agree()
    assert await worth() == (6, Decimal("110.00"))


async def test_more_came_than_was_typed(desk):
    await correct(desk, await receive(desk, 3), quantity=5)
    await agree()
    assert await worth() == (10, 200)


async def test_nothing_came_at_all(desk):
    await correct(desk, await receive(desk, 3, "90.00"), quantity=0)
    await agree()
    assert await worth() == (5, 100)
    (balance,) = await stock.stock_of(desk.battery)
    assert (balance.unit_cost, balance.currency) == (20, "EUR")


async def test_rials_typed_into_euro_books_are_put_right_and_the_average_with_them(desk):
    receipt = await receive(desk, 10, "0.00", confirm=True)
    await correct(desk, receipt, unit_cost="20.00")
    await agree()
    assert await worth() == (15, 300)
    assert [one.unit_cost for one in await stock.stock_of(desk.battery)] == [20]


async def test_a_receipt_may_be_corrected_again(desk):
    receipt = await receive(desk, 3)
    await correct(desk, receipt, quantity=4, unit_cost="25")
    await correct(desk, receipt, quantity=2)
    await correct(desk, receipt, quantity=2, unit_cost="20")
    await agree()
    assert await worth() == (7, 140)
    with pytest.raises(parts.NothingToCorrect):
        await correct(desk, receipt, quantity=2)


async def test_what_was_used_is_named_and_the_rest_can_be_corrected_alone(desk):
    await parts.adjust(part_id=desk.battery, location_id=desk.shelf, change=Decimal(-5), reason="count", by=desk.cy)
    receipt = await receive(desk, 4, "2.00", confirm=True)
    order = await used(desk, part="P-BAT")
    for wrong in ({"quantity": 0}, {"unit_cost": "20"}):
        with pytest.raises(parts.ReceiptUsed, match=f"Only 3 of the 4 P-BAT .* used by: 1 x {order.number}"):
            await correct(desk, receipt, **wrong)
    await worker.settle_everything()
    done = await correct(desk, receipt, unit_cost="20", only_left=True)
    assert (done.quantity, done.kept) == (4, 1)
    await agree()
    assert await worth() == (3, 60)


async def test_what_was_used_at_a_cost_far_too_high_leaves_a_difference_and_not_a_hole(desk):
    """5 at 20 and 5 at 1,000: nine are used at the average, and the one left is not worth what goes back."""
    receipt = await receive(desk, 5, "1000", confirm=True)
    await worker.settle_everything()
    await used(desk, part="P-BAT", quantity=Decimal(9))
    await worker.settle_everything()
    await correct(desk, receipt, unit_cost="20", only_left=True)
    await agree()
    assert await worth() == (1, 20)
    rows = await fetch("select role, sum(debit - credit) as left from ledger_line group by role")
    assert {row["role"]: row["left"] for row in rows}["stock_loss"] == Decimal("-490.00")


async def test_only_a_receipt_is_corrected(desk):
    receipt = await receive(desk, 1)
    (move,) = [one for one in (await stock.moves_of(desk.battery)).items if one.id == receipt.move_id]
    assert move.kind == "receipt"
    moved = await parts.adjust(
        part_id=desk.battery, location_id=desk.shelf, change=Decimal(1), reason="found", by=desk.cy
    )
    with pytest.raises(parts.NotAReceipt, match="adjustment"):
        await correct(desk, moved, quantity=1)


async def test_two_who_correct_one_receipt_do_not_take_it_back_twice(desk):
    receipt = await receive(desk, 3)
    done = await asyncio.gather(*(correct(desk, receipt, quantity=0) for _ in range(3)), return_exceptions=True)
    assert sorted(isinstance(one, Exception) for one in done) == [False, True, True]
    await agree()
    assert await worth() == (5, 100)


async def test_a_part_that_is_used_while_its_receipt_is_taken_back_is_at_one_place(desk):
    receipt = await receive(desk, 1, "80", part="display", serial="Z9")
    await asyncio.gather(
        used(desk, part="P-DSP", serial="Z9"), correct(desk, receipt, quantity=0), return_exceptions=True
    )
    await agree()


@pytest.mark.parametrize("kind", ["receipt", "issue", "adjustment"])
async def test_a_posting_of_stock_is_not_reversed_by_itself_and_says_what_to_do(desk, kind):
    await used(desk, part="P-BAT")
    await parts.adjust(part_id=desk.battery, location_id=desk.shelf, change=Decimal(1), reason="found", by=desk.cy)
    await worker.settle_everything()
    posting = await fetchval("select min(id) from posting where kind = $1", kind)
    with pytest.raises(erp.CorrectAtTheDesk, match="the desk and the books would part"):
        await erp.reverse_posting(posting_id=posting, reason="wrong", by=desk.cy)
    await execute("update posting set state = 'blocked' where id = $1", posting)
    with pytest.raises(erp.CorrectAtTheDesk):
        await erp.cancel_posting(posting_id=posting, reason="wrong", by=desk.cy)


async def test_a_cost_far_from_the_usual_one_is_asked_about(world):
    with pytest.raises(CostFarOff, match=r"€0.02 for one P-BAT is far from what it costs otherwise, €20.00"):
        await receive(world, 10, "0.02")
    with pytest.raises(CostFarOff):
        await receive(world, 10, "100")
    assert (await receive(world, 10, "99")).unit_cost == 99
    await centres.set_rate(
        currency="EUR", per_currency="IRR", rate=Decimal(600000), valid_from=date(2020, 1, 1), by=SYSTEM
    )
    with pytest.raises(CostFarOff):
        await receive(world, 10, "12", currency="IRR")
    assert (await receive(world, 10, "12", currency="IRR", confirm=True)).unit_cost == 0


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_however_receipts_are_corrected_desk_and_books_agree(desk, seed):
    chance, receipts = random.Random(seed), []
    for _ in range(40):
        with suppress(DeskError):
            await step(desk, chance, receipts)
        if chance.random() < 0.3:
            await worker.settle_everything()
    await agree()
    assert not await fetch("select 1 from book_balance where value < 0 or (quantity = 0 and value <> 0)")


async def step(world, chance, receipts):
    number, cost = chance.randint(0, 5), chance.choice(["1", "20", "33.35", "400"])
    match chance.choice(["receive", "correct", "correct", "use", "adjust"]):
        case "receive":
            receipts.append(await receive(world, number, cost, confirm=True))
        case "correct" if receipts:
            more = {"unit_cost": cost, "only_left": True} if chance.random() < 0.5 else {}
            await correct(world, chance.choice(receipts), quantity=number, confirm=True, **more)
        case "use":
            await used(world, part="P-BAT", quantity=Decimal(number))
        case "adjust":
            change = Decimal(number - 2)
            await parts.adjust(part_id=world.battery, location_id=world.shelf, change=change, reason="x", by=world.cy)


async def test_a_serial_that_is_in_a_unit_does_not_come_from_the_supplier_again(world):
    order = await used(world, part="P-DSP", serial="DSP-1")
    with pytest.raises(parts.SerialInUse, match="DSP-1 is in S1"):
        await receive(world, 1, "80", part="display", serial="DSP-1", came_back=True)
    assert await stock.stock_of(world.display) == []
    (line,) = await orders.lines(order.id)
    await repairs.return_part(line_id=line.id, by=world.cy)
    assert [one.serial for one in await stock.stock_of(world.display)] == ["DSP-1"]


async def test_a_serial_that_was_taken_out_comes_back_only_when_someone_says_so(world):
    await used(world, part="P-DSP", serial="DSP-1")
    await receive(world, 1, "80", part="display", serial="DSP-2")
    again = await repairs.start(centre_id=world.ber, items=[repairs.Brought(world.s1)], by=world.cy)
    await repairs.use_part(
        order_id=again.id, part="P-DSP", serial="DSP-2", old_serial="DSP-1", location_id=world.shelf, by=world.cy
    )
    with pytest.raises(parts.SerialWasHere, match="left the stock before, for BER-R-000001"):
        await receive(world, 1, "80", part="display", serial="dsp-1")
    await receive(world, 1, "80", part="display", serial="dsp-1", came_back=True)
    assert [one.serial for one in await stock.stock_of(world.display)] == ["DSP-1"]


async def test_a_unit_that_a_customer_has_is_not_received_as_new(world):
    with pytest.raises(parts.SerialInUse, match="S1"):
        await receive(world, 1, "80", part="drill", serial="S1", came_back=True)


async def test_a_part_is_fitted_in_one_unit_only(world):
    other = await products.register_item(product_id=world.drill, serial="S2", by=SYSTEM)
    await used(world, part="P-DSP", serial="DSP-1")
    with pytest.raises(products.AlreadyFitted, match="is in S1"):
        await products.fit_component(
            item_id=other, product_id=world.display, serial="DSP-1", fitted_on=date(2026, 11, 1), by=SYSTEM
        )
