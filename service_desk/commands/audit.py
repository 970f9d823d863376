"""`desk audit`: is the event log whole, and where is its head."""

import asyncio
import dataclasses
import json
from pathlib import Path

import click

from service_desk.commands.output import json_option, show
from service_desk.commands.session import open_desk
from service_desk.events import queries
from service_desk.foundation.errors import DeskError


class ChainBroken(DeskError):
    status = 500
    code = "chain_broken"
    message = "The event log was tampered with at seal {seal}: {reason}. Everything before it is whole. Compare with a backup."


class BadHead(DeskError):
    code = "bad_head"
    message = "{path} does not hold a head that `desk audit head` wrote."


@click.group()
def command() -> None:
    """The event log is sealed in a chain; its head, kept elsewhere, proves that nothing was cut off."""


@command.command()
@click.option("--keep", type=click.Path(path_type=Path), help="Also write the head to this file, outside this machine.")
@json_option
def head(*, keep: Path | None, as_json: bool) -> None:
    """Print the head of the chain."""
    facts = dataclasses.asdict(asyncio.run(_head()))
    if keep is not None:
        keep.write_text(json.dumps(facts) + "\n")
    show(facts, as_json=as_json)


@command.command()
@click.option(
    "--kept", type=click.Path(exists=True, path_type=Path), help="A head written earlier by `desk audit head --keep`."
)
@json_option
def verify(*, kept: Path | None, as_json: bool) -> None:
    """Walk the whole chain; exit code 1 and the place where it breaks, when it does."""
    verdict = asyncio.run(_verify(_read(kept) if kept else None))
    show(dataclasses.asdict(verdict), as_json=as_json)
    if not verdict.whole:
        raise ChainBroken(seal=verdict.broken_at, reason=verdict.reason)


def _read(path: Path) -> queries.Head:
    try:
        return queries.Head(**json.loads(path.read_text()))
    except (ValueError, TypeError):
        raise BadHead(path=path) from None


async def _head() -> queries.Head:
    async with open_desk():
        return await queries.head()


async def _verify(kept: queries.Head | None) -> queries.Verdict:
    async with open_desk():
        return await queries.verify(kept)
