"""`make bench`: one interleaved run against bare endpoints, pgbench, COPY and its own growth; results in benchmarks/out/bench.json.

Everything runs on this machine: an embedded PostgreSQL with durable settings below .cache/bench, one web process of the
desk by its real entry, and its bare twin. Figures are ratios of one run, so that another busy program meets both sides.
"""

import argparse
import asyncio
import sys
import time

from benchmarks import finding, importing, lists, lookups, memory, tickets
from benchmarks.http import in_loop
from benchmarks.measure import Figure, write
from benchmarks.seed import Seeded, seeded
from benchmarks.stage import Process, bare, clone, database_server, desk, drop
from service_desk.foundation.localpg import LocalPostgres

RUN = "run"


def say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", flush=True)


async def _requests(ours: Process, theirs: Process, dsn: str, seed: Seeded, asked: argparse.Namespace) -> list[Figure]:
    how = {"rounds": asked.rounds, "seconds": asked.seconds}
    say("Look-up by serial, against the bare twin.")
    figures = await lookups.measure(ours, theirs, seed, **how)
    say("The open list, against a constant route.")
    figures += await lists.measure(ours, seed, **how)
    before = await lists.blocks(dsn)
    say("New tickets, against the bare twin and pgbench.")
    made = await tickets.measure(ours, theirs, dsn, seed, **how)
    return [*figures, *made, lists.growth(before, await lists.blocks(dsn), await lists.open_tickets(dsn))]


def measured(server: LocalPostgres, asked: argparse.Namespace) -> list[Figure]:
    template, seed = asyncio.run(seeded(server, asked.items))
    dsn = asyncio.run(clone(server, template, RUN))
    with desk(dsn) as ours, bare(dsn) as theirs:
        figures = in_loop(_requests(ours, theirs, dsn, seed, asked))
    say("Ten thousand mixed requests, for the weight of the process.")
    with desk(dsn) as ours:
        figures += in_loop(memory.measure(ours, seed))
    asyncio.run(drop(server, RUN))
    say("What people type into the lists, of a million against ten thousand.")
    figures += finding.measure(server, sizes=asked.found)
    say(f"Import of {asked.rows:,} rows, against COPY.")
    return figures + asyncio.run(
        importing.measure(server, template, seed, rows=asked.rows, rounds=min(asked.rounds, 5))
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=1_000_000, help="sold items in the database")
    parser.add_argument("--rows", type=int, default=200_000, help="rows of the imported file")
    parser.add_argument(
        "--rounds", type=int, default=12, help="many and short: noise of the machine falls on both sides"
    )
    parser.add_argument("--seconds", type=float, default=1.5, help="of each side in each round")
    parser.add_argument("--smoke", action="store_true", help="small and quick: proves the harness, not the goals")
    parser.set_defaults(found=(finding.FEW, finding.MANY))
    asked = parser.parse_args()
    if asked.smoke:
        asked.items, asked.rows, asked.rounds, asked.seconds = 20_000, 20_000, 3, 1.0
        asked.found = (1000, 20_000)
    started = time.perf_counter()
    with database_server() as server:
        figures = measured(server, asked)
    path = write("bench", figures)
    missed = [figure.name for figure in figures if not figure.ok]
    say(
        f"{time.perf_counter() - started:.0f} s; results in {path}"
        + (f"; missed: {', '.join(missed)}" if missed else "")
    )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
