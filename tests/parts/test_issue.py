from decimal import Decimal

import asyncpg
import pytest

from service_desk.centres.actions import create_centre
from service_desk.foundation.actor import SYSTEM, Actor
from service_desk.foundation.db import atomic, execute, fetchrow
from service_desk.foundation.errors import NotFound
from service_desk.foundation.ids import uuid7
from service_desk.parts import queries
from service_desk.parts.actions import (
    MoreThanIssued,
    NotAnIssue,
    SerialNotThere,
    TooFewParts,
    WrongBatch,
    issue,
    return_part,
)


async def back(moved, quantity="1", **more):
    return await return_part(move_id=moved.move_id, quantity=Decimal(quantity), by=SYSTEM, **more)


async def test_an_issue_takes_from_the_place_and_tells_the_books_everything(store):
    await store.receive(store.screw, "5", "2.50")
    moved = await store.issue(store.screw, "2")
    assert await queries.on_hand(store.screw, store.van) == 3
    assert (moved.from_location, moved.to_location) == ("VAN", "CONSUMPTION")
    assert (moved.unit_cost, moved.currency, moved.cost) == (Decimal("2.50"), "EUR", 5)
    event = await fetchrow("select kind, subject_id, payload from event order by id desc limit 1")
    assert (event["kind"], event["subject_id"]) == ("part_issued", store.order[1])
    assert event["payload"]["number"] == "BER-R-000001"
    assert event["payload"]["move_id"] == str(moved.move_id)


async def test_too_few_parts_says_how_many_are_there(store):
    await store.receive(store.screw, "1")
    with pytest.raises(TooFewParts, match="Only 1 of P-SCREW at VAN"):
        await store.issue(store.screw, "2")
    assert await queries.on_hand(store.screw, store.van) == 1


async def test_a_part_that_never_was_there_is_too_few_as_well(store):
    with pytest.raises(TooFewParts, match="Only 0 of"):
        await store.issue(store.screw)


async def test_a_wrong_batch_says_which_batches_are_there(store):
    await store.receive(store.battery, "2", lot="L1")
    await store.receive(store.battery, "2", lot="L2")
    with pytest.raises(WrongBatch, match="There: L1, L2"):
        await store.issue(store.battery, lot="L9")


async def test_too_few_of_the_right_batch_does_not_take_from_another(store):
    await store.receive(store.battery, "1", lot="L1")
    await store.receive(store.battery, "9", lot="L2")
    with pytest.raises(TooFewParts, match="Only 1 of"):
        await store.issue(store.battery, "2", lot="L1")


async def test_a_serial_elsewhere_says_where(store):
    await store.receive(store.pump, serial="SN-1", where=store.warehouse)
    with pytest.raises(SerialNotThere, match="it is at MAIN"):
        await store.issue(store.pump, serial="SN-1")
    with pytest.raises(SerialNotThere, match="not in stock"):
        await store.issue(store.pump, serial="SN-2")


async def test_a_serial_is_found_however_it_was_typed(store):
    await store.receive(store.pump, serial="SN-1")
    assert (await store.issue(store.pump, serial=" sn-1 ")).serial == "SN-1"


async def test_a_part_comes_back_to_its_batch_at_the_cost_at_which_it_left(store):
    await store.receive(store.battery, "2", "10", lot="L1")
    moved = await store.issue(store.battery, "2", lot="L1")
    await store.receive(store.battery, "1", "40", lot="L1")
    returned = await back(moved)
    assert (returned.lot, returned.unit_cost, returned.issue_id) == ("L1", 10, moved.move_id)
    assert await queries.on_hand(store.battery, store.van, "L1") == 2
    assert (await queries.stock_of(store.battery))[0].unit_cost == 25


async def test_no_more_comes_back_than_was_issued(store):
    await store.receive(store.screw, "5")
    moved = await store.issue(store.screw, "3")
    await back(moved, "2")
    with pytest.raises(MoreThanIssued, match="Only 1 of the 3"):
        await back(moved, "2")


async def test_a_returned_serial_can_be_issued_again(store):
    await store.receive(store.pump, serial="SN-1")
    await back(await store.issue(store.pump, serial="SN-1"))
    assert (await store.issue(store.pump, serial="SN-1")).quantity == 1


async def test_only_an_issue_can_be_returned(store):
    with pytest.raises(NotAnIssue, match="receipt"):
        await back(await store.receive(store.screw))


async def test_a_return_may_go_to_another_place(store):
    await store.receive(store.screw)
    await back(await store.issue(store.screw), location_id=store.warehouse)
    assert await queries.on_hand(store.screw, store.warehouse) == 1


async def test_the_moves_of_an_order_show_what_came_back(store):
    await store.receive(store.screw, "5")
    await back(await store.issue(store.screw, "3"), "2")
    issued, returned = await queries.moves_for(store.order[1])
    assert (issued.kind, issued.returned, returned.kind, returned.reverses_id) == ("issue", 2, "return", issued.id)


async def test_someone_of_another_centre_finds_no_such_place(store):
    await store.receive(store.screw)
    other = await create_centre(
        code="TEH", name={"en": "Tehran"}, zone="Asia/Tehran", country="IR", language="fa", currency="IRR", by=SYSTEM
    )
    stranger = Actor(id=uuid7(), kind="staff", centres=frozenset({other}))
    with pytest.raises(NotFound, match="location"):
        await issue(part_id=store.screw, location_id=store.van, quantity=Decimal(1), subject=store.order, by=stranger)


async def test_an_unknown_part_is_named(store):
    with pytest.raises(NotFound, match="no part"):
        await store.issue(uuid7())


@pytest.mark.parametrize("sql", ["update stock_move set quantity = 9", "delete from stock_move"])
async def test_a_move_is_never_changed(store, sql):
    await store.receive(store.screw)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
        async with atomic():
            await execute(sql)


async def test_the_database_itself_refuses_a_negative_balance(store):
    await store.receive(store.screw)
    with pytest.raises(asyncpg.CheckViolationError):
        async with atomic():
            await execute("update stock set quantity = -1")
