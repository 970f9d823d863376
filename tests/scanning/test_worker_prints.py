"""The worker as a process prints what is queued, and what a killed one left is printed by the next."""

import asyncio
import signal

from service_desk.foundation.db import execute, fetchval
from service_desk.scanning import actions
from service_desk.scanning.rules import LabelKind
from service_desk.scanning.rules.addresses import PrinterKind
from tests.patience import PATIENCE
from tests.scanning.fake_printer import printer
from tests.test_worker import Worker


async def queue_one(world, address):
    place = await actions.add_printer(
        centre_id=world.ber, code="P1", kind=PrinterKind.RAW_TCP, address=address, by=world.cy
    )
    await actions.print_labels(printer_id=place, kind=LabelKind.PART, ids=[world.battery], by=world.cy)


async def printed():
    async with asyncio.timeout(PATIENCE):
        while await fetchval("select count(*) from print_job where state <> 'done'"):  # noqa: ASYNC110  # another process does the work
            await asyncio.sleep(0.05)


async def test_a_worker_process_prints(committed_world, committed_db):
    async with printer() as (fake, address), Worker(committed_db) as worker:
        await worker.said("worker_started")
        await queue_one(committed_world, address)
        await printed()
    assert fake.printed[0].startswith(b"^XA")


async def test_what_a_killed_worker_left_is_printed_by_the_next(committed_world, committed_db):
    async with printer() as (fake, address):
        await queue_one(committed_world, address)
        async with Worker(committed_db, "print.before_settle=kill") as killed, asyncio.timeout(PATIENCE):
            assert await killed.process.wait() == -signal.SIGKILL
        assert await fetchval("select state from print_job") == "sending"
        await execute("update print_job set lease_until = now() - interval '1 second'")
        async with Worker(committed_db):
            await printed()
    assert len(fake.printed) == 2  # the first one had come out already: twice is better than never, and it is said
