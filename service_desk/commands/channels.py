"""`desk channels`: which ways out for messages are stopped, and how to start one again."""

import asyncio

import click

from notifications import actions, queries
from notifications.queries import ChannelFacts
from service_desk.commands.output import json_option, remark, show, told
from service_desk.commands.session import open_desk
from service_desk.foundation.actor import SYSTEM


@click.group()
def command() -> None:
    """Channels: console, smtp, twilio. One whose password was refused is stopped until someone starts it again."""


@command.command("list")
@json_option
def list_channels(*, as_json: bool) -> None:
    """The channels in use. Exit code 1 when one is stopped."""

    async def run() -> list[ChannelFacts]:
        async with open_desk():
            return await queries.channels()

    found = asyncio.run(run())
    show({one.channel: _line(one) for one in found}, as_json=as_json)
    if any(one.stopped for one in found):
        remark("Mend what stopped it (its password, its account), then: `desk channels start NAME`")
        raise SystemExit(1)


def _line(one: ChannelFacts) -> dict[str, object]:
    state = told("open")
    if one.stopped:
        state = told(
            "stopped since {since}: {why}", since=f"{one.stopped.since:%Y-%m-%d %H:%M} UTC", why=one.stopped.why
        )
    return {"carries": ", ".join(one.media) or told("nothing now"), "waiting": one.waiting, "state": state}


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
