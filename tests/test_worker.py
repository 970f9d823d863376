"""The worker as a process: does what is owed, ends when told to, and can be killed anywhere without harm."""

import asyncio
import json
import signal
import sys
import time
from datetime import date

import pytest

from notifications.tables import SendWindow
from service_desk.backlog import Waiting, waiting
from service_desk.centres import actions as centres
from service_desk.erp import queries as erp
from service_desk.events.queries import verify
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import execute, fetch, fetchval
from service_desk.repairs import actions as repairs
from service_desk.tickets import actions as tickets
from tests.patience import PATIENCE
from tests.shell import ROOT, environment

# What a call to a provider may have done is another matter: tests/notifications/test_killed_worker.py.
POINTS = (
    "delivery.before_mark",
    "delivery.after_commit",
    "posting.before_settle",
    "posting.after_commit",
    "message.before_call",
)


class Worker:
    """A worker process on `dsn`; `faults` as in DESK_FAULT_POINTS, `more` of its environment."""

    def __init__(self, dsn: str, faults: str = "", **more: str) -> None:
        self.dsn, self.more = dsn, {"DESK_FAULT_POINTS": faults} | more

    async def __aenter__(self):
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "service_desk.worker", cwd=ROOT, env=environment(self.dsn, **self.more),
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        return self

    async def __aexit__(self, *_):
        await self.end(signal.SIGKILL)

    async def end(self, how: signal.Signals) -> int:
        if self.process.returncode is None:
            self.process.send_signal(how)
        await self.process.communicate()
        return self.process.returncode

    async def said(self, event: str) -> dict:
        async with asyncio.timeout(PATIENCE):
            while line := await self.process.stderr.readline():
                if line.startswith(b"{") and (told := json.loads(line))["event"] == event:
                    return told
        raise AssertionError(f"the worker ended without saying {event}")


@pytest.fixture
async def desk(committed_world):
    """The world today, with no quiet hours, so that a message need not wait for the morning."""
    await SendWindow.insert(
        *(
            SendWindow(medium=medium, weekday=day, opens=0, closes=1440)
            for medium in ("sms", "whatsapp")
            for day in range(7)
        )
    )
    year = clock.today("Europe/Berlin").year
    if year not in {2024, 2025, 2026}:
        await centres.open_period(starts_on=date(year, 1, 1), ends_on=date(year, 12, 31), by=SYSTEM)
    return committed_world


async def job(world) -> str:
    """Ada's drill from the scan to the hand-over; the number of the order."""
    ticket = await tickets.open_ticket(
        centre_id=world.ber, scan="S1", party_id=world.ada, words="Does not switch on", symptom="S101", by=world.cy
    )
    order = await repairs.start(ticket_id=ticket.id, by=world.cy)
    await repairs.diagnose(order_id=order.id, symptom="S101", section="L02", defect="D01", repair="R04", by=world.cy)
    await repairs.use_part(order_id=order.id, part="P-BAT", location="WH-BER", by=world.cy)
    await repairs.pass_check(order_id=order.id, passed=True, by=world.cy)
    await repairs.close(order_id=order.id, by=world.cy)
    await repairs.hand_over(order_id=order.id, by=world.cy)
    return order.number


async def owed() -> list[Waiting]:
    """A message whose call a kill cut off may have gone out: it waits to be looked up or for a person, never to be sent again."""
    return [
        each
        for each in await waiting()
        if (each.queue, each.state) not in {("messages", "unknown"), ("messages", "dead")}
    ]


async def _why() -> list[str]:
    return [
        f"{row['key']} {row['state']}: {row['reject_code']} {row['detail']}"
        for row in await fetch("select key, state, reject_code, detail from posting where state <> 'verified'")
    ]


async def settled(seconds: float = PATIENCE) -> None:
    """Wait until another process has done the work; what it left says why when it takes too long."""
    ends = time.monotonic() + seconds
    while left := await owed():
        hopeless = time.monotonic() > ends or any(each.stuck for each in left)
        assert not hopeless, (left, await _why())
        await asyncio.sleep(0.1)


async def no_double_and_no_loss(jobs: int) -> None:
    verdict = await verify()
    assert (verdict.whole, verdict.unsealed) == (True, 0)
    assert await fetchval("select count(*) from event_delivery where state <> 'done'") == 0
    told = {
        row["template"]: row["n"] for row in await fetch("select template, count(*)::int as n from message group by 1")
    }
    assert told == {"ticket_received": jobs, "repair_ready": jobs, "repair_handed_over": jobs}
    assert await fetchval("select count(*) from posting where state <> 'verified'") == 0
    assert await fetchval(
        "select count(*) = (select count(*) from posting) and count(*) = count(distinct key) from book_document"
    )
    assert await erp.ledger_balanced()
    assert await erp.stock_matches()


async def test_a_worker_seals_delivers_sends_and_posts_what_is_owed(desk, committed_db):
    async with Worker(committed_db) as worker:
        await worker.said("worker_started")
        await job(desk)
        await settled()
        await no_double_and_no_loss(1)
        assert {row["state"] for row in await fetch("select state from message")} == {"delivered"}


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_a_worker_that_is_told_to_stop_ends_within_seconds(desk, committed_db, how):
    async with Worker(committed_db) as worker:
        await worker.said("worker_started")
        async with asyncio.timeout(PATIENCE):
            assert await worker.end(how) == 0


async def test_a_worker_without_a_database_says_what_is_missing():
    lost = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "service_desk.worker", cwd=ROOT, env=environment(""), stderr=asyncio.subprocess.PIPE
    )
    _, said = await lost.communicate()
    assert lost.returncode == 1
    assert said == b"DATABASE_URL is not set. Start the desk with `desk run`, or set it.\n"


async def end_leases() -> None:
    """What a minute of waiting does, once the server has noticed that the worker is gone."""
    gone = "select count(*) = 0 from pg_stat_activity where datname = current_database() and application_name = 'aftercare worker'"
    while not await fetchval(gone):  # noqa: ASYNC110  # as above
        await asyncio.sleep(0.05)
    for table in ("event_delivery", "message", "posting"):
        await execute(f"update {table} set lease_until = now() - interval '1 second' where state = 'sending'")


@pytest.mark.parametrize("point", POINTS)
async def test_what_a_killed_worker_left_the_next_one_finishes_once(desk, committed_db, point):
    await job(desk)
    async with Worker(committed_db, f"{point}=kill") as killed, asyncio.timeout(PATIENCE):
        assert await killed.process.wait() == -signal.SIGKILL
    await end_leases()
    async with Worker(committed_db):
        await settled()
    await no_double_and_no_loss(1)


async def test_workers_killed_at_random_lose_and_double_nothing(desk, committed_db):
    for _ in range(5):
        await job(desk)
    for _ in range(3):
        async with (
            Worker(committed_db, ",".join(f"{point}=kill:0.15" for point in POINTS)) as killed,
            asyncio.timeout(PATIENCE),
        ):
            while killed.process.returncode is None and await owed():  # noqa: ASYNC110  # it kills itself
                await asyncio.sleep(0.1)
        await end_leases()
    async with Worker(committed_db), Worker(committed_db):
        await settled()
    await no_double_and_no_loss(5)
