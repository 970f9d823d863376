"""`desk db`: where the database is."""

import asyncio
import os
import shutil
import subprocess
from urllib.parse import unquote, urlsplit

import click

from service_desk.commands.output import json_option, show
from service_desk.commands.session import database_url, open_desk
from service_desk.foundation.db import fetchrow
from service_desk.foundation.errors import DeskError
from service_desk.foundation.localpg import client_program
from service_desk.home import database_root, desk_home


class NoClient(DeskError):
    code = "no_psql"
    message = "psql is not on this machine. Any PostgreSQL client will do: its address is what `desk db url` prints."


@click.group()
def command() -> None:
    """Show where the database is, or open psql on it."""


@command.command()
def url() -> None:
    """Print the address of the database, password included: meant for another program, not for a log."""
    with database_url() as address:
        click.echo(address)


@command.command()
@json_option
def info(*, as_json: bool) -> None:
    """Say which server it is, how large the database is and how many tables it has."""
    show(asyncio.run(_facts()), as_json=as_json)


async def _facts() -> dict[str, object]:
    async with open_desk(tables=False) as address:
        row = await fetchrow(
            "select current_database() as database, current_setting('server_version') as server,"
            " pg_size_pretty(pg_database_size(current_database())) as size,"
            " (select count(*) from pg_stat_user_tables) as tables"
        )
        assert row is not None
        parts = urlsplit(address)
        embedded = "DATABASE_URL" not in os.environ
        where = {"files": str(database_root(desk_home()))} if embedded else {}
        return {**dict(row), "host": parts.hostname, "port": str(parts.port or 5432), "embedded": embedded, **where}


@command.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def psql(arguments: tuple[str, ...]) -> None:
    """Open psql on the database; further arguments are handed to it (desk db psql -c 'select 1')."""
    program = shutil.which("psql") or client_program("psql")
    if program is None:
        raise NoClient
    with database_url() as address:
        parts = urlsplit(address)
        # On a command line the password would be seen by every user of the machine.
        environment = os.environ | ({"PGPASSWORD": unquote(parts.password)} if parts.password else {})
        open_address = parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", "@")).geturl()
        raise SystemExit(subprocess.run([program, open_address, *arguments], env=environment, check=False).returncode)
