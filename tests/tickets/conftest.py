"""Codes, cover and an open hand: what intake reads."""

import pytest

from service_desk.tickets import actions
from tests.repairs.bench import build_bench


@pytest.fixture
async def bench(world):
    return await build_bench(world)


@pytest.fixture
def opened(bench):
    """Open a ticket in Berlin as Cy."""

    async def send(**given):
        return await actions.open_ticket(**({"centre_id": bench.world.ber, "by": bench.world.cy} | given))

    return send
