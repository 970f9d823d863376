"""Events are sealed in a chain that shows tampering, and delivered once in effect and in order."""

import asyncio
from dataclasses import dataclass
from uuid import UUID, uuid4

import asyncpg
import pytest

from service_desk.events import queries
from service_desk.events.actions import record
from service_desk.events.deliveries import Subscribers, revive
from service_desk.events.rules import Recorded, kind_of
from service_desk.events.sealer import seal
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.claim import drain
from service_desk.foundation.db import atomic, execute, fetch, fetchval


@dataclass(frozen=True)
class KettleBoiled:
    kettle_id: UUID
    degrees: int


HEARD: list[int] = []
FAIL: set[int] = set()


async def hear(event: Recorded[KettleBoiled]) -> None:
    await execute("insert into heard values ($1)", event.payload.degrees)
    if event.payload.degrees in FAIL:
        raise RuntimeError("the handler fails after it wrote")
    HEARD.append(event.payload.degrees)


SUBSCRIBERS = Subscribers({KettleBoiled: (hear,)})


@pytest.fixture(autouse=True)
async def _forget(committed_db):
    await execute("create table heard (n int)")
    HEARD.clear()
    FAIL.clear()


async def boil(degrees: int, kettle: UUID | None = None) -> None:
    kettle = kettle or uuid4()
    async with atomic():
        await record(KettleBoiled(kettle, degrees), subject=("kettle", kettle), centre_id=None, by=SYSTEM)


async def test_the_kind_of_a_fact_is_its_name():
    assert kind_of(KettleBoiled) == "kettle_boiled"


async def test_a_whole_chain_verifies_and_its_head_moves():
    for degrees in range(3):
        await boil(degrees)
    assert await seal(SUBSCRIBERS.names) == 3
    verdict = await queries.verify()
    assert (verdict.whole, verdict.checked, verdict.unsealed) == (True, 3, 0)
    assert verdict.head == await queries.head()


async def test_an_event_that_was_changed_as_superuser_is_named():
    for degrees in range(3):
        await boil(degrees)
    await seal(SUBSCRIBERS.names)
    await execute("alter table event disable trigger event_append_only")
    await execute(
        "update event set payload = jsonb_set(payload, '{degrees}', '7') where (payload->>'degrees')::int = 1"
    )
    verdict = await queries.verify()
    assert (verdict.whole, verdict.broken_at, verdict.reason) == (False, 2, "an event or its seal was changed")


async def test_a_cut_tail_shows_against_the_kept_head():
    for degrees in range(3):
        await boil(degrees)
    await seal(SUBSCRIBERS.names)
    kept = await queries.head()
    await execute("alter table event_seal disable trigger event_seal_append_only")
    await execute("delete from event_seal where seq = 3")
    assert (await queries.verify()).whole
    assert not (await queries.verify(kept)).whole


async def test_the_log_refuses_changes():
    await boil(1)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await execute("delete from event")


async def test_each_event_reaches_its_handler_once_and_in_order():
    kettle = uuid4()
    for degrees in range(20):
        await boil(degrees, kettle)
    while await seal(SUBSCRIBERS.names) + await drain(SUBSCRIBERS.queue()):
        pass
    assert list(range(20)) == HEARD
    assert await queries.undelivered() == {}


async def test_a_handler_that_fails_leaves_no_effect_and_holds_back_its_subject_alone():
    kettle = uuid4()
    FAIL.add(1)
    await boil(1, kettle)
    await boil(2, kettle)
    await boil(3)
    await seal(SUBSCRIBERS.names)
    await drain(SUBSCRIBERS.queue())
    assert HEARD == [3]
    assert [row["n"] for row in await fetch("select n from heard")] == [3]
    assert await queries.undelivered() == {"retry_wait": 1, "queued": 1}


async def test_a_dead_delivery_waits_for_a_person_and_then_goes_on():
    FAIL.add(1)
    await boil(1)
    await seal(SUBSCRIBERS.names)
    for _ in range(8):
        await drain(SUBSCRIBERS.queue())
        await execute("update event_delivery set not_before = now() - interval '1 minute' where state = 'retry_wait'")
    assert await queries.undelivered() == {"dead": 1}
    FAIL.clear()
    assert await revive(await fetchval("select id from event_delivery"))
    await drain(SUBSCRIBERS.queue())
    assert HEARD == [1]


async def test_an_event_that_commits_late_is_sealed_after_a_later_number():
    started, go = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with atomic():
            kettle = uuid4()
            await record(KettleBoiled(kettle, 1), subject=("kettle", kettle), centre_id=None, by=SYSTEM)
            started.set()
            await go.wait()

    task = asyncio.create_task(slow())
    await started.wait()
    await boil(2)
    for _ in range(4):
        await seal(SUBSCRIBERS.names)
    go.set()
    await task
    assert await seal(SUBSCRIBERS.names) == 1
    verdict = await queries.verify()
    assert (verdict.whole, verdict.checked, verdict.unsealed) == (True, 2, 0)


async def test_many_sealers_at_once_number_without_gaps():
    await asyncio.gather(*(boil(n) for n in range(30)))
    await asyncio.gather(*(seal(SUBSCRIBERS.names) for _ in range(6)))
    await seal(SUBSCRIBERS.names)
    assert await fetchval("select count(*) = max(seq) and count(*) = 30 from event_seal")


async def test_two_workers_claim_different_rows():
    for degrees in range(40):
        await boil(degrees)
    await seal(SUBSCRIBERS.names)
    await asyncio.gather(*(drain(SUBSCRIBERS.queue()) for _ in range(3)))
    assert sorted(HEARD) == list(range(40))
