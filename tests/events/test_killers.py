"""A row whose work kills the worker is found and given up; whoever stood behind it is served."""

import os
import signal
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from service_desk.events.actions import record
from service_desk.events.deliveries import Subscribers, revive
from service_desk.events.rules import Recorded
from service_desk.events.sealer import seal
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.claim import MOST_DEATHS
from service_desk.foundation.db import atomic, execute, fetch, fetchval
from tests.killing import deaths
from tests.world import NOON

KILLER = UUID(int=7)
SETUP = """
from tests.events.test_killers import kill_or_do, LampBroken
from service_desk.events.deliveries import Subscribers
queue = Subscribers({LampBroken: (kill_or_do,)}).queue
"""


@dataclass(frozen=True)
class LampBroken:
    lamp_id: UUID


async def kill_or_do(event: Recorded[LampBroken]) -> None:
    """Dies of one lamp."""
    if event.payload.lamp_id == KILLER:
        os.kill(os.getpid(), signal.SIGKILL)
    await execute("insert into done_lamp values ($1)", event.payload.lamp_id)


SUBSCRIBERS = Subscribers({LampBroken: (kill_or_do,)})


@pytest.fixture
async def lamps(committed_db):
    """The killer, and thirty innocent lamps behind it."""
    await execute("create table done_lamp (id uuid)")
    with clock.at(NOON):
        for lamp in (KILLER, *(uuid4() for _ in range(30))):
            async with atomic():
                await record(LampBroken(lamp), subject=("lamp", lamp), centre_id=None, by=SYSTEM)
        await seal(SUBSCRIBERS.names)
    return committed_db


async def test_who_kills_the_worker_ends_dead_and_thirty_innocents_behind_it_are_done(lamps):
    assert await deaths(lamps, SETUP, NOON) == MOST_DEATHS
    rows = await fetch("select subject_id, state, attempts from event_delivery")
    assert [row["subject_id"] for row in rows if row["state"] != "done"] == [KILLER]
    assert {row["state"] for row in rows if row["subject_id"] == KILLER} == {"dead"}
    assert await fetchval("select count(*) = 30 and count(distinct id) = 30 from done_lamp")
    assert max(row["attempts"] for row in rows if row["subject_id"] != KILLER) <= 2, (
        "tried when they were, not when claimed"
    )


async def test_the_killer_can_be_revived_when_it_is_mended(lamps):
    await deaths(lamps, SETUP, NOON)
    (dead,) = await fetch("select id from event_delivery where state = 'dead'")
    assert await revive(dead["id"])
    assert await fetchval("select deaths from event_delivery where id = $1", dead["id"]) == 0


class Ahead(datetime):
    @classmethod
    def now(cls, tz=None):  # noqa: ARG003  # as datetime has it
        return cls.true() + timedelta(hours=1)

    @staticmethod
    def true():
        return datetime.now(UTC)


async def test_a_worker_whose_clock_is_an_hour_ahead_takes_nothing_from_one_that_lives(lamps, monkeypatch):
    """Leases are of the database's time, whatever the workers believe."""
    queue = SUBSCRIBERS.queue()
    held = await queue.claim(4, clock.stopped_at(), uuid4(), False)
    monkeypatch.setattr(clock, "datetime", Ahead)
    assert clock.now() > Ahead.true() + timedelta(minutes=59)
    assert await queue.sweep(clock.stopped_at()) == 0
    assert await fetchval("select count(*) from event_delivery where state = 'sending'") == len(held) == 4
