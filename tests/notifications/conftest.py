"""One template, one person, a channel that answers as it is told, and a stopped clock."""

import asyncio
from collections import deque
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from aiohttp import web

from notifications.actions import say
from notifications.channels.port import Outgoing
from notifications.dispatcher import Dispatcher
from notifications.message import Category, Medium, Recipient, Sent, Verdict
from notifications.templates import CATALOGUE, Template, register
from service_desk.foundation import clock
from service_desk.foundation.claim import LeaseLost
from service_desk.foundation.db import fetch, fetchrow
from tests.notifications.peers import FakeTwilio

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
ADA = Recipient(
    "ada",
    "en",
    "UTC",
    {Medium.SMS: "+4915112345678", Medium.EMAIL: "ada@example.com", Medium.WHATSAPP: "+4915112345678"},
)


class Scripted:
    """A channel that gives the outcomes of its script, one after another, and notes what it was asked to send."""

    policy = {"21610": Verdict.OPTED_OUT, "21211": Verdict.BAD_ADDRESS, "20003": Verdict.STOP}
    otherwise = Verdict.FAIL
    heal_after = timedelta(minutes=10)
    harmless = False
    call_seconds = 5.0

    def __init__(self, name="scripted", *outcomes):
        self.name = name
        self.script = deque(outcomes)
        self.sent: list[Outgoing] = []
        self.found = None
        self.during = None

    async def send(self, message):
        self.sent.append(message)
        if self.during is not None:
            await self.during(message)
        answer = self.script.popleft() if self.script else Sent(f"id-{len(self.sent)}-{message.ref}")
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def find(self, _message):
        if isinstance(self.found, Exception):
            raise self.found
        return self.found

    async def close(self):
        return None


@pytest.fixture
def noon():
    with clock.at(NOON):
        yield NOON


@pytest.fixture
def greeting(tmp_path):
    (tmp_path / "en.txt").write_text(
        "== subject ==\nFor {{ name }}\n== sms ==\nHello {{ name }}\n== email ==\nDear {{ name }}\n"
    )
    made = Template("greeting", tmp_path, Category.SERVICE, {"name": "Ada"})
    register(made)
    yield made
    CATALOGUE.pop("greeting")


@pytest.fixture
def channel():
    return Scripted()


@pytest.fixture
def dispatcher(channel):
    return Dispatcher(lambda: dict.fromkeys(Medium, channel))


@pytest.fixture
async def peer(unused_tcp_port):
    """A Twilio of our own on this machine."""
    fake = FakeTwilio()
    fake.release = asyncio.Event()
    runner = web.AppRunner(fake.application(), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
    fake.url = f"http://127.0.0.1:{unused_tcp_port}"
    yield fake
    fake.release.set()
    await runner.cleanup()


async def greet(key="1", recipient=ADA, **more):
    """Say hello; the first message's id."""
    return (await say(recipient=recipient, template="greeting", params={"name": "Ada"}, dedupe_key=key, **more))[0]


async def send_due(dispatcher, queue="queue"):
    """One round of the claim loop, one message after the other, as the rolled-back transaction of a test needs it."""
    work = getattr(dispatcher, queue)()
    await work.sweep(clock.now())
    token = uuid4()
    limit = work.batch or work.width
    rows = [row for suspects in (True, False) for row in await work.claim(limit, clock.now(), token, suspects)]
    for row in rows:
        try:
            await work.work(row, token)
        except LeaseLost:
            pass
        except Exception as error:  # noqa: BLE001  # as the loop does
            await work.failed(row, token, error)
    return len(rows)


async def row(message_id):
    return await fetchrow("select * from message where id = $1", message_id)


async def state(message_id):
    return (await row(message_id))["state"]


async def history(message_id):
    lines = await fetch("select source, state from message_event where message_id = $1 order by at, id", message_id)
    return [(line["source"], line["state"]) for line in lines]
