from datetime import date
from decimal import Decimal

import pytest

from service_desk.centres.actions import set_rate
from service_desk.foundation.actor import SYSTEM
from service_desk.parts import queries
from service_desk.parts.actions import (
    LocationCodeTaken,
    LocationNotEmpty,
    ReasonNeeded,
    SamePlace,
    SerialAlreadyThere,
    TooFewParts,
    adjust,
    count,
    create_location,
    move,
    retire_location,
    set_cost,
)
from service_desk.parts.rules import FractionalQuantity, RealLocationNeeded, RetiredLocation


async def carry(store, part, quantity="1", **more):
    return await move(
        part_id=part, from_id=store.van, to_id=store.warehouse, quantity=Decimal(quantity), by=SYSTEM, **more
    )


async def counted(store, part, quantity, **more):
    return await count(
        part_id=part, location_id=store.van, counted=Decimal(quantity), reason="yearly count", by=SYSTEM, **more
    )


async def changed(store, change, reason="broken in the van"):
    return await adjust(part_id=store.screw, location_id=store.van, change=Decimal(change), reason=reason, by=SYSTEM)


async def test_the_cost_is_the_moving_average_of_the_balance(store):
    await store.receive(store.screw, "3", "1")
    await store.receive(store.screw, "1", "2")
    assert (await queries.stock_of(store.screw))[0].unit_cost == Decimal("1.25")


async def test_a_cost_in_another_currency_is_kept_in_the_book_currency(store):
    await set_rate(currency="USD", per_currency="EUR", rate=Decimal("0.9"), valid_from=date(2020, 1, 1), by=SYSTEM)
    received = await store.receive(store.screw, "1", "10", currency="USD")
    assert (received.unit_cost, received.currency) == (9, "EUR")


async def test_without_a_cost_a_receipt_takes_the_expected_one(store):
    assert (await store.receive(store.screw, "1", None)).unit_cost == 0
    await set_cost(part_id=store.cable, cost=Decimal(7), currency="EUR", valid_from=date(2020, 1, 1), by=SYSTEM)
    assert (await store.receive(store.cable, "1", None)).unit_cost == 7


async def test_cable_is_measured_and_screws_are_counted(store):
    await store.receive(store.cable, "2.5")
    await store.issue(store.cable, "0.75")
    assert await queries.on_hand(store.cable, store.van) == Decimal("1.75")
    with pytest.raises(FractionalQuantity):
        await store.receive(store.screw, "2.5")


async def test_the_same_serial_is_not_received_twice(store):
    await store.receive(store.pump, serial="SN-1", where=store.warehouse)
    with pytest.raises(SerialAlreadyThere, match="is at MAIN already"):
        await store.receive(store.pump, serial="SN-1")


async def test_a_move_keeps_the_cost_and_the_batch(store):
    await store.receive(store.battery, "3", "10", lot="L1")
    moved = await carry(store, store.battery, "2", lot="L1")
    assert (moved.from_location, moved.to_location, moved.unit_cost) == ("VAN", "MAIN", 10)
    at = {b.location: (b.lot, b.quantity) for b in await queries.stock_of(store.battery)}
    assert at == {"VAN": ("L1", 1), "MAIN": ("L1", 2)}


async def test_a_serial_moves_as_one(store):
    await store.receive(store.pump, serial="SN-1")
    await carry(store, store.pump, serial="SN-1")
    assert [(b.location, b.serial) for b in await queries.stock_of(store.pump)] == [("MAIN", "SN-1")]


async def test_more_than_there_is_cannot_be_moved(store):
    await store.receive(store.screw)
    with pytest.raises(TooFewParts):
        await carry(store, store.screw, "2")


async def test_a_move_to_the_same_place_is_refused(store):
    with pytest.raises(SamePlace):
        await move(part_id=store.screw, from_id=store.van, to_id=store.van, quantity=Decimal(1), by=SYSTEM)


async def test_a_count_writes_the_difference_against_the_loss(store):
    await store.receive(store.screw, "5")
    fact = await counted(store, store.screw, "3")
    assert (fact.from_location, fact.to_location, fact.quantity, fact.reason) == ("VAN", "LOSS", 2, "yearly count")
    assert await queries.on_hand(store.screw, store.van) == 3


async def test_a_count_that_was_right_writes_nothing(store):
    await store.receive(store.screw, "5")
    assert await counted(store, store.screw, "5") is None


async def test_a_count_may_find_more_than_there_was(store):
    assert (await counted(store, store.battery, "4", lot="L1")).from_location == "LOSS"
    assert (await counted(store, store.pump, "1", serial="SN-1")).to_location == "VAN"
    assert (await counted(store, store.pump, "0", serial="SN-1")).to_location == "LOSS"


async def test_an_adjustment_needs_a_reason_and_enough_parts(store):
    with pytest.raises(ReasonNeeded):
        await changed(store, "1", " ")
    with pytest.raises(TooFewParts):
        await changed(store, "-1")


async def test_nothing_lies_at_a_virtual_place(store):
    loss = await queries.location_by_code(store.centre, "loss")
    with pytest.raises(RealLocationNeeded, match="warehouse, van or bench"):
        await store.receive(store.screw, where=loss.id)


async def test_a_centre_has_its_virtual_places_once(store):
    codes = [place.code for place in await queries.locations(virtual=True)]
    assert codes == ["CONSUMPTION", "CUSTOMER", "LOSS", "MAIN", "SUPPLIER", "VAN"]
    assert [place.code for place in await queries.locations(frozenset({store.centre}))] == ["MAIN", "VAN"]


async def test_a_location_code_is_used_once_per_centre(store):
    with pytest.raises(LocationCodeTaken):
        await create_location(centre_id=store.centre, code="van", name={"en": "Van"}, kind="van", by=SYSTEM)


async def test_a_place_is_retired_only_when_it_is_empty(store):
    await store.receive(store.screw)
    with pytest.raises(LocationNotEmpty):
        await retire_location(location_id=store.van, by=SYSTEM)
    await carry(store, store.screw)
    await retire_location(location_id=store.van, by=SYSTEM)
    with pytest.raises(RetiredLocation):
        await store.receive(store.screw)
