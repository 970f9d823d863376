"""`desk warranty`: make stored decisions again from their facts, to see that they still come out the same."""

import asyncio
import sys

import click
import msgspec

from service_desk.commands.output import json_option, remark, show, tell
from service_desk.commands.session import open_desk
from service_desk.warranty import queries
from service_desk.warranty.queries import Replay

SHOWN = 20


@click.group()
def command() -> None:
    """Decisions about who pays."""


@command.command()
@json_option
def replay(*, as_json: bool) -> None:
    """Decide every stored decision again from the facts that are stored with it, and name what comes out otherwise.

    Nothing is written. Exit code 1 where one differs: the rules, or what was frozen, changed under it.
    """

    async def run() -> Replay:
        async with open_desk():
            return await queries.replay()

    found = asyncio.run(run())
    if as_json:
        show(msgspec.to_builtins(found), as_json=True)
    else:
        facts = {"replayed": found.replayed, "same": found.same, "different": len(found.different)}
        show(facts | {"without facts": found.without_facts}, as_json=False)
        for each in found.different[:SHOWN]:
            for difference in each.differences:
                tell(f"{each.subject_kind} {each.subject_id}, {each.id}: {difference}")
        if len(found.different) > SHOWN:
            remark("Further ones: {count}; --json lists all.", count=len(found.different) - SHOWN)
    if found.different:
        sys.exit(1)
