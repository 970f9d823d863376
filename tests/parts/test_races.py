"""With real commits and several connections: who gets the last one, and does anyone wait for ever."""

import asyncio
from collections import Counter
from decimal import Decimal

from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetchval
from service_desk.parts import queries
from service_desk.parts.actions import MoreThanIssued, SerialAlreadyThere, TooFewParts, count, move, return_part


async def outcomes(*calls):
    return Counter(type(one).__name__ for one in await asyncio.gather(*calls, return_exceptions=True))


async def test_of_eight_who_want_the_last_one_exactly_one_gets_it(committed_store):
    store = committed_store
    for _round in range(5):
        await store.receive(store.screw)
        ends = await outcomes(*(store.issue(store.screw) for _ in range(8)))
        assert ends == {"PartIssued": 1, TooFewParts.__name__: 7}
    assert await queries.on_hand(store.screw, store.van) == 0
    assert await fetchval("select count(*) from event where kind = 'part_issued'") == 5


async def test_the_same_issue_is_returned_once_however_many_try(committed_store):
    store = committed_store
    await store.receive(store.screw)
    moved = await store.issue(store.screw)
    tries = (return_part(move_id=moved.move_id, quantity=Decimal(1), by=SYSTEM) for _ in range(6))
    assert await outcomes(*tries) == {"PartReturned": 1, MoreThanIssued.__name__: 5}


async def test_opposite_moves_do_not_wait_for_each_other_for_ever(committed_store):
    store = committed_store
    for place in (store.van, store.warehouse):
        await store.receive(store.screw, "50", where=place)

    def carry(a, b):
        return move(part_id=store.screw, from_id=a, to_id=b, quantity=Decimal(1), by=SYSTEM)

    both = [carry(*pair) for pair in ((store.van, store.warehouse), (store.warehouse, store.van)) for _ in range(12)]
    assert await outcomes(*both) == {"PartTransferred": 24}
    assert await queries.on_hand(store.screw, store.van) == 50


async def test_one_serial_put_down_by_two_people_is_put_down_once(committed_store):
    store = committed_store
    tries = (store.receive(store.pump, serial="SN-1", where=p) for p in (store.van, store.warehouse, store.van))
    assert await outcomes(*tries) == {"PartReceived": 1, SerialAlreadyThere.__name__: 2}


async def test_two_first_counts_of_a_batch_do_not_add_up(committed_store):
    store = committed_store

    def counting():
        return count(
            part_id=store.battery, location_id=store.van, counted=Decimal(4), reason="count", lot="L1", by=SYSTEM
        )

    assert await outcomes(*(counting() for _ in range(4))) == {"StockAdjusted": 1, "NoneType": 3}
    assert await queries.on_hand(store.battery, store.van, "L1") == 4


async def test_a_count_and_an_issue_at_once_leave_what_was_counted_or_one_less(committed_store):
    store = committed_store
    await store.receive(store.screw, "5")
    counting = count(part_id=store.screw, location_id=store.van, counted=Decimal(4), reason="count", by=SYSTEM)
    ends = await outcomes(counting, store.issue(store.screw))
    assert ends["PartIssued"] == 1
    assert await queries.on_hand(store.screw, store.van) in {3, 4}
