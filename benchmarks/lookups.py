"""GET an item by its serial, against the bare twin with the same statements and the same answer."""

import itertools
import random
from collections.abc import Callable

from benchmarks import http
from benchmarks.measure import Figure, median_ratio
from benchmarks.rounds import Side, interleave
from benchmarks.seed import Seeded
from benchmarks.stage import Process

GOAL = 1.5


def requests(seeded: Seeded) -> Callable[[], bytes]:
    """Another serial each time, of a few thousand prepared requests."""
    dice = random.Random(7)
    numbers = [dice.randrange(seeded.items) for _ in range(5000)]
    who = f"Bearer {seeded.token}"
    made = [http.request("GET", f"/api/v1/items?serial={seeded.serial(n)}", Authorization=who) for n in numbers]
    return itertools.cycle(made).__next__


async def measure(desk: Process, bare: Process, seeded: Seeded, *, rounds: int, seconds: float) -> list[Figure]:
    ours, theirs = Side(desk, requests(seeded)), Side(bare, requests(seeded))
    await interleave((ours, theirs), rounds=rounds, seconds=seconds)
    ratio, low, high = median_ratio(ours.cpu_ms, theirs.cpu_ms)
    told = f"{min(ours.cpu_ms):.2f} against {min(theirs.cpu_ms):.2f} ms, {ours.size} against {theirs.size} bytes, {low:.2f}-{high:.2f}"
    return [Figure("item_lookup_cpu_vs_bare", ratio, "ratio", f"bare Litestar + asyncpg, same SQL: {told}", GOAL)]
