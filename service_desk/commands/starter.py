"""`desk starter`: what a release ships to start with, how it differs from yours, and how to take it."""

import asyncio
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click
from rich.console import Console

from service_desk.commands.output import json_option, listed, remark, show, told
from service_desk.commands.session import open_desk
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.errors import Invalid
from service_desk.foundation.i18n import say, terminal_language
from service_desk.starter import actions, comparison
from service_desk.starter.rules import Difference, Standing, changes

WORDS = {
    Standing.NEW: "new in this release",
    Standing.CHANGED: "changed by the release",
    Standing.RETIRED: "no longer shipped",
    Standing.YOURS: "changed by you: kept",
}
ONE_SOURCE: Callable[[Any], Any] = click.option(
    "--source", "sources", multiple=True, help="Only this kind, as `desk starter list` names it."
)


class SayYes(Invalid):
    code = "say_yes"
    message = "Nobody is here to ask. Look with `desk starter diff`, then say `desk starter update --yes`."


@click.group()
def command() -> None:
    """Fault codes, roles, country packs, holidays and texts as this release ships them.

    What you changed yourself is never overwritten unless you name it with --take.
    """


@command.command("list")
@json_option
def list_sources(*, as_json: bool) -> None:
    """Each kind of starter data, and how many of its entries differ."""

    async def run() -> list[comparison.SourceFacts]:
        async with open_desk():
            return await comparison.overview()

    facts = asyncio.run(run())
    if as_json:
        return show({each.name: _counts(each) for each in facts}, as_json=True)
    rows = [(each.name, *(f"{count:,}" for count in _counts(each).values())) for each in facts]
    heads = ("", "shipped", "same", "new", "changed", "retired", "yours")
    return Console().print(listed(heads, rows, numbers=True))


def _counts(each: comparison.SourceFacts) -> dict[str, int]:
    return {name: getattr(each, name) for name in ("shipped", "same", "new", "changed", "retired", "yours")}


@command.command()
@ONE_SOURCE
@json_option
def diff(*, sources: tuple[str, ...], as_json: bool) -> None:
    """What differs, entry by entry: yours beside what is shipped."""

    async def run() -> list[Difference]:
        async with open_desk():
            return await comparison.all_differences(sources)

    found = asyncio.run(run())
    if as_json:
        return show({"differences": [_plain(each) for each in found]}, as_json=True)
    return _print(found) if found else remark("Nothing differs: you hold all of it as it is shipped.")


@command.command()
@ONE_SOURCE
@click.option("--take", multiple=True, help="An entry that you changed and want as it is shipped, like roles/agent.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def update(*, sources: tuple[str, ...], take: tuple[str, ...], yes: bool, as_json: bool) -> None:
    """Take what is new, changed or retired; show it first and ask."""

    async def look() -> list[Difference]:
        async with open_desk():
            return await comparison.all_differences(sources)

    async def run() -> list[Difference]:
        async with open_desk():
            return await actions.update_starter(by=SYSTEM, sources=sources, take=take)

    if not yes:
        due = [each for each in asyncio.run(look()) if each.standing is not Standing.YOURS or each.name in take]
        if due:
            _print(due, Console(stderr=True))
            if not sys.stdin.isatty():
                raise SayYes
            click.confirm(told("Take {count:this one|these #}?", count=len(due)), abort=True, err=True)
    done = asyncio.run(run())
    if as_json:
        return show({"done": [_plain(each) for each in done]}, as_json=True)
    counts = {standing.value: sum(1 for each in done if each.standing is standing) for standing in Standing}
    if not done:
        return remark("Nothing to take: you hold what this release ships.")
    return remark("Taken: {what}.", what=", ".join(f"{count} {told(name)}" for name, count in counts.items() if count))


def _plain(each: Difference) -> dict[str, Any]:
    return {
        "name": each.name,
        "standing": each.standing,
        "news": each.news,
        "changes": [{"part": c.part, "yours": c.yours, "shipped": c.shipped} for c in changes(each)],
    }


def _headline(value: Mapping[str, Any]) -> str:
    words = value.get("words") or value.get("name") or {}
    return say(words, terminal_language()) if isinstance(words, Mapping) else ""


def _print(found: Sequence[Difference], console: Console | None = None) -> None:
    console = console or Console()
    for standing, words in WORDS.items():
        said = told(words)
        of = [each for each in found if each.standing is standing]
        if not of:
            continue
        table = listed(("entry", "part", "yours", "shipped"), ())
        table.title, table.title_justify, table.title_style = f"{said} ({len(of)})", "left", "bold"
        if standing is Standing.NEW:  # all of it is new, so its words are enough
            console.print(f"[bold]{said} ({len(of)})[/bold]")
            for each in of:
                console.print(f"  {each.name}  {_headline(each.shipped or {})}", highlight=False, markup=False)
            continue
        for each in of:
            for n, change in enumerate(changes(each)):
                table.add_row("" if n else each.name, change.part, change.yours or "–", change.shipped or "–")
        console.print(table)
