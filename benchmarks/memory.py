"""What the web process weighs after ten thousand mixed requests."""

import random
from collections.abc import Callable

from benchmarks import http, lists, lookups, tickets
from benchmarks.measure import Figure, pss_mb
from benchmarks.seed import Seeded
from benchmarks.stage import Process

GOAL, REQUESTS = 130.0, 10_000


def mixed(seeded: Seeded) -> Callable[[], bytes]:
    """Of ten requests: four look-ups, three new tickets, two lists, a search."""
    dice = random.Random(19)
    look_up, create, listed = lookups.requests(seeded), tickets.requests(seeded, 1), lists.requests(seeded)
    kinds = [look_up] * 4 + [create] * 3 + [listed] * 2 + [lists.search(seeded)]
    return dice.choice(kinds)


async def measure(desk: Process, seeded: Seeded) -> list[Figure]:
    make, done = mixed(seeded), 0
    while done < REQUESTS:
        load = await http.run(desk.port, make, seconds=5)
        done += load.check(desk.name).done
    return [Figure("web_process_mb", pss_mb(desk.process.pid), "MB", f"PSS after {done:,} mixed requests", GOAL)]
