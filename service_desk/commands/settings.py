"""`desk settings`: what may be set, its value today, and the whole configuration of the desk as a file."""

import asyncio
from pathlib import Path
from typing import Any

import click

from service_desk.centres import actions as centres
from service_desk.centres import queries
from service_desk.centres.rules import known
from service_desk.commands.documents import read_document, written
from service_desk.commands.output import json_option, remark, show
from service_desk.commands.session import open_desk
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.clock import today
from service_desk.setup import actions
from service_desk.setup.queries import settings


@click.group()
def command() -> None:
    """What may be set, for the company or one centre, from a day on; and all configuration as one file."""


@command.command("list")
@click.option("--centre", help="Code of a centre; without it the company's values.")
@json_option
def list_settings(*, centre: str | None, as_json: bool) -> None:
    """Every setting with its value in force today."""

    async def run() -> dict[str, Any]:
        async with open_desk():
            place = (await queries.centre_by_code(centre)).id if centre else None
            return {name: await queries.setting(name, place) for name in settings()}

    values = asyncio.run(run())
    if as_json:
        return show(values, as_json=True)
    width = max(map(len, values))
    for name, value in values.items():
        click.echo(f"{name:<{width}}  {value if value != '' else '–'}")
        click.echo(f"{'':<{width}}    {settings()[name].meaning}")
    return None


@command.command("set")
@click.argument("name")
@click.argument("value")
@click.option("--centre", help="Code of a centre; without it the company's value is set.")
@click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), help="First day [default: today].")
def set_one(*, name: str, value: str, centre: str | None, since: Any) -> None:
    """Set NAME to VALUE from a day on."""
    settings()

    async def run() -> None:
        async with open_desk():
            place = await queries.centre_by_code(centre) if centre else None
            day = since.date() if since else today(place.zone if place else "UTC")
            await centres.set_setting(
                name=name,
                value=known(name).typed(value),
                valid_from=day,
                centre_id=place.id if place else None,
                by=SYSTEM,
            )

    asyncio.run(run())
    remark("{name} is set.", name=name)


@command.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), default="-")
def export(*, file: Path) -> None:
    """Write all configuration to FILE, or to standard output: company, centres, roles, taxes, policies, settings and so on.

    What people do every day (customers, units, stock, staff, orders) is not in it; `desk db psql` and backups are for that.
    """

    async def run() -> str:
        async with open_desk():
            return written(await actions.configuration())

    text = asyncio.run(run())
    with click.open_file(str(file), "w", encoding="utf-8") as out:
        out.write(text)
    if str(file) != "-":
        remark("The configuration is in {file}.", file=str(file))


@command.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--dry-run", is_flag=True, help="Only say what would be set.")
@json_option
def read(*, file: Any, dry_run: bool, as_json: bool) -> None:
    """Bring this desk to what FILE says, all of it or nothing; what FILE does not name stays.

    A file that was just exported changes nothing. For an empty desk use `desk init --from FILE`.
    """
    new = read_document(file)

    async def run() -> actions.Brought:
        async with open_desk():
            return await actions.bring(new, dry_run=dry_run, by=SYSTEM)

    brought = asyncio.run(run())
    show({"set": brought.done, "left": brought.left}, as_json=as_json)
    if not as_json and not brought.done:
        remark("Everything is as the file says already; nothing was changed.")
