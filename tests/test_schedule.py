"""The schedule: of many workers one does each duty, when it is due, and none stops the others."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from service_desk import schedule
from service_desk.foundation import clock, idempotency
from service_desk.foundation.db import execute, fetch, fetchval
from service_desk.schedule import Duty, do_due
from tests.patience import PATIENCE

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DONE: list[str] = []


def duty(name: str, every: timedelta = HOUR) -> Duty:
    async def do() -> None:
        await asyncio.sleep(0.01)
        DONE.append(name)

    return Duty(name, every, do)


async def _break() -> None:
    raise ValueError("no")


@pytest.fixture
def duties(monkeypatch):
    DONE.clear()
    return lambda *given: monkeypatch.setattr(schedule, "DUTIES", given)


async def test_of_many_workers_one_does_a_duty(committed_db, duties):
    duties(duty("sweep"), duty("count"))
    assert sum(await asyncio.gather(*(do_due() for _ in range(6)))) == 2
    assert sorted(DONE) == ["count", "sweep"]


async def test_a_duty_is_done_again_when_its_time_has_come(db, duties):
    duties(duty("sweep"), duty("rarely", 24 * HOUR))
    for minutes in (0, 59, 60, 61, 119, 120):
        with clock.at(NOON + timedelta(minutes=minutes)):
            await do_due()
    assert DONE == ["sweep", "rarely", "sweep", "sweep"]


async def test_a_desk_that_was_off_for_days_does_each_duty_once(db, duties):
    duties(duty("sweep"))
    for days in (0, 9):
        with clock.at(NOON + timedelta(days=days)):
            await do_due()
            await do_due()
    assert DONE == ["sweep", "sweep"]


async def test_a_duty_that_fails_stops_no_other_and_is_tried_again(db, duties):
    duties(Duty("broken", HOUR, _break), duty("sweep"))
    with clock.at(NOON):
        assert await do_due() == 2
    assert DONE == ["sweep"]
    rows = await fetch("select duty, outcome, due_at from schedule_run order by duty")
    assert [tuple(row) for row in rows] == [("broken", "ValueError", NOON + HOUR), ("sweep", "done", NOON + HOUR)]


async def test_the_schedule_ends_when_it_is_told_to(committed_db, duties):
    duties(duty("sweep"))
    stopping = asyncio.Event()
    keeping = asyncio.create_task(schedule.keep_schedule(stopping))
    await asyncio.sleep(0.1)
    stopping.set()
    await asyncio.wait_for(keeping, PATIENCE)
    assert DONE == ["sweep"]


async def test_the_real_duties_all_go_well(world):
    await do_due()
    assert await fetchval("select array_agg(outcome) from schedule_run where outcome <> 'done'") is None
    assert await fetchval("select count(*) from schedule_run") == len(schedule.DUTIES)


async def test_answers_are_forgotten_after_ninety_days(db):
    sql = "insert into idempotency (id, principal, key, request_hash, created_at) values (gen_random_uuid(), gen_random_uuid(), repeat($1, 16), '', $2)"
    await execute(sql, "o", NOON - timedelta(days=91))
    await execute(sql, "n", NOON - timedelta(days=89))
    with clock.at(NOON):
        await idempotency.forget_old()
    assert await fetchval("select string_agg(left(key, 1), '') from idempotency") == "n"
