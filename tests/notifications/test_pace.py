"""How fast a channel is used."""

import asyncio

from notifications.channels.pace import Pace


def test_five_failures_in_a_row_open_the_circuit():
    pace = Pace()
    for _ in range(5):
        assert pace.rest() == 0
        pace.failed()
    assert 25 < pace.rest() <= 30


def test_a_rate_limit_halves_the_calls_at_once_and_good_ones_bring_them_back():
    pace = Pace(width=4)
    pace.slow(0)
    assert pace.width == 2
    for _ in range(10):
        pace.good()
    assert pace.width == 4


async def test_no_more_calls_at_once_than_the_width():
    pace, busy, most = Pace(width=2), 0, 0

    async def call():
        nonlocal busy, most
        async with pace.turn():
            busy += 1
            most = max(most, busy)
            await asyncio.sleep(0.01)
            busy -= 1

    await asyncio.gather(*(call() for _ in range(6)))
    assert most == 2


async def test_a_token_bucket_spreads_calls_over_time():
    pace, loop = Pace(width=8, per_second=20), asyncio.get_running_loop()
    began = loop.time()
    for _ in range(24):
        async with pace.turn():
            pass
    assert loop.time() - began >= 0.15
