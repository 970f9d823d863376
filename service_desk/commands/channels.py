"""`desk channels`: which ways out for messages are stopped, and how to start one again."""

import asyncio

import click

from notifications import actions, queries
from notifications.queries import ChannelFacts
from service_desk.backlog import Stop, stopped
from service_desk.commands.output import json_option, remark, show, told
from service_desk.commands.session import open_desk
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import connection


@click.group()
def command() -> None:
    """Channels: console, smtp, twilio. One whose password was refused is stopped until someone starts it again."""


@command.command("list")
@json_option
def list_channels(*, as_json: bool) -> None:
    """The channels in use. Exit code 1 when one is stopped."""

    async def run() -> tuple[list[ChannelFacts], dict[str, Stop]]:
        async with open_desk(), connection() as held:
            return await queries.channels(), {each.channel: each for each in await stopped(held)}

    found, stops = asyncio.run(run())
    if as_json:
        show({one.channel: _facts(one) for one in found}, as_json=True)
    else:
        show({one.channel: _line(one, stops.get(one.channel)) for one in found}, as_json=False)
    if any(one.stopped for one in found):
        remark("Mend what stopped it (its password, its account), then: `desk channels start NAME`")
        raise SystemExit(1)


def _facts(one: ChannelFacts) -> dict[str, object]:
    """The same for programs, whatever the language of the terminal."""
    stop = {"since": one.stopped.since.isoformat(), "why": one.stopped.why} if one.stopped else {}
    return {"carries": one.media, "waiting": one.waiting, "state": "stopped" if stop else "open", **stop}


def _line(one: ChannelFacts, stop: Stop | None) -> dict[str, object]:
    state = told("stopped since {since}: {why}", since=stop.since, why=stop.reason) if stop else told("open")
    return {"carries": one.media or told("nothing now"), "waiting": one.waiting, "state": state}


@command.command()
@click.argument("channel")
def start(channel: str) -> None:
    """Use a stopped channel again; what waited for it goes at once."""

    async def run() -> None:
        async with open_desk():
            await actions.clear_channel(channel=channel, by=SYSTEM)

    asyncio.run(run())
    remark(
        "{channel} is open again. A password is read at start: if you changed it, restart the desk as well.",
        channel=channel,
    )
