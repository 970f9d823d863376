"""Add printers, queue labels for them, try again, take back."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from asyncpg import UniqueViolationError

from service_desk.centres import queries as centres
from service_desk.events.actions import record
from service_desk.foundation import version
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic, execute, fetchrow
from service_desk.foundation.errors import Conflict
from service_desk.foundation.ids import uuid7
from service_desk.foundation.leaving import free
from service_desk.foundation.live import announce
from service_desk.foundation.settings import environment
from service_desk.scanning import queries
from service_desk.scanning.actions.slips import labels_to_print
from service_desk.scanning.drawing import checked_stock, drawn
from service_desk.scanning.rules import LabelKind
from service_desk.scanning.rules.addresses import PrinterKind, checked_address
from service_desk.scanning.rules.labels import Form, Wanted, checked_dpi
from service_desk.scanning.rules.printing import (
    JobFacts,
    JobNotThere,
    JobState,
    LabelsQueued,
    Language,
    PrinterAdded,
    PrinterChanged,
    PrinterFacts,
    PrinterRetired,
    PrinterRevived,
    PrinterTakenOff,
    PrintingCancelled,
    PrintingRetried,
    checked_code,
    sources,
)
from service_desk.scanning.tables import Printer

TOPIC: Final = "print_jobs"
KEPT: Final = timedelta(days=14)
_QUEUE: Final = """
insert into print_job (id, printer_id, centre_id, template, subject_kind, subject_id, caption, labels, media_type, data, state,
  attempts, not_before, fault, detail, queued_at, queued_by, state_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, '', '', $12, $13, $12)"""
_MOVE: Final = """
update print_job set state = $2, state_at = $4, not_before = $4, attempts = 0, deaths = 0 where id = $1 and state = any($3) returning printer_id"""


class PrinterCodeTaken(Conflict):
    code = "printer_code_taken"
    message = "There is a printer {value} at this centre already. Choose another code."


async def add_printer(
    *,
    centre_id: UUID,
    code: str,
    kind: PrinterKind,
    by: Actor,
    address: str = "",
    language: Language = Language.ZPL,
    dpi: int = 203,
    stock: str | None = None,
) -> UUID:
    """Raises AddressNotAllowed for what is neither loopback nor on the operator's list."""
    by.require_row("centres.write", centre_id, kind="service centre", key=centre_id)
    checked_stock(stock)
    row = Printer(
        id=uuid7(), centre_id=(await centres.centre_at_work(centre_id)).id, code=checked_code(code), kind=kind,
        address=checked_address(kind, address, environment().printers), language=language, dpi=checked_dpi(dpi),
        stock=stock or "", created_at=now(), created_by=by.id,
    )  # fmt: skip
    try:
        async with atomic():
            await Printer.insert(row)
            added = PrinterAdded(row.id, row.code, kind)
            await record(added, subject=("printer", row.id), centre_id=centre_id, by=by)
    except UniqueViolationError:
        raise PrinterCodeTaken(value=row.code, field="code") from None
    return UUID(str(row.id))


async def change_printer(
    *,
    printer_id: UUID,
    kind: PrinterKind,
    by: Actor,
    if_version: int | None = None,
    address: str = "",
    language: Language = Language.ZPL,
    dpi: int = 203,
    stock: str | None = None,
) -> PrinterFacts:
    """All of it but the code. Labels that wait keep the form they were drawn in, and go to the new address."""
    checked_stock(stock)
    place = checked_address(kind, address, environment().printers)
    async with atomic():
        facts = await queries.printer(printer_id, by.centres, by.language)
        by.require("centres.write", facts.centre_id)
        await version.save(
            Printer, printer_id, version=if_version, kind=kind, address=place, language=language, dpi=checked_dpi(dpi),
            stock=stock or "", fault="", fault_at=None,
        )  # fmt: skip
        changed = PrinterChanged(printer_id, facts.code, kind)
        await record(changed, subject=("printer", printer_id), centre_id=facts.centre_id, by=by)
        return await queries.printer(printer_id, by.centres, by.language)


async def retire_printer(*, printer_id: UUID, by: Actor, if_version: int | None = None) -> None:
    """Jobs that wait for it are taken back. Raises StillNeeded while a station prints on it."""
    async with atomic():
        facts = await queries.printer(printer_id, by.centres, by.language)
        by.require("centres.write", facts.centre_id)
        await version.save(Printer, printer_id, version=if_version, retired_at=now())
        await free("printer", printer_id, facts.code)
        await execute(
            "update print_job set state = 'cancelled', state_at = $2 where printer_id = $1 and state = any($3)",
            printer_id,
            now(),
            list(sources(JobState.CANCELLED)),
        )
        taken_off = PrinterTakenOff(printer_id, facts.code)
        await record(taken_off, subject=("printer", printer_id), centre_id=facts.centre_id, by=by)


async def revive_printer(*, printer_id: UUID, by: Actor, if_version: int | None = None) -> None:
    """Labels can be sent to it again; of one that is in use nothing changes."""
    async with atomic():
        facts = await queries.printer(printer_id, by.centres, by.language)
        by.require("centres.write", facts.centre_id)
        await centres.centre_at_work(facts.centre_id)
        if not facts.retired:
            return
        await version.save(Printer, printer_id, version=if_version, retired_at=None)
        revived = PrinterRevived(printer_id, facts.code)
        await record(revived, subject=("printer", printer_id), centre_id=facts.centre_id, by=by)


async def print_labels(
    *,
    printer_id: UUID,
    kind: LabelKind,
    ids: Sequence[UUID],
    by: Actor,
    language: str | None = None,
    size: str | None = None,
) -> JobFacts:
    """Queue labels for a printer. They are drawn and read back now, so what cannot be printed is refused at once.

    For a printer that only downloads, the job is done and its file is there to be fetched.
    """
    printer = await queries.printer(printer_id, by.where("items.read"), by.language)
    if printer.retired:
        raise PrinterRetired(printer=printer.code, field="printer_id")
    labelled = await labels_to_print(kind, ids, language, by)
    spoken = language or by.language
    wanted = Wanted(Form(printer.language.value), size or printer.stock, printer.dpi, spoken)
    labels = await drawn(kind, labelled, wanted)
    job_id, moment = uuid7(), now()
    state = JobState.DONE if printer.kind is PrinterKind.DOWNLOAD else JobState.QUEUED
    async with atomic():
        await execute(
            _QUEUE, job_id, printer.id, printer.centre_id, kind, kind, ids[0] if ids else None, labels.caption,
            labels.labels, labels.media_type, labels.data, state, moment, by.id,
        )  # fmt: skip
        queued = LabelsQueued(job_id, printer.id, kind, labels.labels)
        await record(queued, subject=("print_job", job_id), centre_id=printer.centre_id, by=by)
        announce(TOPIC, job_id)
    return await queries.job(job_id, by.centres, by.language)


async def retry_job(*, job_id: UUID, by: Actor) -> JobFacts:
    """Now, and with all its tries again: after the printer was mended."""
    async with atomic():
        facts = await queries.job(job_id, by.where("items.read"), by.language)
        await _move(facts, JobState.QUEUED, by, frozenset({JobState.DEAD, JobState.RETRY_WAIT}))
        retried = PrintingRetried(job_id, facts.printer_id)
        await record(retried, subject=("print_job", job_id), centre_id=facts.centre_id, by=by)
        announce(TOPIC, job_id)
        return await queries.job(job_id, by.centres, by.language)


async def cancel_job(*, job_id: UUID, by: Actor) -> JobFacts:
    async with atomic():
        facts = await queries.job(job_id, by.where("items.read"), by.language)
        await _move(facts, JobState.CANCELLED, by, sources(JobState.CANCELLED))
        cancelled = PrintingCancelled(job_id, facts.printer_id)
        await record(cancelled, subject=("print_job", job_id), centre_id=facts.centre_id, by=by)
        return await queries.job(job_id, by.centres, by.language)


async def _move(facts: JobFacts, to: JobState, by: Actor, since: frozenset[JobState]) -> Any:
    by.require("items.read", facts.centre_id)
    if await fetchrow(_MOVE, facts.id, to, list(since), now()) is None:
        raise JobNotThere(state=facts.state, target=to)


async def forget_old_labels() -> int:
    """What was printed two weeks ago is drawn anew when it is wanted: the bytes go, the row stays."""
    done = await execute(
        "update print_job set data = null where data is not null and state in ('done', 'cancelled', 'dead') and state_at < $1",
        now() - KEPT,
    )
    return int(done.split()[-1])


__all__ = [
    "TOPIC",
    "PrinterCodeTaken",
    "PrinterFacts",
    "add_printer",
    "cancel_job",
    "change_printer",
    "forget_old_labels",
    "print_labels",
    "retire_printer",
    "retry_job",
    "revive_printer",
]
