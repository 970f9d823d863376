"""`desk staff`: people who may sign in, and their roles. Sessions, tokens and the roles themselves: keys.py."""

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import click

from service_desk.accounts import actions, queries
from service_desk.centres import queries as centres
from service_desk.commands import keys
from service_desk.commands.keys import person
from service_desk.commands.numbers import Number
from service_desk.commands.output import json_option, remark, show, told
from service_desk.commands.session import open_desk
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import atomic

_ONCE = "Tell them the password now: it is shown this once, and must be changed at the first sign-in."
centre_option = click.option("--centre", help="Code of the centre; without it the role holds in all of them.")


@click.group()
def command() -> None:
    """People who may sign in, their roles, sessions and tokens."""


for each in (keys.token, keys.tokens, keys.revoke, keys.sessions, keys.roles, keys.role, keys.rights):
    command.add_command(each)


async def _centre(code: str | None) -> UUID | None:
    return (await centres.centre_by_code(code)).id if code is not None else None


def _done(work: Callable[[], Awaitable[dict[str, Any]]], *, as_json: bool) -> dict[str, Any]:
    """Do it in an open desk, and show what came of it."""

    async def run() -> dict[str, Any]:
        async with open_desk():
            return await work()

    facts = asyncio.run(run())
    show(facts, as_json=as_json)
    return facts


@command.command("list")
@click.option("--retired", is_flag=True, help="Those who left.")
@json_option
def list_staff(*, retired: bool, as_json: bool) -> None:
    """Everyone who works here, with the roles and where they hold."""

    async def run() -> dict[str, Any]:
        codes = {centre.id: centre.code for centre in await centres.centres()}
        return {
            staff.login: {
                "name": staff.name,
                "roles": ", ".join(
                    f"{held.role} ({codes.get(held.centre_id, '?') if held.centre_id else 'all'})"
                    for held in staff.assignments
                ),
                "language": staff.language,
                "signs_in": told("with a one-time password") if staff.must_change_password else staff.may_sign_in,
            }
            for staff in await queries.staff_list(retired=retired)
        }

    _done(run, as_json=as_json)


@command.command()
@click.argument("login")
@click.option("--name", required=True)
@click.option("--role", required=True, help="Code of a role: `desk staff roles` lists them.")
@centre_option
@click.option("--language", help="Theirs [default: the company's own].")
@click.option("--email")
@click.option("--one-time", is_flag=True, help="Make a one-time password and print it, instead of asking for one.")
@click.option("--password", help="Asked for when it is not given.")
@json_option
def add(*, as_json: bool, one_time: bool, password: str | None, **new: Any) -> None:
    """Add someone and give them a role."""
    if one_time and password is not None:
        raise click.UsageError(told("Give --password or --one-time, not both."))
    chosen = actions.one_time_password() if one_time else password
    if chosen is None:
        chosen = click.prompt(told("Password"), hide_input=True, confirmation_prompt=True)

    async def run() -> dict[str, Any]:
        await actions.load_roles(by=SYSTEM)
        centre_id = await _centre(new["centre"])
        async with atomic():
            staff_id = await actions.add_staff(
                login=new["login"], name=new["name"], password=chosen, language=new["language"], email=new["email"],
                one_time=one_time, by=SYSTEM,
            )  # fmt: skip
            await actions.assign_role(staff_id=staff_id, role=new["role"], centre_id=centre_id, by=SYSTEM)
        made = {"id": staff_id, "login": new["login"], "role": new["role"]}
        return made | ({"password": chosen} if one_time else {})

    _done(run, as_json=as_json)
    if one_time:
        remark(_ONCE)


@command.command()
@click.argument("login")
@click.option("--name")
@click.option("--language")
@click.option("--email", help="Empty to take it away.")
@json_option
def change(*, login: str, name: str | None, language: str | None, email: str | None, as_json: bool) -> None:
    """Change the name, the language or the e-mail of LOGIN."""
    if name is None and language is None and email is None:
        raise click.UsageError(told("Say what to change: --name, --language or --email."))

    async def run() -> dict[str, Any]:
        who = await person(login)
        await actions.change_staff(staff_id=who.id, name=name, language=language, email=email, by=SYSTEM)
        now = await queries.staff_member(who.id)
        return {"login": now.login, "name": now.name, "language": now.language, "email": now.email or "none"}

    _done(run, as_json=as_json)


@command.command()
@click.argument("login")
@click.argument("role")
@centre_option
@click.option("--limit", type=Number(), help="The highest amount that they may approve by this role; without it, none.")
@click.option("--currency", help="Of the limit.")
@json_option
def give(
    *, login: str, role: str, centre: str | None, limit: Decimal | None, currency: str | None, as_json: bool
) -> None:
    """Give LOGIN the ROLE; given again it has the new limit."""

    async def run() -> dict[str, Any]:
        who, place = await person(login), await _centre(centre)
        await actions.assign_role(
            staff_id=who.id, role=role, centre_id=place, limit=limit, currency=currency, by=SYSTEM
        )
        given = {"login": who.login, "given": role, "centre": centre or "all"}
        return given if limit is None else given | {"limit": f"{limit} {currency}"}

    _done(run, as_json=as_json)


@command.command()
@click.argument("login")
@click.argument("role")
@click.option("--centre", help="Code of the centre in which it was given; without it the one for all centres.")
@json_option
def take(*, login: str, role: str, centre: str | None, as_json: bool) -> None:
    """Take the ROLE from LOGIN. The last administrator keeps theirs."""

    async def run() -> dict[str, Any]:
        who, place = await person(login), await _centre(centre)
        await actions.take_role(staff_id=who.id, role=role, centre_id=place, by=SYSTEM)
        return {"login": who.login, "taken": role, "centre": centre or "all"}

    _done(run, as_json=as_json)


@command.command()
@click.argument("login")
@json_option
def reset(*, login: str, as_json: bool) -> None:
    """Give LOGIN a one-time password; all their sessions end."""

    async def run() -> dict[str, Any]:
        made = await actions.reset_password(staff_id=(await person(login)).id, by=SYSTEM)
        return {"login": made.login, "password": made.password}

    _done(run, as_json=as_json)
    remark(_ONCE)


@command.command()
@click.argument("login")
@json_option
def retire(*, login: str, as_json: bool) -> None:
    """End the work of LOGIN here: sessions and tokens end at once. The last administrator stays."""

    async def run() -> dict[str, Any]:
        who = await person(login)
        await actions.retire_staff(staff_id=who.id, by=SYSTEM)
        return {"login": who.login, "retired": True}

    _done(run, as_json=as_json)


@command.command()
@click.argument("login")
@json_option
def revive(*, login: str, as_json: bool) -> None:
    """Take LOGIN back with the roles they had, and with a one-time password."""

    async def run() -> dict[str, Any]:
        who = await person(login, retired=True)
        made = await actions.revive_staff(staff_id=who.id, by=SYSTEM)
        return {"login": who.login, "roles": ", ".join(who.roles), "password": made.password if made else "none"}

    _done(run, as_json=as_json)
    remark(_ONCE)
