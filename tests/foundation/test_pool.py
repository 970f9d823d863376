"""The pool: one connection after the other at hand, none lost when statements fail, wait or find the server gone."""

import asyncio

import asyncpg
import pytest

from service_desk.foundation.db import DB, atomic, connection, fetchval


async def backend(seconds: float = 0) -> int:
    return await fetchval("select pg_backend_pid() from pg_sleep($1)", seconds)


async def test_what_follows_finds_the_connection_still_at_hand(committed_db):
    first = await backend()
    async with atomic():
        assert await backend() == first
    assert await backend() == first
    assert DB.pool.in_use == 0


async def test_statements_at_once_have_a_connection_each(committed_db):
    assert len(set(await asyncio.gather(*(backend(0.05) for _ in range(8))))) == 8
    assert DB.pool.in_use == 0


async def test_more_statements_than_connections_wait_for_each_other(committed_db):
    pids = await asyncio.gather(*(backend(0.01) for _ in range(100)))
    assert len(set(pids)) <= 8
    assert DB.pool.in_use == 0


async def test_failed_and_cancelled_statements_leave_no_connection_behind(committed_db):
    for _ in range(10):
        with pytest.raises(asyncpg.PostgresSyntaxError):
            await fetchval("selec")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02):
                await fetchval("select pg_sleep(5)")
        with pytest.raises(ValueError, match="broken"):
            async with connection():
                raise ValueError("broken")
    assert await fetchval("select 1") == 1
    assert DB.pool.in_use == 0


async def test_a_transaction_left_open_by_hand_is_not_handed_on(committed_db):
    async with connection() as held:
        await held.execute("begin")
    async with connection() as held:
        assert not held.is_in_transaction()


async def test_connections_that_the_server_ended_are_replaced(committed_db):
    ended = await asyncio.gather(*(backend(0.02) for _ in range(4)))
    admin = await asyncpg.connect(committed_db)
    await admin.execute("select pg_terminate_backend(pid) from unnest($1::int[]) as pid", ended)
    await admin.close()
    await asyncio.sleep(0.05)
    assert not {await backend() for _ in range(4)} & set(ended)
    assert DB.pool.in_use == 0


async def test_closing_waits_for_what_runs(committed_db):
    running = asyncio.create_task(backend(0.1))
    await asyncio.sleep(0.02)
    await DB.close()
    assert await running > 0
