"""`desk seed`: fill an empty database with the demo, and say how to try it. `desk run --demo` does it by itself."""

import asyncio

import click

from service_desk.commands.output import progress, told
from service_desk.commands.session import open_desk
from service_desk.demo.actions.guide import guide
from service_desk.demo.actions.seed import STEPS, seed
from service_desk.foundation import logs
from service_desk.foundation.settings import environment
from service_desk.home import desk_home


@click.command()
def command() -> None:
    """Fill an empty database with a small company in five languages, and print how to try it.

    Run again it only prints. A database that is in use and was not made as a demo is left alone.
    """
    logs.configure("WARNING", "console")
    click.echo(asyncio.run(_seed()))


async def _seed() -> str:
    async with open_desk():
        with progress(told("making the demo"), STEPS) as more:
            await seed(more)
        return await guide(desk_home(), environment().public_url)
