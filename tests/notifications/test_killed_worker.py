"""A worker process killed between Twilio's answer and our commit: the text goes out exactly once."""

import asyncio
import os
import signal
import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from notifications.channels.twilio_sms import Twilio
from notifications.dispatcher import Dispatcher
from notifications.dispatcher.sender import WIDTH
from notifications.message import Medium
from service_desk.foundation import clock
from service_desk.foundation.claim import drain
from service_desk.foundation.db import fetch
from tests.notifications.conftest import ADA, NOON, greet, row, state
from tests.notifications.peers import ACCOUNT, PUBLIC, SENDER, TOKEN

WORKER = f"""
import asyncio
from datetime import datetime
from notifications import dispatcher
from service_desk.foundation import clock
from service_desk.foundation.claim import drain
from service_desk.foundation.db import fetch
from service_desk.foundation.db import DB
from service_desk.foundation.settings import environment

async def work():
    await DB.open(environment().database_url)
    with clock.at(datetime.fromisoformat("{NOON.isoformat()}")):
        await drain(dispatcher.queue())

asyncio.run(work())
"""


async def run_worker(dsn, peer, faults):
    settings = {
        "DATABASE_URL": dsn, "DESK_SMS_CHANNEL": "twilio", "DESK_TWILIO_ACCOUNT": ACCOUNT, "DESK_TWILIO_TOKEN": TOKEN,
        "DESK_TWILIO_SENDER": SENDER, "DESK_TWILIO_URL": peer.url, "DESK_PUBLIC_URL": PUBLIC, "DESK_FAULT_POINTS": faults,
    }  # fmt: skip
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", WORKER, env=os.environ | settings)
    return await process.wait()


@pytest.mark.usefixtures("noon", "greeting")
@pytest.mark.parametrize("point", ["message.before_call", "message.after_call"])
async def test_healing_comes_to_exactly_one_text_or_none_and_says_which(committed_db, peer, point):
    said = await greet()
    assert await run_worker(committed_db, peer, f"{point}=kill") == -signal.SIGKILL
    twilio = Twilio(ACCOUNT, TOKEN, SENDER, PUBLIC, peer.url)
    survivor = Dispatcher(lambda: dict.fromkeys(Medium, twilio))
    for minutes in (2, 20, 60):
        with clock.at(NOON + timedelta(minutes=minutes)):
            await drain(survivor.queue())
            await drain(survivor.healing())
    await survivor.close()
    taken = len(peer.messages)
    assert (taken, await state(said)) == ((1, "accepted") if point == "message.after_call" else (0, "dead"))
    assert (await row(said))["attempts"] == 1


@pytest.mark.usefixtures("noon", "greeting")
async def test_of_eight_claimed_texts_those_never_called_go_out_when_the_worker_is_killed(committed_db, peer):
    for number in range(8):
        await greet(key=f"{number}", recipient=replace(ADA, key=f"ada{number}"))
    assert await run_worker(committed_db, peer, "message.before_call=kill") == -signal.SIGKILL
    twilio = Twilio(ACCOUNT, TOKEN, SENDER, PUBLIC, peer.url)
    survivor = Dispatcher(lambda: dict.fromkeys(Medium, twilio))
    for minutes in (2, 20, 60):
        with clock.at(NOON + timedelta(minutes=minutes)):
            await drain(survivor.queue())
            await drain(survivor.healing())
    await survivor.close()
    states = [each["state"] for each in await fetch("select state from message")]
    assert 1 <= states.count("dead") <= WIDTH, "only those whose own call had begun"
    assert states.count("accepted") == len(peer.messages) == 8 - states.count("dead")
