"""`desk search`: the columns by which things are found."""

import asyncio

import click

from service_desk.commands.output import json_option, show
from service_desk.commands.session import open_desk
from service_desk.foundation.refilling import refill
from service_desk.searchable import SEARCHABLE


@click.group()
def command() -> None:
    """Words by which customers, products, tickets and repair orders are found."""


@command.command()
@click.option(
    "--all", "anew", is_flag=True, help="Also what is filled already, for example after rows were changed by SQL."
)
@json_option
def rebuild(*, anew: bool, as_json: bool) -> None:
    """Fill the search columns after an upgrade, in batches; the worker does it too, a bit each minute. Interrupted it goes on where
    it stopped."""
    show(asyncio.run(_rebuild(anew)), as_json=as_json)


async def _rebuild(anew: bool) -> dict[str, int]:
    async with open_desk():
        return {each.name: await refill(each, anew=anew) for each in SEARCHABLE}
