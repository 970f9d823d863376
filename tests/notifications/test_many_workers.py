"""The outbox with real commits and several workers at once."""

import asyncio
import subprocess
import sys
from dataclasses import replace

import pytest

from notifications import queries
from notifications.dispatcher import Dispatcher
from notifications.message import Medium, Unknown
from service_desk.foundation.claim import drain
from service_desk.foundation.db import fetch, fetchval
from tests.notifications.conftest import ADA, Scripted, greet


@pytest.mark.usefixtures("committed_db", "noon", "greeting")
async def test_workers_side_by_side_send_each_message_once_and_in_order():
    shared = Scripted()
    people = [replace(ADA, key=f"p{n}") for n in range(6)]
    said = {person.key: [await greet(f"{person.key}:{n}", recipient=person) for n in range(4)] for person in people}
    workers = [Dispatcher(lambda: dict.fromkeys(Medium, shared)) for _ in range(3)]
    for _ in range(6):
        await asyncio.gather(*(drain(worker.queue()) for worker in workers))
    assert sorted(m.id for m in shared.sent) == sorted(one for ids in said.values() for one in ids)
    for ids in said.values():
        assert [m.id for m in shared.sent if m.id in ids] == ids
    assert await queries.unfinished() == 0


@pytest.mark.usefixtures("committed_db", "noon", "greeting")
async def test_handlers_that_say_the_same_at_once_say_it_once():
    ids = await asyncio.gather(*(greet("same", event_id=1, handler="room.tell") for _ in range(5)))
    assert len(set(ids)) == 1
    assert await fetchval("select count(*) from message") == 1


@pytest.mark.usefixtures("committed_db", "noon", "greeting")
async def test_a_failing_channel_does_not_stop_the_queue():
    channel = Scripted("flaky", RuntimeError("a bug"), Unknown("no_answer"))
    for n in range(3):
        await greet(str(n), recipient=replace(ADA, key=f"p{n}"))
    await drain(Dispatcher(lambda: dict.fromkeys(Medium, channel)).queue())
    assert sorted(row["state"] for row in await fetch("select state from message")) == [
        "accepted",
        "unknown",
        "unknown",
    ]


def test_the_web_process_loads_no_providers_library():
    code = (
        "import sys, notifications.actions, notifications.inbound, notifications.queries, notifications.dispatcher;"
        "import service_desk.correspondence.api, service_desk.correspondence.hooks, service_desk.correspondence.actions;"
        "print(sorted({'twilio', 'aiohttp', 'aiosmtplib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
