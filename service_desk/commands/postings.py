"""`desk postings`: what is owed to the ERP, send it again, compare both sides."""

import asyncio
import dataclasses
from datetime import date, datetime
from typing import Any, Final

import click

from service_desk.commands.output import json_option, remark, show, told
from service_desk.commands.session import open_desk
from service_desk.erp import actions, queries
from service_desk.erp.rules import PostingFacts
from service_desk.foundation.actor import SYSTEM

_DAY = click.DateTime(["%Y-%m-%d"])
FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(9999, 12, 30)


@click.group()
def command() -> None:
    """Postings: documents owed to the ERP, or to the built-in books."""


@command.command("list")
@click.option("--state", help="Only these: queued, blocked, rejected, parked, unknown, applied, verified, …")
@click.option("--kind", help="Only these: receipt, issue, return, journal, invoice, …")
@click.option("--order", "order_number", help="Only those of this repair order.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 200))
@json_option
def list_postings(*, as_json: bool, **chosen: Any) -> None:
    """The newest postings; without a filter first how many there are of each kind and state."""

    async def run() -> tuple[dict[str, dict[str, int]], list[PostingFacts]]:
        async with open_desk():
            return await queries.summary(), (await queries.postings(centres=None, **chosen)).items

    counts, found = asyncio.run(run())
    if as_json:
        show({"counts": counts, "postings": [dataclasses.asdict(one) for one in found]}, as_json=True)
        return
    if counts and not any(chosen[name] for name in ("state", "kind", "order_number")):
        show(counts, as_json=False)
    show({f"{one.id} {one.key}": _line(one) for one in found}, as_json=False, none="There is no such posting.")


async def _meant(posting: str) -> int:
    """By its number or its key, as `desk postings list` shows both."""
    return int(await queries.posting_named(posting, SYSTEM))


def _line(one: PostingFacts) -> str:
    why = one.finding or one.reject_code or ""
    return " ".join(filter(None, (one.state, str(one.posting_date), why, one.detail)))


@command.command()
@click.argument("posting")
def retry(posting: str) -> None:
    """Send the rejected or parked POSTING (its number or key) again, after what stopped it was mended."""

    async def run() -> None:
        async with open_desk():
            await actions.retry_posting(posting_id=await _meant(posting), by=SYSTEM)

    asyncio.run(run())
    remark("It is in the queue again.")


@command.command()
@click.argument("posting")
@click.option("--there/--not-there", "in_erp", default=None, help="Whether the document stands in the ERP.")
@click.option("--number", "erp_number", help="Its number in the ERP.")
@click.option("--reason", required=True, help="Who looked, and what was found.")
def decide(*, posting: str, in_erp: bool | None, erp_number: str | None, reason: str) -> None:
    """Say what you found in the ERP, of the POSTING (its number or key) under which the worker died each time it looked.

    There it counts as verified; not there it is parked, and `desk postings retry` sends it again.
    """
    if in_erp is None:
        raise click.UsageError(told("Say --there or --not-there."))

    async def run() -> None:
        async with open_desk():
            await actions.decide_posting(
                posting_id=await _meant(posting), in_erp=in_erp, erp_number=erp_number, reason=reason, by=SYSTEM
            )

    asyncio.run(run())
    if in_erp:
        remark("It counts as verified.")
    else:
        remark("It is parked: `desk postings retry {posting_id}` sends it again.", posting_id=posting)


@command.command()
@click.option("--since", type=_DAY, help="First posting day, such as 2026-11-01 [default: the very first].")
@click.option("--until", type=_DAY, help="Last posting day [default: the latest].")
@json_option
def reconcile(*, since: datetime | None, until: datetime | None, as_json: bool) -> None:
    """Compare postings, stock and ledger with what the ERP holds. Exit code 1 when they differ."""

    async def run(first: date, last: date) -> actions.Reconciliation:
        async with open_desk():
            return await actions.reconcile(since=first, until=last, by=SYSTEM)

    report = asyncio.run(run(since.date() if since else FIRST_DAY, until.date() if until else LAST_DAY))
    show(dataclasses.asdict(report), as_json=as_json)
    if report.differences or report.stock or not report.ledger_balanced:
        raise SystemExit(1)


@command.command()
def accounts() -> None:
    """Give every account role of the built-in books its usual account; what is mapped already stays."""

    async def run() -> None:
        async with open_desk():
            await actions.set_default_accounts(by=SYSTEM)

    asyncio.run(run())
    remark("Done: see them with `desk postings list` once something was posted.")
