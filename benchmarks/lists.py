"""The open list of 50: its CPU, its ratio to a route of the desk that answers a constant, and that it does not grow."""

import itertools
import json
import random
from collections.abc import Callable
from typing import Any
from unittest.mock import patch
from uuid import UUID

import asyncpg

from benchmarks import http
from benchmarks.measure import Figure, median_ratio
from benchmarks.rounds import Side, interleave
from benchmarks.seed import Seeded
from benchmarks.stage import Process
from service_desk.foundation import newest
from service_desk.tickets import queries

# The constant route does no SQL. A list does two statements (who asks, and the list) at about one constant route each,
# and makes 50 rows of 15 fields: about a fifth of a constant route a row, that is 10. With room for a row to grow: 15.
CONSTANT_GOAL = 15.0
GROWTH_GOAL = 1.2


def requests(seeded: Seeded) -> Callable[[], bytes]:
    return itertools.repeat(
        http.request("GET", "/api/v1/tickets?limit=50", Authorization=f"Bearer {seeded.token}")
    ).__next__


def constant(_seeded: Seeded) -> Callable[[], bytes]:
    return itertools.repeat(http.request("GET", "/healthz")).__next__


async def measure(desk: Process, seeded: Seeded, *, rounds: int, seconds: float) -> list[Figure]:
    listed, fixed = Side(desk, requests(seeded)), Side(desk, constant(seeded))
    await interleave((listed, fixed), rounds=rounds, seconds=seconds)
    ratio, low, high = median_ratio(listed.cpu_ms, fixed.cpu_ms)
    told = f"GET /healthz of the same process: {min(fixed.cpu_ms):.3f} ms, {low:.1f}-{high:.1f}"
    return [
        Figure("open_list_cpu_ms", sorted(listed.cpu_ms)[rounds // 2], "ms", f"50 rows, {listed.size} bytes"),
        Figure("open_list_vs_constant", ratio, "ratio", told, CONSTANT_GOAL),
    ]


async def blocks(dsn: str) -> int:
    """Blocks that PostgreSQL touches for the open list: free of noise, and what a growing table would show in."""
    sql, args = await _statement()
    held = await asyncpg.connect(dsn)
    try:
        plan = await held.fetchval(f"explain (analyze, buffers, format json) {sql}", *args)
    finally:
        await held.close()
    top = json.loads(plan)[0]["Plan"]
    return int(top["Shared Hit Blocks"] + top["Shared Read Blocks"])


async def _statement() -> tuple[str, tuple[Any, ...]]:
    """The statement that the product itself would run."""
    asked: list[tuple[str, tuple[Any, ...]]] = []

    async def heard(sql: str, *args: Any) -> list[Any]:
        asked.append((sql, args))
        return []

    with patch.object(newest, "fetch", heard):
        await queries.queue(queries.QueueFilter(), centres=None, me=UUID(int=0), limit=50)
    return asked[0]


def growth(before: int, after: int, tickets: int) -> Figure:
    told = f"{after} blocks after {tickets:,} more open tickets, {before} before"
    return Figure("open_list_growth", after / before, "ratio", told, GROWTH_GOAL)


def search(seeded: Seeded) -> Callable[[], bytes]:
    """For the mixed load: words, serials and numbers."""
    dice = random.Random(3)
    asked = [
        f"/api/v1/tickets?words={dice.choice(('stops', seeded.serial(dice.randrange(seeded.items)), 'minute'))}"
        for _ in range(200)
    ]
    return itertools.cycle(
        [http.request("GET", path, Authorization=f"Bearer {seeded.token}") for path in asked]
    ).__next__


async def open_tickets(dsn: str) -> int:
    held = await asyncpg.connect(dsn)
    try:
        return int(await held.fetchval("select count(*) from ticket where state in ('new', 'open')"))
    finally:
        await held.close()
