"""A unit given for another: it leaves the stock onto the order, and all of it can be taken back."""

from datetime import date
from decimal import Decimal

import pytest

from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetchval
from service_desk.parts import actions as parts
from service_desk.parts import queries as stock
from service_desk.parts.actions import SerialInUse
from service_desk.products import actions as products
from service_desk.products import queries as catalogue
from service_desk.products.actions import AlreadySwapped, SerialTaken
from service_desk.repairs import actions, queries
from service_desk.repairs.rules import Keeps
from service_desk.warranty import actions as warranty
from service_desk.warranty import queries as terms


@pytest.fixture
async def spare(bench):
    """A new drill of ours on the shelf."""
    await receive(bench, "N1")
    return "N1"


async def receive(bench, serial, **more):
    await parts.receive(
        part_id=bench.world.drill, location_id=bench.shelf, quantity=Decimal(1), unit_cost=Decimal(90), serial=serial,
        by=SYSTEM, **more,
    )  # fmt: skip


@pytest.fixture
def give(bench):
    async def exchange(serial="N1", item=None, keeps=Keeps.COMPANY, **more):
        return await actions.exchange(
            item_id=item or bench.world.s1, serial=serial, keeps=keeps, by=bench.world.cy, **more
        )

    return exchange


async def lies(bench, serial):
    found = await stock.lies_at(bench.world.drill, serial)
    return found.code if found else None


async def test_the_new_unit_leaves_the_stock_onto_the_order_judged_as_a_part_is(bench, order, spare, give):
    given = await give()
    line = given.line
    assert (line.serial, line.old_serial, line.payer, line.cost, line.whole_unit) == (
        "N1", "S1", "warranty", Decimal(90), True,
    )  # fmt: skip
    assert (given.exchange.from_stock, given.exchange.order_id) == (True, order)
    assert (await queries.order(order)).state == "repairing"
    fresh = await catalogue.item(given.exchange.new_id)
    assert (fresh.owner_id, fresh.replaces_id) == (bench.world.ada, bench.world.s1)


async def test_the_old_unit_lies_where_the_new_one_lay_at_a_value_of_nothing(bench, order, spare, give):
    await give()
    (lying,) = await stock.stock_of(bench.world.drill)
    assert (lying.serial, lying.location, lying.unit_cost) == ("S1", "SHELF", 0)
    old = await catalogue.item(bench.world.s1)
    assert (old.owner_id, old.retired) == (None, True)


async def test_a_customer_may_keep_the_old_one(bench, order, spare, give):
    await give(keeps=Keeps.CUSTOMER)
    assert await stock.stock_of(bench.world.drill) == []
    assert (await catalogue.item(bench.world.s1)).owner_id == bench.world.ada


async def test_a_unit_is_scanned_and_found_wherever_it_lies(bench, order, spare, give):
    given = await give(serial="", unit="n1")
    assert given.exchange.new_serial == "N1"


async def test_without_an_order_the_house_bears_the_cost(bench, spare, give):
    given = await give()
    assert (given.line, given.exchange.order_id) == (None, None)
    assert await fetchval("select count(*) from stock_move where kind = 'issue' and serial = 'N1'") == 1


async def test_out_of_cover_the_customer_pays_and_the_price_is_asked_for(bench, paid, spare, give):
    given = await give(item=bench.old)
    assert [one.code for one in given.warnings] == ["no_price"]
    assert given.line.payer == "customer"


async def test_a_serial_that_is_not_ours_says_what_to_do(bench, order, give):
    with pytest.raises(actions.UnitNotInStock, match=r"receive it first.*not_from_stock"):
        await give("STRANGE")
    assert not (await catalogue.item(bench.world.s1)).retired


async def test_a_unit_straight_from_the_maker_moves_no_stock_and_is_said_so(bench, order, give):
    given = await give("M1", keeps=Keeps.CUSTOMER, not_from_stock=True)
    assert (given.exchange.from_stock, given.line) == (False, None)


async def test_straight_from_the_maker_it_must_be_said_where_the_old_one_goes(bench, order, give):
    with pytest.raises(actions.OldPlaceNeeded):
        await give("M1", not_from_stock=True)
    assert (await give("M1", not_from_stock=True, old_location_id=bench.shelf)).exchange.old_place == "SHELF"


async def test_what_lies_in_stock_does_not_come_from_the_maker(bench, order, spare, give):
    with pytest.raises(actions.UnitInStock, match="SHELF"):
        await give(not_from_stock=True)


async def test_a_unit_is_exchanged_once(bench, order, spare, give):
    await give()
    await receive(bench, "N2")
    with pytest.raises(AlreadySwapped):
        await give("N2")
    assert await lies(bench, "N2") == "SHELF"


async def test_a_customers_unit_is_not_handed_out(bench, order, give):
    with pytest.raises(SerialTaken):
        await give("OLD", keeps=Keeps.CUSTOMER, not_from_stock=True)


async def test_what_was_handed_out_is_not_received_again(bench, order, spare, give):
    await give()
    with pytest.raises(SerialInUse):
        await receive(bench, "N1", came_back=True, confirm=True)


async def test_a_whole_unit_is_no_replaced_part(bench, order, spare, give):
    await give()
    await actions.diagnose(order_id=order, defect="D01", repair="R01", by=bench.world.cy)
    with pytest.raises(actions.PartNeeded):
        await actions.close(order_id=order, by=bench.world.cy)
    await actions.diagnose(order_id=order, defect="D01", repair="R09", by=bench.world.cy)
    assert (await actions.close(order_id=order, by=bench.world.cy)).outcome == "exchanged"


async def test_undone_both_are_where_they_were(bench, order, spare, give):
    given = (await give()).exchange
    assert (await actions.undo_exchange(exchange_id=given.id, by=bench.world.cy)).undone_at is not None
    old, fresh = await catalogue.item(bench.world.s1), await catalogue.item(given.new_id)
    assert (old.retired, old.owner_id, old.replaced_by_id) == (False, bench.world.ada, None)
    assert (fresh.retired, fresh.owner_id) == (True, None)
    assert (await lies(bench, "N1"), await lies(bench, "S1")) == ("SHELF", None)
    assert await queries.lines(order) == []
    with pytest.raises(actions.ExchangeUndoneAlready):
        await actions.undo_exchange(exchange_id=given.id, by=bench.world.cy)


async def test_what_was_undone_can_be_done_again(bench, order, spare, give):
    first = (await give()).exchange
    await actions.undo_exchange(exchange_id=first.id, by=bench.world.cy)
    again = (await give()).exchange
    assert (again.new_id, again.line_id != first.line_id) == (first.new_id, True)
    assert (await catalogue.item(again.new_id)).owner_id == bench.world.ada


async def test_without_an_order_it_is_undone_too(bench, spare, give):
    given = (await give()).exchange
    await actions.undo_exchange(exchange_id=given.id, by=bench.world.cy)
    assert (await lies(bench, "N1"), await lies(bench, "S1")) == ("SHELF", None)


async def test_a_closed_order_keeps_its_exchange_until_it_is_opened_again(bench, order, spare, give):
    given = (await give()).exchange
    await actions.diagnose(order_id=order, defect="D01", repair="R09", by=bench.world.cy)
    await actions.close(order_id=order, by=bench.world.cy)
    with pytest.raises(actions.ClosedOrder, match="Reopen"):
        await actions.undo_exchange(exchange_id=given.id, by=bench.world.cy)
    await actions.reopen(order_id=order, note="wrong unit", by=bench.world.cy)
    await actions.undo_exchange(exchange_id=given.id, by=bench.world.cy)
    assert sum(line.cost for line in await queries.lines(order)) == 0


async def test_a_unit_that_is_in_use_is_not_taken_back(bench, spare, give):
    given = (await give()).exchange
    await actions.start(
        centre_id=bench.world.ber, items=[actions.Brought(given.new_id, "S101")], party_id=bench.world.ada,
        by=bench.world.cy,
    )  # fmt: skip
    with pytest.raises(actions.UnitUsedSince, match="N1 has BER-R"):
        await actions.undo_exchange(exchange_id=given.id, by=bench.world.cy)


async def test_the_line_goes_with_the_exchange_alone(bench, order, spare, give):
    line = (await give()).line
    with pytest.raises(actions.UndoTheExchange, match="N1"):
        await actions.return_part(line_id=line.id, by=bench.world.cy)


async def test_a_refurbished_unit_goes_out_again_with_the_terms_of_the_one_it_replaces(bench, order, spare, give):
    await give()
    second = (await give("S1", item=bench.old, keeps=Keeps.CUSTOMER)).exchange
    assert second.new_id == bench.world.s1
    await warranty.take_over(old_id=bench.old, new_id=bench.world.s1, by=SYSTEM)
    unit = await catalogue.item(bench.world.s1)
    assert (unit.retired, unit.owner_id, unit.replaces_id) == (False, bench.world.ada, bench.old)
    assert (await terms.terms_of(bench.world.s1)).terms.dates[0].on == date(2020, 2, 1)


async def test_a_refurbished_unit_that_is_sold_is_in_use_again(bench, order, spare, give):
    await give()
    await products.transfer_owner(
        item_id=bench.world.s1, party_id=bench.world.bahar, since=date(2026, 11, 25), by=SYSTEM
    )
    assert not (await catalogue.item(bench.world.s1)).retired


async def test_the_exchanges_of_a_unit_are_listed_under_both(bench, order, spare, give):
    given = (await give()).exchange
    for unit in (given.old_id, given.new_id):
        assert await queries.exchanges(unit) == [given]
