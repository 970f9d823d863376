"""Each unit on an order is in a state of its own; the order's state follows."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_desk.foundation import clock
from service_desk.foundation.ids import uuid7
from service_desk.parts import actions as stock
from service_desk.parts.rules import LocationKind
from service_desk.repairs import actions, queries
from service_desk.repairs.rules import BY_HAND, MOVES, ServiceType, State, WaitReason, follows
from service_desk.tickets.rules import Owner
from tests.queues import orders_in
from tests.repairs.bench import IN_COVER

ANYWHERE = st.lists(st.sampled_from(sorted(BY_HAND | {State.RECEIVED})), min_size=1, max_size=5)


@pytest.fixture
async def two(bench):
    """S1 and OLD on one order."""
    started = await actions.start(
        centre_id=bench.world.ber, items=[actions.Brought(bench.world.s1, "S101"), actions.Brought(bench.old, "S101")],
        party_id=bench.world.ada, reported_at=IN_COVER, by=bench.world.cy,
    )  # fmt: skip
    return started.id


async def states(order_id):
    return (await queries.order(order_id)).state, [unit.state for unit in await queries.items(order_id)]


@given(ANYWHERE, st.data())
def test_whatever_a_unit_may_do_its_order_may_follow(units, data):
    place = data.draw(st.integers(0, len(units) - 1))
    choices = sorted(MOVES[units[place]] & BY_HAND)
    before, moved = follows(units), [*units]
    moved[place] = data.draw(st.sampled_from(choices))
    after = follows(moved)
    assert after == before or after in MOVES[before]


@given(st.sampled_from(list(State)), st.integers(1, 4))
def test_units_that_are_all_alike_say_what_the_order_is(state, count):
    assert follows([state] * count) is state


@pytest.mark.parametrize(
    ("units", "order"),
    [
        (["waiting_part", "repairing"], "repairing"),
        (["waiting_part", "quality_check"], "waiting_part"),
        (["received", "quality_check"], "diagnosing"),
        (["awaiting_approval", "repairing"], "awaiting_approval"),
        (["closed", "cancelled"], "closed"),
    ],
)
def test_work_comes_before_waiting_and_waiting_before_what_is_done(units, order):
    assert follows(State(unit) for unit in units) == order


async def test_one_unit_waits_while_the_other_is_repaired(two, bench):
    first, second = await queries.items(two)
    await actions.move_unit(order_id=two, repair_item_id=first.id, to=State.WAITING_PART, by=bench.world.bo)
    assert await states(two) == ("diagnosing", ["waiting_part", "received"])
    await actions.diagnose(order_id=two, repair_item_id=second.id, repair="R01", by=bench.world.bo)
    await actions.move_unit(order_id=two, repair_item_id=second.id, to=State.QUALITY_CHECK, by=bench.world.bo)
    assert await states(two) == ("waiting_part", ["waiting_part", "quality_check"])
    assert [row.waits for row in (await orders_in(wait=[WaitReason.PART])).items] == [["part"]]


async def test_what_is_done_to_the_order_is_done_to_each_unit(two, bench):
    await actions.cancel(order_id=two, by=bench.world.cy)
    assert await states(two) == ("cancelled", ["cancelled", "cancelled"])


async def test_a_unit_does_not_skip_the_work(two, bench):
    first, _ = await queries.items(two)
    with pytest.raises(actions.IllegalMove):
        await actions.move_unit(order_id=two, repair_item_id=first.id, to=State.CLOSED, by=bench.world.bo)


async def test_shelf_promise_and_type_stand_in_the_list(order, bench):
    promised = clock.now() + timedelta(days=3)
    await actions.plan_unit(
        order_id=order, shelf="wh-ber", promised_at=promised, service_type=ServiceType.REFURBISH, by=bench.world.bo
    )
    (unit,) = await queries.items(order)
    assert (unit.shelf, unit.promised_at, unit.service_type) == ("WH-BER", promised, "refurbish")
    (row,) = (await orders_in(shelf_id=unit.shelf_id)).items
    assert (row.shelves, row.promised_at) == (["WH-BER"], promised)
    cleared = await actions.plan_unit(order_id=order, shelf_id=None, promised_at=None, by=bench.world.bo)
    assert (cleared.shelf, cleared.promised_at, cleared.service_type) == (None, None, "refurbish")


async def test_a_shelf_of_another_centre_and_a_promise_that_is_past_are_refused(order, bench):
    away = await stock.create_location(
        centre_id=bench.world.teh, code="T1", name={"en": "T1"}, kind=LocationKind.WAREHOUSE, by=bench.world.cy
    )
    with pytest.raises(actions.OtherCentre):
        await actions.plan_unit(order_id=order, shelf_id=away, by=bench.world.cy)
    with pytest.raises(actions.PastPromise):
        await actions.plan_unit(order_id=order, promised_at=clock.now() - timedelta(hours=1), by=bench.world.cy)


async def test_the_clock_of_who_gives_a_unit_away_is_booked(order, bench):
    bo, cy = bench.world.bo, bench.world.cy
    await actions.give_unit(order_id=order, technician_id=bo.id, by=bo)
    assert [row.technicians for row in (await orders_in(technician=Owner.ME, me=bo.id)).items] == [["Bo"]]
    await actions.start_clock(order_id=order, by=bo, started_at=clock.now() - timedelta(minutes=30))
    with pytest.raises(actions.HandOverReason):
        await actions.give_unit(order_id=order, technician_id=cy.id, by=cy)
    unit = await actions.give_unit(order_id=order, technician_id=cy.id, reason="Bo is ill", by=cy)
    (line,) = await queries.lines(order)
    assert (unit.technician, line.kind, line.minutes >= 30) == ("Cy", "labour", True)
    assert [(each.to_id, each.reason) for each in await queries.handovers(order)] == [(bo.id, ""), (cy.id, "Bo is ill")]


async def test_nobody_has_a_unit_that_has_not_been_given(order, bench):
    assert len((await orders_in(technician=Owner.NOBODY)).items) == 1
    await actions.give_unit(order_id=order, technician_id=bench.world.bo.id, by=bench.world.cy)
    assert (await orders_in(technician=Owner.NOBODY)).items == []


async def test_who_may_not_repair_here_is_given_nothing(order, bench):
    with pytest.raises(actions.NotATechnician):
        await actions.give_unit(order_id=order, technician_id=bench.world.ada, by=bench.world.cy)


async def test_the_doors_of_a_unit(client, order, bench):
    unit = f"/api/v1/repairs/{order}/units/S1"

    async def send(method, path, body, **headers):
        return await client.request(method, path, json=body, headers={"Idempotency-Key": str(uuid7()), **headers})

    planned = await send("PATCH", unit, {"wait_reason": "customer"})
    assert (planned.status_code, planned.json()["wait_reason"]) == (200, "customer")
    assert (await send("PATCH", unit, {"wait_reason": None})).json()["wait_reason"] is None
    assert (await send("PATCH", unit, {"shelf": "WH-BER"}, **{"If-Match": "999"})).status_code == 412
    assert (await send("POST", f"{unit}/moves", {"to": "diagnosing"})).json()["state"] == "diagnosing"
    given = await send("POST", f"{unit}/technician", {"technician_id": str(bench.world.bo.id)})
    assert given.json()["technician"] == "Bo"
