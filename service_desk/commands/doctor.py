"""`desk doctor`: is everything well, and what to do where it is not."""

import asyncio
import dataclasses
import json
import shutil
import textwrap

import click
from rich.cells import cell_len, set_cell_size

from service_desk.centres.queries import masthead
from service_desk.commands.output import json_option
from service_desk.commands.session import open_desk
from service_desk.foundation import address
from service_desk.foundation.db import connection
from service_desk.foundation.i18n import terminal_language
from service_desk.foundation.migrate import schema
from service_desk.foundation.sentences import word
from service_desk.home import spelled
from service_desk.setup.checks import database, examine
from service_desk.setup.rules.health import Finding, FindingFacts, State, worst

COLOURS = {State.OK: "green", State.WARNING: "yellow", State.FAULT: "red"}


@click.command()
@json_option
def command(*, as_json: bool) -> None:
    """Look at database, tables, clock, company, periods, worker, queues, mail, SMS, printers and address of this desk.

    Exit code 1 where something does not work, 0 otherwise, warnings included. Nothing is changed and nothing is sent.
    """
    found, language = asyncio.run(_examine())
    told = [each.told(language) for each in found]
    if as_json:
        facts = {"state": worst(found), "findings": [dataclasses.asdict(each) for each in told]}
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
    else:
        _show(told, language)
    raise SystemExit(1 if worst(found) is State.FAULT else 0)


async def _examine() -> tuple[list[Finding], str]:
    """What is found, and the company's language."""
    async with open_desk(tables=False):
        async with connection() as held:
            found = await schema(held)
        if found.why_not:  # nothing else can be asked
            return [*await database.server(), *await database.tables()], terminal_language()
        await address.learn()
        return await examine(), (await masthead())[1]


def _show(found: list[FindingFacts], language: str) -> None:
    """What is found is folded to the screen; what is to be done is not, so that a command in it can be pasted."""
    states = {state: word(state, language) for state in State}
    first, second = max(map(cell_len, states.values())), max((cell_len(each.title) for each in found), default=0)
    margin = " " * (first + second + 4)
    room = max(40, shutil.get_terminal_size().columns - len(margin))
    for each in found:
        said = f"\n{margin}".join(textwrap.wrap(each.says, room))
        state = click.style(set_cell_size(states[each.state], first), fg=COLOURS[each.state])
        click.echo(f"{state}  {set_cell_size(each.title, second)}  {said}")
        for line in spelled(each.advice).splitlines():
            click.echo(margin + click.style(line, bold=True))
