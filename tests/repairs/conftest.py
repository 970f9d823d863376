"""The bench and an order on it."""

import pytest

from service_desk.repairs import actions
from tests.repairs.bench import IN_COVER, build_bench


@pytest.fixture
async def bench(world):
    return await build_bench(world)


@pytest.fixture
async def order(bench):
    """Drill S1, in cover, reported the day before."""
    started = await actions.start(
        centre_id=bench.world.ber, items=[actions.Brought(bench.world.s1, "S101")], party_id=bench.world.ada,
        reported_at=IN_COVER, by=bench.world.cy,
    )  # fmt: skip
    return started.id


@pytest.fixture
async def paid(bench):
    """Drill OLD, out of cover: the customer pays."""
    started = await actions.start(
        centre_id=bench.world.ber, items=[actions.Brought(bench.old, "S101")], party_id=bench.world.ada,
        reported_at=IN_COVER, by=bench.world.cy,
    )  # fmt: skip
    return started.id
