"""Time that was worked without a clock, and what is said when time clashes."""

from datetime import timedelta

import pytest

from service_desk.foundation import clock
from tests.doors.conftest import refused
from tests.world import NOON


@pytest.fixture
def bo(world):
    return {"resource_id": str(world.bench)}


def at(minutes):
    return (NOON - timedelta(minutes=minutes)).isoformat()


async def test_half_an_hour_before_the_clock_is_entered_with_start_and_stop(post, order, bo):
    with clock.at(NOON):
        await post(f"{order}/clock", bo | {"started_at": at(20)})
        line = await post(f"{order}/time", bo | {"started_at": at(90), "stopped_at": at(60)})
    assert (line.status_code, line.json()["quantity"], line.json()["amount"]) == (201, "0.5", "30.00")


async def test_a_clash_names_the_order_and_speaks_in_the_time_of_the_centre(post, order, bo, read):
    number = (await read(order))["order"]["number"]
    with clock.at(NOON):
        await post(f"{order}/time", bo | {"started_at": at(60), "stopped_at": at(30)})
        told = refused(
            await post(f"{order}/time", bo | {"started_at": at(45), "stopped_at": at(15)}),
            409,
            "overlapping_time",
            number,
        )
        assert "25 November 2026, 12:00 (Berlin time)" in told["detail"]
        await post(f"{order}/clock", bo | {"started_at": at(10)})
        told = refused(await post(f"{order}/clock", bo), 409, "clock_already_running", number)
    assert "25 November 2026, 12:50 (Berlin time)" in told["detail"]


async def test_time_that_was_entered_wrongly_is_taken_back_with_its_line(post, order, bo):
    with clock.at(NOON):
        entry = bo | {"started_at": at(60), "stopped_at": at(30)}
        line = (await post(f"{order}/time", entry)).json()["id"]
        assert (await post(f"{order}/lines/{line}/void", {"reason": "another order"})).status_code == 201
        assert (await post(f"{order}/time", entry)).status_code == 201


@pytest.mark.parametrize(("start", "stop", "code"), [(30, 60, "stops_before_start"), (-120, -60, "future_time")])
async def test_time_that_cannot_have_been_is_refused(post, order, bo, start, stop, code):
    with clock.at(NOON):
        answer = await post(f"{order}/time", bo | {"started_at": at(start), "stopped_at": at(stop)})
    assert answer.json()["code"] == code
