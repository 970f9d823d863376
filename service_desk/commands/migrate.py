"""`desk migrate`."""

import asyncio

import asyncpg
import click

from service_desk.commands.output import json_option, show
from service_desk.commands.session import NotThisVersion, database_url, to_this_version
from service_desk.foundation.migrate import Schema, schema
from service_desk.foundation.reach import reaching
from service_desk.foundation.written import counted


@click.command()
@json_option
def command(*, as_json: bool) -> None:
    """Bring the database to this version's schema. Safe to run at once from many places: one works, the others wait."""
    with database_url() as url:
        found = asyncio.run(_schema(url))
        if found.unknown:
            raise NotThisVersion(why=found.note)
        done = to_this_version(url)
    if as_json:
        return show({"done": done}, as_json=True)
    if not done:
        return click.echo("The database is at this version already; nothing was done.")
    return click.echo(
        f"{counted(len(done), '# step|# steps', 'en')} done; the database is at this version now (last: {done[-1]})."
    )


async def _schema(url: str) -> Schema:
    with reaching():
        connection = await asyncpg.connect(url)
    try:
        return await schema(connection)
    finally:
        await connection.close()
