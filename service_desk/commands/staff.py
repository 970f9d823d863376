"""`desk staff` and `desk tokens`: people who may sign in, their roles, and keys for other programs."""

import asyncio
import dataclasses
from datetime import timedelta
from typing import Any

import click

from service_desk.accounts import actions, queries
from service_desk.accounts.starter import starter_roles
from service_desk.centres import queries as centres
from service_desk.commands.output import json_option, remark, show
from service_desk.commands.session import open_desk
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.errors import NotFound


@click.group()
def command() -> None:
    """People who may sign in, and their roles."""


@command.command("list")
@json_option
def list_staff(*, as_json: bool) -> None:
    """Everyone who works here."""

    async def run() -> list[queries.StaffFacts]:
        async with open_desk():
            return await queries.staff_list()

    show(
        {staff.login: {"name": staff.name, "roles": ", ".join(staff.roles)} for staff in asyncio.run(run())},
        as_json=as_json,
    )


@command.command()
@click.argument("login")
@click.option("--name", required=True)
@click.option("--role", required=True, type=click.Choice(sorted(starter_roles())))
@click.option("--centre", help="Code of the centre; without it the role holds in all of them.")
@click.option("--language", default="en", show_default=True)
@click.password_option(help="Asked for when it is not given.")
@json_option
def add(*, as_json: bool, **new: Any) -> None:
    """Add someone and give them a role."""

    async def run() -> dict[str, Any]:
        async with open_desk():
            await actions.load_roles(by=SYSTEM)
            centre = await centres.centre_by_code(new["centre"].upper()) if new["centre"] else None
            staff_id = await actions.add_staff(
                login=new["login"], name=new["name"], password=new["password"], language=new["language"], by=SYSTEM
            )
            await actions.assign_role(
                staff_id=staff_id, role=new["role"], centre_id=centre.id if centre else None, by=SYSTEM
            )
            return {"id": staff_id, "login": new["login"], "role": new["role"]}

    show(asyncio.run(run()), as_json=as_json)


@command.command()
@click.argument("login")
@click.option("--label", default="made on the command line", show_default=True)
@click.option(
    "--right", "rights", multiple=True, default=("*",), show_default=True, help="What it may do, of what its owner may."
)
@click.option("--days", type=click.IntRange(1, 3650), default=90, show_default=True, help="Days until it expires.")
@json_option
def token(*, login: str, label: str, rights: tuple[str, ...], days: int, as_json: bool) -> None:
    """Issue an API token for LOGIN. It is shown this once."""

    async def run() -> actions.Issued:
        async with open_desk():
            owner = await queries.staff_by_login(login)
            if owner is None:
                raise NotFound(kind="member of staff", key=login)
            expires_at = clock.now() + timedelta(days=days)
            return await actions.issue_token(
                staff_id=owner.id, label=label, scopes=rights, expires_at=expires_at, by=SYSTEM
            )

    show(dataclasses.asdict(asyncio.run(run())), as_json=as_json)
    remark("Keep it now: only its hash is stored.")
