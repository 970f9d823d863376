"""With real commits and several connections: two people at one order, one ticket, one last part."""

import asyncio
from collections import Counter
from decimal import Decimal

import pytest

from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetchval
from service_desk.parts import actions as parts
from service_desk.repairs import actions, queries
from service_desk.repairs.rules import Keeps
from service_desk.tickets import actions as tickets
from service_desk.tickets.rules import State
from tests.repairs.bench import build_bench


@pytest.fixture
async def bench(committed_world):
    return await build_bench(committed_world)


@pytest.fixture
async def order(bench):
    brought = [actions.Brought(bench.world.s1, "S101")]
    return (await actions.start(centre_id=bench.world.ber, items=brought, by=bench.world.cy)).id


async def outcomes(*acts):
    return Counter(type(one).__name__ for one in await asyncio.gather(*acts, return_exceptions=True))


async def test_one_ticket_gets_one_order(bench):
    opened = await tickets.open_ticket(centre_id=bench.world.ber, serial="S1", by=bench.world.cy)
    ends = await outcomes(*(actions.start(ticket_id=opened.id, by=bench.world.cy) for _ in range(5)))
    assert ends == {"StartedOrder": 1, "AlreadyStarted": 4}


async def test_an_order_is_closed_once(bench, order):
    await actions.diagnose(order_id=order, defect="D01", repair="R04", by=bench.world.cy)
    ends = await outcomes(*(actions.close(order_id=order, by=bench.world.cy) for _ in range(5)))
    assert ends == {"RepairClosed": 1, "ClosedOrder": 4}
    assert await fetchval("select count(*) from event where kind = 'repair_closed'") == 1


async def test_parts_scanned_at_once_get_lines_of_their_own(bench, order):
    part = {"order_id": order, "part": "P-BAT", "location_id": bench.shelf, "by": bench.world.cy}
    ends = await outcomes(*(actions.use_part(**part, quantity=Decimal(2)) for _ in range(7)))
    assert ends == {"UsedPart": 5, "TooFewParts": 2}
    assert [line.seq for line in await queries.lines(order)] == [1, 2, 3, 4, 5]


async def test_a_part_is_used_before_the_closing_or_not_at_all(bench, order):
    await actions.diagnose(order_id=order, defect="D01", repair="R04", by=bench.world.cy)
    part = {"order_id": order, "part": "P-BAT", "location_id": bench.shelf, "by": bench.world.cy}
    await outcomes(actions.close(order_id=order, by=bench.world.cy), *(actions.use_part(**part) for _ in range(4)))
    told = await fetchval("select payload from event where kind = 'repair_closed'")
    assert len(told["lines"]) == len(await queries.lines(order))


async def test_a_ticket_moves_once(bench):
    opened = await tickets.open_ticket(centre_id=bench.world.ber, serial="S1", by=bench.world.cy)
    moves = (tickets.move_ticket(ticket_id=opened.id, to=State.CANCELLED, by=bench.world.cy) for _ in range(5))
    assert await outcomes(*moves) == {"NoneType": 1, "IllegalMove": 4}


async def test_two_people_hand_out_one_unit_once(bench, order):
    await parts.receive(
        part_id=bench.world.drill, location_id=bench.shelf, quantity=Decimal(1), unit_cost=Decimal(90), serial="N1",
        by=SYSTEM,
    )  # fmt: skip
    given = {"serial": "N1", "keeps": Keeps.COMPANY, "by": bench.world.cy}
    units = (bench.world.s1, bench.old)
    ends = await outcomes(*(actions.exchange(item_id=unit, **given) for unit in units for _ in range(3)))
    assert ends["Exchanged"] == 1
    assert set(ends) <= {"Exchanged", "UnitNotInStock", "SerialNotThere", "AlreadySwapped"}
    assert await fetchval("select count(*) from service_item where replaces_id is not null") == 1
    assert await fetchval("select count(*) from stock_move where kind = 'issue' and serial = 'N1'") == 1


async def test_an_exchange_is_undone_once(bench, order):
    given = await actions.exchange(
        item_id=bench.world.s1, serial="M1", keeps=Keeps.COMPANY, not_from_stock=True, old_location_id=bench.shelf,
        by=bench.world.cy,
    )  # fmt: skip
    undo = {"exchange_id": given.exchange.id, "by": bench.world.cy}
    ends = await outcomes(*(actions.undo_exchange(**undo) for _ in range(4)))
    assert ends == {"ExchangeFacts": 1, "ExchangeUndoneAlready": 3}
