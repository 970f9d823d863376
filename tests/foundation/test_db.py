"""The pool survives what leaks it in Piccolo; blocks nest as they say."""

import asyncio
from decimal import Decimal

import asyncpg
import pytest

from service_desk.foundation import pool as bounds
from service_desk.foundation.db import DB, after_commit, atomic, copying, execute, fetchval, joined
from service_desk.foundation.pool import PoolExhausted
from service_desk.foundation.transactions import Doomed


async def _table() -> None:
    await execute("create table note (id int primary key, parent int references note deferrable initially deferred)")


async def test_eight_commits_that_fail_leave_the_pool_whole(committed_db):
    await _table()
    for number in range(8):
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            async with atomic():
                await execute("insert into note values ($1, 999)", number)
    assert await asyncio.gather(*(fetchval("select 1") for _ in range(8))) == [1] * 8


async def test_an_inner_block_that_fails_leaves_the_outer_one_alive(db):
    await execute("create temp table kept (n int primary key) on commit drop")
    async with atomic():
        await execute("insert into kept values (1)")
        with pytest.raises(asyncpg.UniqueViolationError):
            async with atomic():
                await execute("insert into kept values (1)")
        await execute("insert into kept values (2)")
    assert await fetchval("select count(*) from kept") == 2


async def test_a_joined_block_that_fails_condemns_the_whole(committed_db):
    await _table()
    with pytest.raises(Doomed):
        async with atomic():
            await execute("insert into note values (1)")
            with pytest.raises(ValueError, match="half"):
                async with joined():
                    await execute("insert into note values (2)")
                    raise ValueError("half done")
    assert await fetchval("select count(*) from note") == 0


async def test_a_cancelled_block_gives_its_connection_back(committed_db):
    for _ in range(12):
        task = asyncio.create_task(_hold())
        await asyncio.sleep(0.005)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert await fetchval("select 1") == 1


async def _hold() -> None:
    async with atomic():
        await execute("select pg_sleep(5)")


async def test_an_exhausted_pool_says_so_after_a_bounded_wait(committed_db, monkeypatch):
    held = [await DB.acquire() for _ in range(8)]  # to connect may take its time
    monkeypatch.setattr(bounds, "WAIT_SECONDS", 0.05)
    with pytest.raises(PoolExhausted):
        await fetchval("select 1")
    for connection in held:
        await DB.release(connection)
    assert await fetchval("select 1") == 1


async def test_what_waits_for_the_commit_is_not_called_after_a_rollback(committed_db):
    called = []
    with pytest.raises(ValueError, match="no"):
        async with atomic():
            after_commit(lambda: called.append("rolled back"))
            raise ValueError("no")
    async with atomic():
        after_commit(lambda: called.append("committed"))
        assert called == []
    assert called == ["committed"]


async def test_json_goes_in_and_comes_back_as_objects(db):
    assert await fetchval("select $1::jsonb", {"fa": "دریل", "n": [1, None]}) == {"fa": "دریل", "n": [1, None]}


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("1.000000", "1"), ("0.016700", "0.0167"), ("-2.500000", "-2.5"), ("100.00000000", "100"), ("0.00000000", "0"),
        ("34.0000", "34.00"), ("7.5000", "7.50"), ("-0.0001", "-0.0001"), ("1200000", "1200000"), ("NaN", "NaN"),
    ],
)  # fmt: skip
async def test_numbers_come_back_without_needless_zeros(db, stored, read):
    assert str(await fetchval(f"select '{stored}'::numeric")) == read


async def test_numbers_go_in_as_they_are_and_through_copy(db):
    given = [Decimal("1E+3"), Decimal("-0.000001"), Decimal("12345678901234.5678")]
    assert await fetchval("select $1::numeric[]", given) == given
    await execute("create temp table counted (n numeric) on commit drop")
    async with copying() as held:
        await held.copy_records_to_table("counted", records=[(one,) for one in given])
    assert await fetchval("select array_agg(n) from counted") == given


async def test_a_copy_that_fails_says_why_and_leaves_numbers_read_as_before(db):
    await execute("create temp table counted (n numeric primary key) on commit drop")
    with pytest.raises(asyncpg.UniqueViolationError):
        async with copying() as held:
            await held.copy_records_to_table("counted", records=[(Decimal(1),), (Decimal(1),)])
    assert str(await fetchval("select '1.000000'::numeric")) == "1"
