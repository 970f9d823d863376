"""`desk queue`: what the worker still has to do, what is stuck, and how to set it going again."""

import asyncio

import click

from service_desk.backlog import Waiting, waiting
from service_desk.commands.output import ROW_ID, json_option, remark, show
from service_desk.commands.session import open_desk
from service_desk.events.deliveries import revive
from service_desk.events.queries import dead_deliveries
from service_desk.foundation.errors import NotFound


@click.group()
def command() -> None:
    """Deliveries of events, messages, postings, print jobs and sent pictures that are not finished."""


@command.command()
@json_option
def status(*, as_json: bool) -> None:
    """What waits, by queue and state, and since when."""

    async def run() -> list[Waiting]:
        async with open_desk():
            return await waiting()

    found = asyncio.run(run())
    show(
        {f"{each.queue} {each.state}": {"rows": each.rows, "oldest": each.oldest} for each in found},
        as_json=as_json,
        none="Nothing waits.",
    )
    if any(each.stuck for each in found):
        remark(
            "Rows that are dead, blocked, rejected or parked wait for a person: `desk queue dead`, `desk postings list`, `desk label jobs`, `desk scan pictures`."
        )


@command.command()
@json_option
def dead(*, as_json: bool) -> None:
    """Deliveries that failed too often, with the reason. Later events of the same subject wait behind them."""

    async def run() -> dict[str, object]:
        async with open_desk():
            return {str(each.id): f"{each.kind} for {each.handler}: {each.error}" for each in await dead_deliveries()}

    show(asyncio.run(run()), as_json=as_json, none="No delivery is dead.")


@command.command("revive")
@click.argument("delivery_id", type=ROW_ID)
def set_going(delivery_id: int) -> None:
    """Try a dead delivery again, after what stopped it was mended."""

    async def run() -> bool:
        async with open_desk():
            return await revive(delivery_id)

    if not asyncio.run(run()):
        raise NotFound(kind="dead delivery", key=delivery_id)
    remark("It is in the queue again.")
