"""What runs when: the whole list on one page. Of many workers one does each duty."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog

from service_desk.accounts import actions as accounts
from service_desk.centres.actions import HOLIDAYS
from service_desk.centres.queries import centres
from service_desk.erp.actions import reconcile
from service_desk.events.queries import head
from service_desk.foundation import clock, idempotency
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import execute, fetchval
from service_desk.foundation.ids import uuid7
from service_desk.imports.actions import forget_old_imports
from service_desk.repairs.actions import expire_estimates
from service_desk.scanning.actions import forget_old_labels, forget_old_scans
from service_desk.searchable import refill_some
from service_desk.starter.actions import update_starter
from service_desk.tickets.actions import forget_old_changes, wake_due

log = structlog.get_logger("schedule")


@dataclass(frozen=True)
class Duty:
    name: str
    every: timedelta
    do: Callable[[], Awaitable[object]]
    first: timedelta = timedelta(0)  # after the duty was first seen


async def print_audit_head() -> None:
    """The head of the chain goes to the log, which is kept elsewhere: a cut tail shows against it."""
    now = await head()
    log.info("audit_head", seq=now.seq, hash=now.hash)


async def compare_with_erp() -> None:
    """The last five weeks, both ways; what differs is kept for a person, and the log says so."""
    if not await centres():
        return
    today = clock.today("UTC")
    report = await reconcile(since=today - timedelta(days=35), until=today + timedelta(days=1), by=SYSTEM)
    if report.differences or report.stock or not report.ledger_balanced:
        log.error(
            "erp_differs",
            differences=len(report.differences),
            stock=len(report.stock),
            ledger_balanced=report.ledger_balanced,
        )


async def bring_holidays() -> None:
    """Those of the years to come and of centres that a file brought; what a centre changed itself stays."""
    if await centres():
        await update_starter(sources=[HOLIDAYS.name], by=SYSTEM)


DUTIES: Final = (
    Duty("forget_old_answers", timedelta(hours=6), idempotency.forget_old),
    Duty("forget_ended_sessions", timedelta(hours=6), accounts.forget_ended_sessions),
    Duty("forget_old_tries", timedelta(hours=6), accounts.forget_old_tries),
    Duty("wake_tickets", timedelta(minutes=1), wake_due),
    Duty("expire_estimates", timedelta(hours=1), expire_estimates),
    Duty("forget_old_scans", timedelta(hours=6), forget_old_scans),
    Duty("forget_old_labels", timedelta(hours=6), forget_old_labels),
    Duty("forget_old_imports", timedelta(hours=6), forget_old_imports),
    Duty("forget_old_changes", timedelta(hours=6), forget_old_changes),
    Duty("bring_holidays", timedelta(hours=24), bring_holidays, first=timedelta(minutes=5)),
    Duty("compare_with_erp", timedelta(hours=24), compare_with_erp, first=timedelta(minutes=10)),
    Duty("refill_search_columns", timedelta(minutes=1), refill_some),
    Duty("print_audit_head", timedelta(hours=1), print_audit_head),
)
_SEE: Final = "insert into schedule_run (id, duty, due_at) values ($1, $2, $3) on conflict (duty) do nothing"
_CLAIM: Final = "update schedule_run set due_at = $3 where duty = $1 and due_at <= $2 returning true"


async def do_due() -> int:
    """Do each duty whose time has come and that nobody else took; how many."""
    done = 0
    for duty in DUTIES:
        now = clock.now()
        await execute(_SEE, uuid7(), duty.name, now + duty.first)
        if not await fetchval(_CLAIM, duty.name, now, now + duty.every):
            continue
        outcome = "done"
        try:
            await duty.do()
        except Exception as error:  # a duty that fails is tried again next time and must not stop the others
            log.exception("duty_failed", duty=duty.name)
            outcome = f"{type(error).__name__}"
        await execute(
            "update schedule_run set done_at = $2, outcome = $3 where duty = $1", duty.name, clock.now(), outcome
        )
        done += 1
    return done


async def keep_schedule(stopping: asyncio.Event) -> None:
    while not stopping.is_set():
        try:
            await do_due()
        except Exception:  # the database is away; it is waited for
            log.exception("schedule_stopped_short")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), 30)
