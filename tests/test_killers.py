"""In every queue of the worker a row whose work kills the process is given up, and whoever stood behind it is served.

Deliveries stand in events/test_killers.py; messages, of which none is called twice, in notifications/test_killed_worker.py.
"""

from contextlib import asynccontextmanager
from datetime import timedelta
from decimal import Decimal

import pytest

from barcodes import Source
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.claim import MOST_DEATHS
from service_desk.foundation.db import fetch, fetchval
from service_desk.imports.actions.asking import ask
from service_desk.imports.rules import Kind
from service_desk.parts import actions as parts
from service_desk.scanning import actions as scanning
from service_desk.scanning.rules import LabelKind
from service_desk.scanning.rules.addresses import PrinterKind
from tests.erp.conftest import deliver
from tests.killing import deaths
from tests.notifications.peers import ACCOUNT, PUBLIC, TOKEN
from tests.scanning.fake_media import PATH, store
from tests.scanning.fake_printer import printer
from tests.scanning.test_whatsapp import labelled

SETUP = """
import dataclasses, os, signal
from {module} import queue as real

def queue():
    found = real()
    async def work(row, token):
        if str(row["id"]) == "{killer}":
            os.kill(os.getpid(), signal.SIGKILL)
        await found.work(row, token)
    return dataclasses.replace(found, work=work)
"""


@asynccontextmanager
async def postings(world):
    for _ in range(3):
        await parts.receive(
            part_id=world.battery, location_id=world.shelf, quantity=Decimal(1), unit_cost=Decimal(20), by=SYSTEM
        )
    await deliver()
    yield {}


@asynccontextmanager
async def print_jobs(world):
    async with printer() as (_, address):
        for code in ("P1", "P2"):  # jobs of one printer wait for each other
            place = await scanning.add_printer(
                centre_id=world.ber, code=code, kind=PrinterKind.RAW_TCP, address=address, by=world.cy
            )
            for _ in range(2):
                await scanning.print_labels(printer_id=place, kind=LabelKind.PART, ids=[world.battery], by=world.cy)
        yield {}


@asynccontextmanager
async def sent_pictures(world):
    async with store(await labelled(world)) as fake:
        for number in range(4):
            await scanning.expect_pictures(
                source=Source.WHATSAPP, message_key=f"MM{number}", sender="+4915112345678",
                media=[(fake.url + PATH, "image/png")],
            )  # fmt: skip
        named = {"ACCOUNT": ACCOUNT, "TOKEN": TOKEN, "URL": fake.url}
        yield {f"DESK_TWILIO_{name}": value for name, value in named.items()} | {"DESK_PUBLIC_URL": PUBLIC}


@asynccontextmanager
async def imports(world):
    async def content(number):
        yield f"serial,model,sold\nAPI{number},M1,2024-01-05\n".encode()

    for number in range(3):
        await ask(
            kind=Kind.ITEMS, centre_id=world.ber, file_name="units.csv", data=content(number), mapping="", dry=False,
            language="en", by=world.cy,
        )  # fmt: skip
    yield {}


# queue -> (its module, table, what fills it, where the killer ends, where the innocents end)
QUEUES = {
    "postings": ("service_desk.erp.sender", "posting", postings, "parked", "verified"),
    "print jobs": ("service_desk.scanning.sender", "print_job", print_jobs, "dead", "done"),
    "sent pictures": ("service_desk.scanning.fetcher", "sent_picture", sent_pictures, "dead", "read"),
    "imports": ("service_desk.imports.jobs", "import_run", imports, "failed", "finished"),
}


@pytest.mark.parametrize("name", QUEUES)
async def test_who_kills_the_worker_is_given_up_and_the_others_are_served(committed_db, committed_world, name):
    module, table, fill, given_up, served = QUEUES[name]
    async with fill(committed_world) as settings:
        first = await fetchval(f"select id from {table} order by id limit 1")
        setup = SETUP.format(module=module, killer=first)
        assert await deaths(committed_db, setup, clock.now() + timedelta(minutes=1), **settings) == MOST_DEATHS
        rows = await fetch(f"select state, deaths from {table} order by id")
    assert (rows[0]["state"], rows[0]["deaths"]) == (given_up, MOST_DEATHS)
    assert len(rows) > 2
    # Labels behind the one that kills wait for a person with it, at that printer alone.
    others = rows[2:] if name == "print jobs" else rows[1:]
    assert {row["state"] for row in others} == {served}
    assert max(row["deaths"] for row in others) <= 1, (
        "who was at work beside the killer is suspected once, and cleared alone"
    )
