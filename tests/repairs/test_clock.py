"""The clock on an order becomes a labour line, judged like any other."""

from datetime import timedelta
from decimal import Decimal

import pytest

from service_desk.foundation import clock
from service_desk.repairs import actions, queries
from service_desk.timesheets import actions as timesheets
from service_desk.timesheets.actions import ClockAlreadyRunning, NoClockRunning
from tests.world import NOON


async def worked(bench, order, minutes, **given):
    with clock.at(NOON):
        await actions.start_clock(order_id=order, resource_id=bench.bo, by=bench.world.cy)
    with clock.at(NOON + timedelta(minutes=minutes)):
        return await actions.stop_clock(order_id=order, resource_id=bench.bo, by=bench.world.cy, **given)


async def test_an_hour_and_a_half_is_billed_at_the_rate_of_the_day(bench, paid):
    line = await worked(bench, paid, 90)
    assert (line.kind, line.quantity, line.uom, line.amount, line.cost) == (
        "labour",
        Decimal("1.5"),
        "h",
        Decimal(90),
        Decimal(45),
    )
    assert line.payer == "customer"


async def test_labour_in_cover_is_the_warrantys(bench, order):
    assert (await worked(bench, order, 30)).payer == "warranty"


async def test_starting_the_clock_on_a_received_order_begins_the_diagnosis(bench, order):
    await actions.start_clock(order_id=order, resource_id=bench.bo, by=bench.world.cy)
    assert (await queries.order(order)).state == "diagnosing"


async def test_nobody_works_on_two_orders_at_once(bench, order, paid):
    await actions.start_clock(order_id=order, resource_id=bench.bo, by=bench.world.cy)
    with pytest.raises(ClockAlreadyRunning):
        await actions.start_clock(order_id=paid, resource_id=bench.bo, by=bench.world.cy)


async def test_a_clock_is_stopped_only_on_its_own_order(bench, order, paid):
    await actions.start_clock(order_id=order, resource_id=bench.bo, by=bench.world.cy)
    with pytest.raises(NoClockRunning):
        await actions.stop_clock(order_id=paid, resource_id=bench.bo, by=bench.world.cy)


async def test_labour_that_is_taken_off_takes_its_time_along(bench, order):
    line = await worked(bench, order, 30)
    await actions.void_line(line_id=line.id, reason="wrong order", by=bench.world.cy)
    assert await queries.lines(order) == []
    assert (await worked(bench, order, 15)).quantity == Decimal("0.25")  # the same quarter hour is free again


async def test_time_from_a_time_sheet_is_gathered_at_closing(bench, order):
    now = clock.now()
    start, stop = now - timedelta(hours=2), now - timedelta(hours=1)
    await timesheets.add_time(
        resource_id=bench.bo, subject=("repair", order), started_at=start, stopped_at=stop, by=bench.world.cy
    )
    await actions.diagnose(order_id=order, defect="D01", repair="R04", by=bench.world.cy)
    closed = await actions.close(order_id=order, by=bench.world.cy)
    assert [(line.kind, line.amount) for line in closed.lines] == [("labour", Decimal(60))]


async def test_labour_without_a_rate_waits_for_a_price(bench):
    brought = [actions.Brought(bench.old)]
    started = await actions.start(centre_id=bench.world.teh, items=brought, by=bench.world.cy)
    who = await timesheets.create_resource(centre_id=bench.world.teh, code="ZA", name="Za", by=bench.world.cy)
    with clock.at(NOON):
        await actions.start_clock(order_id=started.id, resource_id=who, by=bench.world.cy)
    with clock.at(NOON + timedelta(hours=1)):
        line = await actions.stop_clock(order_id=started.id, resource_id=who, by=bench.world.cy)
    assert (line.unit_price, line.amount, line.currency) == (None, 0, "IRR")
    assert (
        await actions.price_line(line_id=line.id, unit_price=Decimal(5_000_000), by=bench.world.cy)
    ).amount == 5_000_000
