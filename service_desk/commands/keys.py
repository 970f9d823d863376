"""What opens the desk to somebody: sessions, tokens, and the roles with their rights (`desk staff …`)."""

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import click

from service_desk.accounts import actions, queries
from service_desk.commands.output import json_option, remark, show, told
from service_desk.commands.session import open_desk
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.errors import NotFound
from service_desk.foundation.i18n import LANGUAGES, say, terminal_language
from service_desk.foundation.naming import id_meant

T = TypeVar("T")


async def person(login: str, *, retired: bool = False) -> queries.StaffFacts:
    """Who works here, or who left, under this log-in name. Raises NotFound."""
    found = await queries.staff_by_login(login, retired=retired)
    if found is None:
        raise NotFound(kind="member of staff", key=login)
    return found


def _asked(work: Callable[[], Awaitable[T]]) -> T:
    async def run() -> T:
        async with open_desk():
            return await work()

    return asyncio.run(run())


@click.command()
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
        owner = await person(login)
        expires_at = clock.now() + timedelta(days=days)
        return await actions.issue_token(
            staff_id=owner.id, label=label, scopes=rights, expires_at=expires_at, by=SYSTEM
        )

    show(dataclasses.asdict(_asked(run)), as_json=as_json)
    remark("Keep it now: only its hash is stored.")


@click.command()
@click.argument("login", required=False)
@json_option
def tokens(*, login: str | None, as_json: bool) -> None:
    """The tokens that open something, of LOGIN or of everybody, with when each was used last."""

    async def run() -> list[queries.TokenFacts]:
        return await queries.tokens((await person(login)).id if login else None)

    show(
        {
            str(each.id): {
                "owner": each.login,
                "label": each.label,
                "may": " ".join(each.scopes),
                "used": each.used_at or told("never"),
                "expires": each.expires_at or told("never"),
            }
            for each in _asked(run)
        },
        as_json=as_json,
    )


@click.command()
@click.argument("token")
@json_option
def revoke(*, token: str, as_json: bool) -> None:
    """Revoke the TOKEN with this id or label (`desk staff tokens`) at once."""

    async def run() -> UUID:
        token_id = await id_meant(token, queries.token_labelled, SYSTEM)
        await actions.revoke_token(token_id=token_id, by=SYSTEM)
        return token_id

    show({"revoked": _asked(run)}, as_json=as_json)


@click.command()
@click.argument("login")
@click.option("--end", is_flag=True, help="End them all.")
@json_option
def sessions(*, login: str, end: bool, as_json: bool) -> None:
    """Where LOGIN is signed in."""

    async def run() -> dict[str, Any]:
        who = await person(login)
        if end:
            return {"ended": await actions.end_sessions(staff_id=who.id, by=SYSTEM)}
        found = await queries.sessions_of(who.id)
        return {str(each.id): {"since": each.started_at, "seen": each.seen_at} for each in found}

    show(_asked(run), as_json=as_json)


@click.command()
@json_option
def roles(*, as_json: bool) -> None:
    """The roles that can be given, with their rights."""
    found = _asked(queries.roles)
    shown = {
        each.code: {"name": say(each.name, terminal_language()), "people": each.people, "rights": " ".join(each.rights)}
        for each in found
    }
    show(shown, as_json=as_json)


@click.command()
@click.argument("code")
@click.option("--name", "names", multiple=True, metavar="LANGUAGE=NAME", help="For example en=Counter; repeat it.")
@click.option("--right", "rights", multiple=True, help="All rights that the role has afterwards; repeat it.")
@click.option("--retire", is_flag=True, help="Give it to nobody any more.")
@json_option
def role(*, code: str, names: tuple[str, ...], rights: tuple[str, ...], retire: bool, as_json: bool) -> None:
    """Make the role CODE, or change what is given of it. What rights mean: `desk staff rights`."""
    words = dict(each.partition("=")[::2] for each in names)
    if retire == bool(words or rights):
        raise click.UsageError(told("Give --name and --right, or --retire."))

    async def run() -> dict[str, Any]:
        known = {each.code for each in await queries.roles()}
        if retire:
            await actions.retire_role(code=code, by=SYSTEM)
            return {"role": code, "retired": True}
        if code in known:
            await actions.change_role(code=code, name=words or None, rights=rights or None, by=SYSTEM)
        else:
            await actions.define_role(code=code, name=words, rights=rights, by=SYSTEM)
        (now,) = [each for each in await queries.roles() if each.code == code]
        return {"role": code, "name": now.name, "rights": " ".join(now.rights)}

    show(_asked(run), as_json=as_json)


@click.command()
@click.option("--language", type=click.Choice(LANGUAGES), help="[default: the terminal's]")
@json_option
def rights(*, language: str | None, as_json: bool) -> None:
    """Every right, and what it lets its holder do."""
    show({each.right: each.means for each in queries.rights(language or terminal_language())}, as_json=as_json)
