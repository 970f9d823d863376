"""`desk privacy`: what is held about one customer, and the end of it."""

import asyncio
import dataclasses
import json
import zipfile
from pathlib import Path
from uuid import UUID

import click

from service_desk.commands.output import json_option, remark, show, told
from service_desk.commands.session import open_desk
from service_desk.foundation import files
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.naming import id_meant
from service_desk.parties.queries import customer_named
from service_desk.privacy import actions, queries
from service_desk.privacy.rules import Erasure, Export


@click.group()
def command() -> None:
    """What is held about one customer: write it to a file, or forget it. PARTY is the customer's id, whole phone
    number or mail address."""


@command.command()
@click.argument("party")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(*, party: str, file: Path) -> None:
    """Write everything about PARTY to FILE, a zip archive: customer.json, and the attached files beside it."""

    async def run() -> Export:
        async with open_desk():
            found = await queries.everything_about(await id_meant(party, customer_named, SYSTEM))
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                facts = json.dumps(found.tables, ensure_ascii=False, indent=1, default=str)
                archive.writestr("customer.json", facts)
                for row in found.tables.get("file", ()):
                    if row["retired_at"] is None:
                        name, _, content = await files.read(UUID(row["id"]))
                        archive.writestr(f"files/{row['id']} {name}", content)
            return found

    found = asyncio.run(run())
    remark(
        "{rows:# row|# rows} of the customer are in {file}.", rows=sum(map(len, found.tables.values())), file=str(file)
    )


@command.command()
@click.argument("party")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def erase(*, party: str, yes: bool, as_json: bool) -> None:
    """Forget PARTY for good. Invoices and amounts stay, under a pseudonym; open work must be ended first."""
    if not yes:
        click.confirm(
            told("This cannot be taken back. Backups keep what they hold until they expire. Erase?"), abort=True
        )

    async def run() -> Erasure:
        async with open_desk():
            return await actions.erase(party_id=await id_meant(party, customer_named, SYSTEM), by=SYSTEM)

    show(dataclasses.asdict(asyncio.run(run())), as_json=as_json)
