"""The claim loop: leases that run out, workers that lost theirs, poison, and a database that goes away."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from service_desk.foundation import claim, clock
from service_desk.foundation.claim import LADDER, LEASE, MOST_DEATHS, LeaseLost, Queue, backoff, drain, settle
from service_desk.foundation.db import atomic, execute, fetch, fetchval
from tests.patience import PATIENCE

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


class Jobs:
    """The smallest queue there is; `poison` raises, `done` is what work did, in a transaction with the settling."""

    def __init__(self, work=None) -> None:
        self.poison: set[int] = set()
        self.queue = Queue(
            name="jobs",
            table="job",
            due=("queued",),
            claim=self.claim,
            work=work or self.work,
            failed=self.failed,
            sweep=self.sweep,
            topics=("jobs",),
            batch=5,
            poll=0.05,
        )

    async def claim(self, limit, now, token, suspects):
        return await fetch(
            "update job set state = 'sending', lease_token = $3, lease_until = coalesce($2, now()) + $4::interval, attempts = attempts + 1 "
            "where id in (select id from job where state = 'queued' and not_before <= coalesce($2::timestamptz, now()) "
            "and (deaths > 0) = $5 order by id limit $1 for update skip locked) returning *",
            limit, now, token, LEASE, suspects,
        )  # fmt: skip

    async def work(self, row, token):
        if row["id"] in self.poison:
            raise ValueError("poison")
        async with atomic():
            await execute("insert into did values ($1)", row["id"])
            await settle("update job set state = 'done' where id = $1 and lease_token = $2", row["id"], token)

    async def failed(self, row, token, _error):
        await settle("update job set state = 'dead' where id = $1 and lease_token = $2", row["id"], token)

    async def sweep(self, now):
        done = await execute(
            "update job set state = case when deaths + 1 >= $2 then 'dead' else 'queued' end, deaths = deaths + 1, lease_token = null "
            "where state = 'sending' and lease_until < coalesce($1::timestamptz, now())",
            now,
            MOST_DEATHS,
        )
        return int(done.split()[-1])


@pytest.fixture
async def jobs(committed_db):
    await execute(
        "create table job (id int primary key, state text default 'queued', attempts int default 0, deaths int default 0, not_before timestamptz default '2020-01-01', "
        "lease_token uuid, lease_until timestamptz)"
    )
    await execute("create table did (id int)")
    return Jobs()


async def add(count: int) -> None:
    await execute("insert into job (id) select * from generate_series(1, $1)", count)


async def states() -> dict[str, int]:
    return {row["state"]: row["n"] for row in await fetch("select state, count(*)::int as n from job group by 1")}


async def test_everything_due_is_done_once(jobs):
    await add(23)
    assert await drain(jobs.queue) == 23
    assert await fetchval("select count(*) = 23 and count(distinct id) = 23 from did")


async def test_a_poisoned_row_stops_no_other(jobs):
    jobs.poison = {3, 7}
    await add(12)
    await drain(jobs.queue)
    assert await states() == {"done": 10, "dead": 2}


async def test_a_worker_that_died_leaves_a_lease_that_runs_out(jobs):
    await add(2)
    with clock.at(NOW):
        await jobs.claim(1, NOW, "00000000-0000-7000-8000-000000000001", False)
        assert await drain(jobs.queue) == 1
    with clock.at(NOW + LEASE + timedelta(seconds=1)):
        assert await drain(jobs.queue) == 1
    assert await fetch("select id, attempts from job order by id") == [(1, 2), (2, 1)]


async def test_of_two_that_hold_one_row_the_first_loses_it_and_writes_nothing(jobs):
    await add(1)
    late, go = asyncio.Event(), asyncio.Event()

    async def slow(row, token):
        late.set()
        await go.wait()
        await jobs.work(row, token)

    first = asyncio.create_task(drain(Jobs(slow).queue))
    await late.wait()
    claim._TURNS.clear()  # the second is another process, which waits for nothing here
    with clock.at(datetime.now(UTC) + 2 * LEASE):
        assert await drain(jobs.queue) == 1
    go.set()
    await first
    assert await fetchval("select count(*) from did") == 1
    assert await states() == {"done": 1}


async def test_settling_without_the_lease_is_refused(jobs):
    await add(1)
    with pytest.raises(LeaseLost):
        await settle(
            "update job set state = 'done' where id = 1 and lease_token = $1", "00000000-0000-7000-8000-000000000001"
        )


async def test_many_workers_share_the_work(jobs):
    await add(60)
    shares = await asyncio.gather(*(drain(Jobs().queue) for _ in range(4)))
    assert sum(shares) == 60
    assert await fetchval("select count(*) = 60 and count(distinct id) = 60 from did")


def test_waiting_grows_up_the_ladder_with_jitter():
    for attempt in (1, 2, 5, 8, 9, 1000):
        step = LADDER[min(attempt, len(LADDER)) - 1]
        waits = {backoff(attempt) for _ in range(200)}
        assert step / 10 <= min(waits) < max(waits) <= step
        assert len(waits) > 100


def test_an_attempt_that_was_never_counted_waits_the_shortest():
    assert backoff(0) <= LADDER[0]


async def _kick_everyone_out(dsn: str) -> None:
    admin = await asyncpg.connect(dsn)
    await admin.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    )
    await admin.close()


async def _all_done(admin: asyncpg.Connection, count: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while await admin.fetchval("select count(*) from did") < count:  # another process would be asked
            # Nobody waits for a minute here.
            await admin.execute("update job set lease_until = '2020-01-01' where state = 'sending'")
            await admin.execute("update job set state = 'queued' where state = 'dead'")
            await asyncio.sleep(0.05)


async def test_the_loop_outlives_a_database_that_goes_away(jobs, committed_db):
    stopping = asyncio.Event()
    loop = asyncio.create_task(claim.run(jobs.queue, stopping))
    for count in (10, 20, 30):
        await _kick_everyone_out(committed_db)
        admin = await asyncpg.connect(committed_db)
        await admin.execute("insert into job (id) select * from generate_series($1::int - 9, $1)", count)
        await _all_done(admin, count)
        assert await admin.fetchval("select count(*) = $1 and count(distinct id) = $1 from did", count)
        await admin.close()
    stopping.set()
    await asyncio.wait_for(loop, PATIENCE)


async def test_a_loop_that_is_told_to_stop_ends_at_once(jobs):
    stopping = asyncio.Event()
    loop = asyncio.create_task(claim.run(jobs.queue, stopping))
    await asyncio.sleep(0.05)
    stopping.set()
    await asyncio.wait_for(loop, PATIENCE)
