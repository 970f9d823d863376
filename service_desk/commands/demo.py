"""`desk demo`: play whole main jobs on real data, wait for the worker, and print what the database holds afterwards."""

import asyncio
import dataclasses
from pathlib import Path
from typing import Any

import click

from service_desk.commands.output import json_option, progress, show, tell, told
from service_desk.commands.session import database_url, open_desk
from service_desk.demo import queries
from service_desk.demo.actions.finish import LONGEST_SECONDS, finish
from service_desk.demo.actions.play import Run, play
from service_desk.foundation import logs
from service_desk.foundation.errors import DeskError
from service_desk.foundation.live import HUB
from service_desk.foundation.migrate import migrate

_SHOWN = 5


class NotWhole(DeskError):
    status = 500
    code = "demo_not_whole"
    message = "{lost} lost, {doubled} doubled, {unfinished} unfinished, {broken} jobs broke off. `desk queue status` and `desk postings list` say more."


@click.command()
@click.option(
    "--data", required=True, type=click.Path(path_type=Path), help="Folder with units/units.csv and repairs/*.csv."
)
@click.option("--jobs", type=click.IntRange(1, 10_000), default=20, show_default=True, help="How many jobs.")
@click.option(
    "--wait",
    type=click.FloatRange(1),
    default=LONGEST_SECONDS,
    show_default=True,
    help="Longest wait for the worker, in seconds.",
)
@json_option
def command(*, data: Path, jobs: int, wait: float, as_json: bool) -> None:
    """Play whole main jobs: sold, reported, diagnosed, repaired, closed, handed over, with units and words from DATA.

    Works on a demo, or on an empty database, where it founds a company first. Each run adds jobs with other units. If no
    worker serves the database, its work is done here. Afterwards everything is counted in the database: `lost` is what
    should be there and is not, `doubled` what is there twice; both must be 0, else the exit code is 1.
    """
    logs.configure("WARNING", "console")
    with database_url() as url:
        asyncio.run(migrate(url))
        facts, troubles = asyncio.run(_demo(data, jobs, wait))
    show(facts, as_json=as_json)
    for trouble in troubles[:_SHOWN]:
        tell(trouble)
    if facts["lost"] or facts["doubled"] or facts["unfinished"] or troubles:
        counts = {name: facts[name] for name in ("lost", "doubled", "unfinished")}
        raise NotWhole(broken=len(troubles), **counts)


async def _demo(data: Path, jobs: int, wait: float) -> tuple[dict[str, Any], list[str]]:
    async with open_desk() as url:
        await HUB.start(url)  # so that a worker hears at once that there is something to do
        try:
            with progress(told("jobs"), jobs) as more:
                run = await play(data, jobs, more)
            unfinished = await _wait(wait)
            return await _facts(run, unfinished), run.troubles
        finally:
            await HUB.stop()


async def _wait(wait: float) -> int:
    with progress(told("postings and messages to come"), await queries.unfinished() or None) as more:
        left: list[int] = []

        def heard(now: int) -> None:
            more(max(left[-1] - now, 0) if left else 0)
            left.append(now)

        return await finish(heard, longest=wait)


async def _facts(run: Run, unfinished: int) -> dict[str, Any]:
    return dataclasses.asdict(await queries.report(run.played, run.receipts)) | {"unfinished": unfinished}
