"""`desk settings`: what may be set, its value today, and the whole of it as a file."""

import asyncio
import json
from pathlib import Path
from typing import Any

import click

from service_desk.centres import actions, queries
from service_desk.centres.rules import KNOWN
from service_desk.commands.output import json_option, remark, show
from service_desk.commands.session import open_desk
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.errors import Invalid

LARGEST = 10_000_000


class NotJson(Invalid):
    code = "not_json"
    message = (
        "{file} is not a settings file: {reason}. Write one with `desk settings export`, change it, and read it again."
    )


@click.group()
def command() -> None:
    """What may be set, for the company or one centre, from a day on."""


@command.command("list")
@click.option("--centre", help="Code of a centre; without it the company's values.")
@json_option
def list_settings(*, centre: str | None, as_json: bool) -> None:
    """Every setting with its value in force today."""

    async def run() -> dict[str, Any]:
        async with open_desk():
            place = (await queries.centre_by_code(centre.upper())).id if centre else None
            return {name: await queries.setting(name, place) for name in KNOWN}

    values = asyncio.run(run())
    if as_json:
        return show(values, as_json=True)
    return show({name: f"{value}   ({KNOWN[name].meaning})" for name, value in values.items()}, as_json=False)


@command.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), default="-")
def export(*, file: Path) -> None:
    """Write every value ever set to FILE, or to standard output."""

    async def run() -> list[dict[str, Any]]:
        async with open_desk():
            return await actions.export_settings()

    entries = asyncio.run(run())
    with click.open_file(str(file), "w", encoding="utf-8") as out:
        out.write(json.dumps(entries, ensure_ascii=False, indent=1) + "\n")
    remark(f"{len(entries)} values written.")


@command.command("import")
@click.argument("file", type=click.File("r", encoding="utf-8"))
@json_option
def read(*, file: Any, as_json: bool) -> None:
    """Set every value of FILE, as `desk settings export` wrote it; all or none."""
    try:
        entries = json.loads(file.read(LARGEST))
    except ValueError as error:
        raise NotJson(file=file.name, reason=error) from None
    if not isinstance(entries, list):
        raise NotJson(file=file.name, reason="it is not a list")

    async def run() -> int:
        async with open_desk():
            return await actions.import_settings(entries, by=SYSTEM)

    show({"set": asyncio.run(run())}, as_json=as_json)
