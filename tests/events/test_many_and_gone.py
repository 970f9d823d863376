"""Ten thousand events are sealed in few statements; a delivery to nobody is seen by a person."""

import json
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from service_desk.events import queries, sealer
from service_desk.events.actions import record
from service_desk.events.deliveries import MOST_ATTEMPTS, Subscribers
from service_desk.events.rules import Recorded, payload_of
from service_desk.events.sealer import BATCH, seal
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.claim import drain
from service_desk.foundation.db import atomic, connection, execute, fetchval
from tests.shell import desk_json


@dataclass(frozen=True)
class LampLit:
    lamp_id: UUID


async def see(event: Recorded[LampLit]) -> None:
    """Follows lamps."""


async def fail_with_a_phone(event: Recorded[LampLit]) -> None:
    raise ValueError("could not reach +49 151 12345678 nor ada@example.com")


async def light(lamp: UUID) -> None:
    async with atomic():
        await record(LampLit(lamp), subject=("lamp", lamp), centre_id=None, by=SYSTEM)


@pytest.fixture
def statements(monkeypatch):
    """How many statements the sealer sends."""
    seen: list[str] = []

    class Counting:
        def __init__(self, held) -> None:
            self.held = held

        def __getattr__(self, method):
            def run(sql, *args):
                seen.append(sql)
                return getattr(self.held, method)(sql, *args)

            return run

    @asynccontextmanager
    async def counted():
        async with connection() as held:
            yield Counting(held)

    monkeypatch.setattr(sealer, "connection", counted)
    return seen


async def test_ten_thousand_events_are_sealed_in_few_statements(committed_db, statements):
    await execute(
        "insert into event (kind, version, subject_kind, subject_id, actor_id, payload, occurred_at, recorded_at) "
        "select 'lamp_lit', 1, 'lamp', gen_random_uuid(), gen_random_uuid(), $1, now(), now() from generate_series(1, 10000)",
        payload_of(LampLit(uuid4())),
    )
    names = Subscribers({LampLit: (see,)}).names
    sealed = 0
    while more := await seal(names):
        sealed += more
    assert sealed == 10_000
    assert len(statements) <= 10 * (10_000 / BATCH + 1)
    assert await fetchval("select count(*) from event_delivery") == 10_000
    assert (await queries.verify()).whole


async def _until_dead(queue) -> None:
    for _ in range(MOST_ATTEMPTS):
        await drain(queue)
        await execute("update event_delivery set not_before = $1 where state = 'retry_wait'", clock.now())


async def test_a_delivery_whose_handler_was_removed_waits_for_a_person(committed_db):
    lamp = uuid4()
    await light(lamp)
    await seal(Subscribers({LampLit: (see,)}).names)
    await _until_dead(Subscribers({LampLit: ()}).queue())
    (dead,) = await queries.dead_deliveries()
    assert (dead.kind, dead.subject_id) == ("lamp_lit", lamp)
    assert dead.error == f"LookupError: no handler {dead.handler} in subscriptions.py"


async def test_a_dead_delivery_is_seen_on_the_command_line(committed_db):
    await light(uuid4())
    await seal(Subscribers({LampLit: (see,)}).names)
    await _until_dead(Subscribers({}).queue())
    (said,) = (await desk_json(committed_db, "queue", "dead")).values()
    assert "no handler" in said


async def test_the_reason_of_a_failure_names_no_person(committed_db):
    subscribers = Subscribers({LampLit: (fail_with_a_phone,)})
    await light(uuid4())
    await seal(subscribers.names)
    await drain(subscribers.queue())
    assert await fetchval("select error from event_delivery") == "ValueError: could not reach *** nor ***"


async def test_an_event_of_a_newer_release_waits_for_a_newer_worker(committed_db):
    subscribers = Subscribers({LampLit: (see,)})
    await execute(
        "insert into event (kind, version, subject_kind, subject_id, actor_id, payload, occurred_at, recorded_at) "
        "values ('lamp_lit', 2, 'lamp', gen_random_uuid(), gen_random_uuid(), $1, now(), now())",
        json.dumps({"lamp": "another field"}),
    )
    await seal(subscribers.names)
    await drain(subscribers.queue())
    assert "newer release" in await fetchval("select error from event_delivery where state = 'retry_wait'")
