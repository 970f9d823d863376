"""`make bench-pages`: what pages weigh and cost, how soon news is on a screen, and fifty agents at once; results in benchmarks/out/pages.json."""

import argparse
import asyncio
import gzip
import itertools
import random
import re
import statistics
import sys
import time
from collections.abc import Callable
from typing import Final

import httpx

from benchmarks import http
from benchmarks.http import in_loop
from benchmarks.measure import Figure, median_ratio, pss_mb, write
from benchmarks.rounds import Side, interleave
from benchmarks.seed import Seeded, seeded
from benchmarks.stage import ROOT, Process, clone, database_server, desk, drop
from service_desk.foundation.ids import uuid7
from service_desk.foundation.web.pages import assets

RUN: Final = "pages"
HTML: Final = "text/html"
KIB: Final = 1024
AGENTS, THINK_SECONDS, READERS, NEWS = 50, 2.0, 200, 60
_LINKED: Final = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg))')
_FONT: Final = re.compile(r'url\("?([^")]*inter-latin-wght[^")]*)"?\)')


def page(seeded: Seeded, path: str) -> Callable[[], bytes]:
    return itertools.repeat(http.request("GET", path, Authorization=f"Bearer {seeded.token}", Accept=HTML)).__next__


async def costs(ours: Process, seeded: Seeded, number: str, *, rounds: int, seconds: float) -> list[Figure]:
    """CPU of a page, and the time it takes alone."""
    asked = {
        "queue_page": "/tickets", "ticket_page": f"/tickets/{number}", "intake_verdict": f"/tickets/new?scan={seeded.serial(7)}",
    }  # fmt: skip
    fixed = Side(ours, page(seeded, "/healthz"))
    sides = {name: Side(ours, page(seeded, path)) for name, path in asked.items()}
    await interleave((*sides.values(), fixed), rounds=rounds, seconds=seconds)
    ratio, low, high = median_ratio(sides["queue_page"].cpu_ms, fixed.cpu_ms)
    told = f"GET /healthz of the same process: {min(fixed.cpu_ms):.3f} ms, {low:.1f}-{high:.1f}"
    return [
        Figure("queue_page_cpu_vs_constant", ratio, "ratio", told, 25.0),
        *(
            Figure(f"{name}_ms", statistics.median(side.cpu_ms), "ms", f"CPU of one answer, {side.size:,} bytes")
            for name, side in sides.items()
        ),
    ]


async def weights(client: httpx.AsyncClient, number: str) -> list[Figure]:
    """Compressed, as a browser loads them: the first page with all that it links and the Latin letters, then a later one."""

    async def weigh(path: str) -> int:
        async with client.stream("GET", path, headers={"Accept-Encoding": "gzip, br"}) as answer:
            return sum([len(part) async for part in answer.aiter_raw()])

    html = (await client.get("/tickets")).text
    linked = sorted(set(_LINKED.findall(html)))
    style = (await client.get(assets()["desk.css"])).text
    fonts = [
        font if font.startswith("/") else f"/static/{font.removeprefix('./')}" for font in _FONT.findall(style)[:1]
    ]
    first = sum([await weigh(path) for path in ("/tickets", *linked, *fonts)])
    later = max([await weigh(path) for path in (f"/tickets/{number}", "/desk", "/tickets/new", "/calls", "/tech")])
    built = {
        name: len(gzip.compress((ROOT / assets()[name][1:]).read_bytes())) for name in ("app.js", "tech.js", "sw.js")
    }
    return [
        Figure(
            "first_view_kib", first / KIB, "KiB", f"the queue with {len(linked)} files and {len(fonts)} font", 200.0
        ),
        Figure("later_page_kib", later / KIB, "KiB", "the largest of ticket, home, intake, calls, bench", 30.0),
        Figure("app_script_kb", built["app.js"] / 1000, "kB", "compressed", 20.0),
        Figure("technician_script_kb", built["tech.js"] / 1000, "kB", "compressed, beside the app's", 5.0),
        Figure("worker_script_kb", built["sw.js"] / 1000, "kB", "compressed", 3.0),
    ]


async def news(client: httpx.AsyncClient, ticket_id: str) -> Figure:
    """From the answer of whoever changed a ticket to the row on another screen."""
    waited: list[float] = []
    heard: asyncio.Queue[float] = asyncio.Queue()

    async def listen() -> None:
        async with client.stream("GET", "/live?see=ticket", timeout=None) as answer:
            async for line in answer.aiter_lines():
                if line.startswith("data:") and "hx-partial" in line:
                    heard.put_nowait(time.perf_counter())

    listening = asyncio.create_task(listen())
    await asyncio.sleep(1)
    for turn in range(NEWS):
        begun = time.perf_counter()
        change = {"priority": ("high", "normal")[turn % 2]}
        answer = await client.patch(
            f"/api/v1/tickets/{ticket_id}", json=change, headers={"If-Match": "*", "Idempotency-Key": str(uuid7())}
        )
        answer.raise_for_status()
        waited.append(await asyncio.wait_for(heard.get(), 10) - begun)
        await asyncio.sleep(0.15)
        while not heard.empty():
            heard.get_nowait()
    listening.cancel()
    return Figure("event_to_screen_p95_ms", _p95(waited) * 1000, "ms", f"of {NEWS} changes, one reader", 1000.0)


async def agents(ours: Process, client: httpx.AsyncClient, seeded: Seeded, number: str, seconds: float) -> list[Figure]:
    """Fifty people who look at something every two seconds on average, all on this one process."""
    waited: list[float] = []
    ends = time.perf_counter() + seconds

    async def one(seed: int) -> None:
        dice = random.Random(seed)
        while time.perf_counter() < ends:
            await asyncio.sleep(dice.uniform(0, 2 * THINK_SECONDS))
            serial = seeded.serial(dice.randrange(seeded.items))
            path = dice.choice(
                ("/tickets", "/tickets?owner=me", f"/tickets/{number}", f"/tickets/new?scan={serial}", f"/desk?typed={serial}", "/desk")
            )  # fmt: skip
            begun = time.perf_counter()
            answer = await client.get(path)
            waited.append(time.perf_counter() - begun)
            if answer.status_code >= 400:
                raise SystemExit(f"{path} answered {answer.status_code}: {answer.text[:300]}")

    before, began = ours.cpu, time.perf_counter()
    await asyncio.gather(*(one(seed) for seed in range(AGENTS)))
    told = (
        f"{len(waited)} pages in {time.perf_counter() - began:.0f} s, median {statistics.median(waited) * 1000:.0f} ms, "
        f"{(ours.cpu - before) / len(waited) * 1000:.1f} CPU-ms each"
    )
    return [Figure("answer_p95_ms", _p95(waited) * 1000, "ms", told, 300.0)]


async def streams(ours: Process, client: httpx.AsyncClient) -> Figure:
    """What every open page costs the process that feeds it."""
    before, opened = pss_mb(ours.process.pid), asyncio.Event()
    ready = 0

    async def read() -> None:
        nonlocal ready
        async with client.stream("GET", "/live?see=ticket", timeout=None) as answer:
            async for _ in answer.aiter_lines():
                ready += 1
                if ready >= READERS:
                    opened.set()
                break
            await asyncio.sleep(3600)

    reading = [asyncio.create_task(read()) for _ in range(READERS)]
    await asyncio.wait_for(opened.wait(), 60)
    await asyncio.sleep(1)
    grown = pss_mb(ours.process.pid) - before
    for task in reading:
        task.cancel()
    await asyncio.gather(*reading, return_exceptions=True)
    return Figure("stream_kb_per_reader", grown * KIB / READERS, "kB", f"of {READERS} open streams", 60.0)


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


async def measured(ours: Process, seed: Seeded, asked: argparse.Namespace) -> list[Figure]:
    head = {"Authorization": f"Bearer {seed.token}", "Accept": HTML}
    limits = httpx.Limits(max_connections=READERS + AGENTS, max_keepalive_connections=AGENTS)
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{ours.port}", headers=head, limits=limits, timeout=30
    ) as client:
        listed = await client.get("/api/v1/tickets", params={"limit": 1}, headers={"Accept": "application/json"})
        ticket = listed.json()["items"][0]
        figures = await weights(client, ticket["number"])
        figures += await costs(ours, seed, ticket["number"], rounds=asked.rounds, seconds=asked.seconds)
        figures.append(await news(client, ticket["id"]))
        figures += await agents(ours, client, seed, ticket["number"], asked.agents)
        figures.append(await streams(ours, client))
    return [*figures, Figure("web_process_mb", pss_mb(ours.process.pid), "MB", "PSS after all of this", 160.0)]


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench-pages", description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=100_000, help="sold items in the database")
    parser.add_argument("--rounds", type=int, default=8, help="of each side, in turn")
    parser.add_argument("--seconds", type=float, default=1.0, help="of each side in each round")
    parser.add_argument("--agents", type=float, default=30.0, help="seconds that fifty agents work")
    asked = parser.parse_args()
    with database_server() as server:
        template, seed = asyncio.run(seeded(server, asked.items))
        dsn = asyncio.run(clone(server, template, RUN))
        with desk(dsn) as ours:
            figures = in_loop(measured(ours, seed, asked))
        asyncio.run(drop(server, RUN))
    path = write("pages", figures)
    missed = [figure.name for figure in figures if not figure.ok]
    print(f"Results in {path}" + (f"; missed: {', '.join(missed)}" if missed else ""))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
