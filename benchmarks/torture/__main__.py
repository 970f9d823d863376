"""`make torture N=200`: the real desk on a durable database, killed N times while four clients play whole jobs.

The last line is `kills N lost N doubled N`; exit code 1 when anything was lost, doubled or broken.
"""

import argparse
import asyncio
import contextlib
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Final

import httpx

from benchmarks.torture.check import Found, check, tally
from benchmarks.torture.clients import Acknowledged, Client
from benchmarks.torture.processes import Desk
from benchmarks.torture.world import World, build_world
from service_desk import backlog
from service_desk.foundation import migrate
from service_desk.foundation.db import DB, execute, fetchval
from service_desk.foundation.localpg import LocalPostgres

# fsync, full_page_writes and synchronous_commit stay on, as PostgreSQL has them: a commit is a commit.
SETTINGS: Final = {"shared_buffers": "128MB", "max_wal_size": "2GB"}
PAUSE: Final = (0.1, 0.4)
FAULTS: Final = ",".join(
    f"{name}=kill:{share}"
    for name, share in {
        "action.before_commit": 0.005,
        "action.after_commit": 0.005,
        "delivery.before_mark": 0.004,
        "delivery.after_commit": 0.004,
        "posting.before_settle": 0.01,
        "posting.after_commit": 0.01,
        "message.before_call": 0.01,
        "message.after_call": 0.01,
    }.items()
)
LONGEST_KILLING: Final = 400.0
# Longer than a process takes to start on a busy machine: a lease that ends sooner counts deaths of what nobody could begin.
HURRY_SECONDS: Final = 6.0
LONGEST_QUIET: Final = 150.0
STILL_SECONDS: Final = 60.0  # nothing moved for so long: it will not
LEASED: Final = ("event_delivery", "message", "posting")


@contextlib.contextmanager
def database() -> Iterator[str]:
    """A new cluster in a temporary folder, gone afterwards."""
    root = Path(tempfile.mkdtemp(prefix="aftercare-torture-"))
    try:
        with LocalPostgres.start(root, settings=SETTINGS) as server:
            yield server.dsn()
    finally:
        place = root / "place"  # run by root, the files are kept where the server's own user can reach them
        if place.is_symlink():
            shutil.rmtree(place.resolve(), ignore_errors=True)
        shutil.rmtree(root, ignore_errors=True)


async def end_leases() -> None:
    """What half a minute of waiting does: leases run out, also under a worker that lives and must then find that it lost them.

    Tries and deaths stay counted: what is given up after three deaths is found by the check.
    """
    for table in LEASED:
        await execute(
            f"update {table} set lease_until = now() - interval '1 second' where state = 'sending' and lease_until > now()"
        )


async def hurry(every: float, stopping: asyncio.Event) -> None:
    while not stopping.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), every)
        await end_leases()


async def kill(desk: Desk, kills: int, random: Random) -> None:
    """Until so many died, three of them at the very end, in one stroke."""
    deadline = time.monotonic() + LONGEST_KILLING
    due = time.monotonic() + random.uniform(*PAUSE)
    said = 0
    while desk.kills < kills - len(desk.children) and time.monotonic() < deadline:
        desk.revive()
        if time.monotonic() >= due:
            desk.kill_one(random)
            due = time.monotonic() + random.uniform(*PAUSE)
        if desk.kills >= said + 20:
            said = desk.kills
            print(f"{said} kills", flush=True)
        await asyncio.sleep(0.01)
    desk.faults = ""  # what starts from here on lives
    desk.kill_all()
    desk.revive()


async def keep_alive(desk: Desk, stopping: asyncio.Event) -> None:
    while not stopping.is_set():
        desk.revive()
        await asyncio.sleep(0.05)


async def torture(desk: Desk, world: World, kills: int, seed: int) -> Acknowledged:
    """Kill while the clients work; then let each finish the job it has at hand."""
    told, finish = Acknowledged(heard=desk.answered), asyncio.Event()
    headers = {"Authorization": f"Bearer {world.token}"}
    async with contextlib.AsyncExitStack() as stack:
        clients = []
        for number in range(len(world.clocks)):
            http = await stack.enter_async_context(httpx.AsyncClient(base_url=desk.url, headers=headers, timeout=10))
            clients.append(Client(http, world, told, number, seed))
        async with asyncio.TaskGroup() as tasks:
            working = [tasks.create_task(client.work(finish)) for client in clients]
            await kill(desk, kills, Random(f"{seed} kills"))
            finish.set()
            await _while_alive(desk, asyncio.wait(working))
    return told


async def _while_alive(desk: Desk, awaited: object) -> None:
    stopping = asyncio.Event()
    keeper = asyncio.create_task(keep_alive(desk, stopping))
    await awaited  # type: ignore[misc]  # any awaitable
    stopping.set()
    await keeper


async def quiet() -> float:
    """Wait until the workers have nothing left to do; how long it took."""
    began = moved = time.monotonic()
    before = -1
    while (
        (left := await _left())
        and time.monotonic() - began < LONGEST_QUIET
        and time.monotonic() - moved < STILL_SECONDS
    ):
        if left != before:
            before, moved = left, time.monotonic()
        await asyncio.sleep(0.2)
    return time.monotonic() - began


async def _left() -> int:
    return sum(row.rows for row in await backlog.waiting() if not row.stuck)


async def run(dsn: str, log: Path, kills: int, seed: int) -> tuple[Desk, list[Found]]:
    await migrate.migrate(dsn)
    await DB.open(dsn, most=4, lock_timeout="60000")  # a killed worker's server process may hold its rows a while
    world = await build_world()
    desk = Desk(dsn, log, faults=FAULTS)
    over = asyncio.Event()
    desk.start()
    hurrying = asyncio.create_task(hurry(HURRY_SECONDS, over))
    try:
        began = time.monotonic()
        told = await torture(desk, world, kills, seed)
        print(
            f"{desk.kills} kills, {desk.at_fault_points} of them at fault points, in {time.monotonic() - began:.0f} s; "
            f"{len(told.jobs)} jobs, {len(told.keys)} requests answered in {told.tries} tries, {told.replayed} of them replayed",
            flush=True,
        )
        await _while_alive(desk, _settle())
        found = await check(world, told)
        print(await _counts())
    finally:
        over.set()
        await hurrying
        desk.stop()
        await DB.close()
    return desk, found + [Found("broken", words) for words in (*told.troubles, *desk.troubles)]


async def _settle() -> None:
    print(f"quiet after {await quiet():.0f} s", flush=True)


async def _counts() -> str:
    tables = ("event", "event_delivery", "posting", "book_document", "message", "charge", "stock_move")
    return ", ".join([f"{table} {await fetchval(f'select count(*) from {table}')}" for table in tables])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.torture", description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument(
        "--seed", type=int, default=None, help="repeats jobs and pauses, not the scheduling of the machine"
    )
    asked = parser.parse_args(arguments)
    seed = asked.seed if asked.seed is not None else secrets.randbelow(2**32)
    print(f"seed {seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="aftercare-torture-log-") as folder, database() as dsn:
        log = Path(folder) / "desk.log"
        desk, found = asyncio.run(run(dsn, log, asked.kills, seed))
        if found and log.exists():
            print("\n".join(log.read_text(errors="replace").splitlines()[-40:]))
    for each in found:
        print(f"{each.what}: {each.words}")
    print(f"kills {desk.kills} lost {tally(found, 'lost')} doubled {tally(found, 'doubled')}")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
