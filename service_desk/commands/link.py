"""`desk link`: give a customer the link to their page, see which were given out, take them back."""

import asyncio
from typing import Any
from uuid import UUID

import click

from service_desk.commands.output import json_option, show, told
from service_desk.commands.session import open_desk
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.errors import NotFound
from service_desk.links import actions, queries
from service_desk.links.rules import Origin, Subject
from service_desk.repairs import queries as repairs
from service_desk.tickets import queries as tickets

_NUMBER = click.argument("number")


@click.group()
def command() -> None:
    """The link to a customer's page, by the number of their ticket or order."""


@command.command()
@_NUMBER
def give(*, number: str) -> None:
    """Print a new link to the page of NUMBER; it is shown this once."""

    async def run() -> str:
        async with open_desk():
            subject, found = await _meant(number)
            return await actions.make_link(
                subject=subject, centre_id=found.centre_id, party_id=found.party_id, origin=Origin.STAFF, by=SYSTEM
            )

    click.echo(asyncio.run(run()))


@command.command("list")
@_NUMBER
@json_option
def list_links(*, number: str, as_json: bool) -> None:
    """Which links of NUMBER were given out, and when each was last opened; never their addresses."""

    async def run() -> list[Any]:
        async with open_desk():
            subject, _ = await _meant(number)
            return list(await queries.links_of(subject))

    found = asyncio.run(run())
    show(
        {
            str(each.id): {
                "made": each.made_at,
                "for": each.origin.value,
                "opened": each.opened_at,
                "revoked": each.revoked_at,
            }
            for each in found
        },
        as_json=as_json,
        none="No link of {number} was given out.",
        number=number,
    )


@command.command()
@_NUMBER
def revoke(*, number: str) -> None:
    """Every link of NUMBER stops working at once."""

    async def run() -> int:
        async with open_desk():
            subject, found = await _meant(number)
            return await actions.revoke_links(subject=subject, centre_id=found.centre_id, by=SYSTEM)

    count = asyncio.run(run())
    click.echo(told("Links of {number} that were revoked: {count}.", number=number, count=count))


async def _meant(number: str) -> tuple[Subject, Any]:
    """A ticket or an order by its number; the order of a ticket has the links of its ticket."""
    try:
        order = await repairs.order(UUID(str(await repairs.order_named(number, SYSTEM))))
    except NotFound:
        ticket = await tickets.ticket(UUID(str(await tickets.ticket_named(number, SYSTEM))))
        return Subject("ticket", ticket.id), ticket
    return (Subject("ticket", order.ticket_id) if order.ticket_id else Subject("repair", order.id)), order
