"""The live hub: news after commit only, survives a lost connection, never blocks on a slow listener."""

import asyncio

import asyncpg
import pytest

from service_desk.foundation.db import atomic
from service_desk.foundation.live import HUB, RESYNC, Hub, announce
from tests.patience import PATIENCE


@pytest.fixture
async def hub(committed_db):
    await HUB.start(committed_db)
    await asyncio.wait_for(HUB.connected.wait(), PATIENCE)
    yield HUB
    await HUB.stop()


async def heard(queue: asyncio.Queue, seconds: float = PATIENCE):
    return await asyncio.wait_for(queue.get(), seconds)


async def test_news_comes_after_the_commit(hub):
    async with hub.subscribe("ticket") as queue:
        async with atomic():
            announce("ticket", "42")
            with pytest.raises(TimeoutError):
                await heard(queue, 0.15)
        assert await heard(queue) == ("ticket", "42")


async def test_what_is_rolled_back_is_no_news(hub):
    async with hub.subscribe("ticket") as queue:
        with pytest.raises(ValueError, match="no"):
            async with atomic():
                announce("ticket", "42")
                raise ValueError("no")
        with pytest.raises(TimeoutError):
            await heard(queue, 0.15)


async def test_the_hub_survives_a_killed_connection_and_asks_everyone_to_look_again(hub, committed_db):
    async with hub.subscribe("ticket") as queue:
        other = await asyncpg.connect(committed_db)
        await other.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'LISTEN%'"
        )
        await other.close()
        assert await heard(queue, 5) == RESYNC
        announce("ticket", "7")
        assert await heard(queue) == ("ticket", "7")


async def test_a_slow_listener_loses_the_oldest_and_blocks_nobody():
    hub = Hub()
    async with hub.subscribe("t") as queue:
        for number in range(300):
            hub._heard(None, 0, "", f"t {number}")
        assert queue.qsize() == 256
        assert queue.get_nowait() == ("t", "44")


async def test_many_notices_at_once_fit_into_few_notifications(hub):
    async with hub.subscribe("t") as queue:
        for number in range(250):
            announce("t", number)
        got = {await heard(queue) for _ in range(250)}
        assert len(got) == 250


async def test_a_database_that_is_away_does_not_stop_the_sender():
    hub = Hub()
    await hub.start("postgresql://postgres@127.0.0.1:1/none")
    hub.announce("t", "1")
    await asyncio.sleep(0.1)
    await hub.stop()
