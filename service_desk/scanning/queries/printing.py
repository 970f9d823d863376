"""Printers and print jobs as people see them, with what is wrong in their language."""

from typing import Any, Final
from uuid import UUID

from service_desk.foundation.db import fetch, fetchrow
from service_desk.foundation.errors import NotFound
from service_desk.foundation.naming import looked_up
from service_desk.foundation.paging import Page, checked_limit, cut
from service_desk.foundation.sentences import sentence
from service_desk.foundation.where import OneOf, Where
from service_desk.scanning.queries.marks import before
from service_desk.scanning.rules.addresses import PrinterKind
from service_desk.scanning.rules.faults import fault_of
from service_desk.scanning.rules.printing import JobFacts, JobState, Language, PrinterFacts

Scope = frozenset[UUID] | None
_PRINTER: Final = """
select p.id, p.centre_id, p.code, p.kind, p.address, p.language, p.dpi, p.stock, p.worked_at, p.fault_at, p.fault,
       (select count(*) from print_job j where j.printer_id = p.id and j.state in ('queued', 'sending', 'retry_wait')) as waiting,
       p.retired_at is not null as retired, p.version from printer p"""
_JOB: Final = """
select j.id, j.printer_id, p.code as printer, j.centre_id, j.template, j.caption, j.labels, j.state, j.attempts, j.not_before,
       j.fault, j.queued_at, j.state_at, j.media_type from print_job j join printer p on p.id = j.printer_id"""


async def printers(centres: Scope, language: str) -> list[PrinterFacts]:
    """Those in use, by code."""
    rows = await fetch(
        f"{_PRINTER} where p.retired_at is null and ($1::uuid[] is null or p.centre_id = any($1)) order by p.centre_id, p.code",
        _list(centres),
    )
    return [_printer(row, language) for row in rows]


async def printer(printer_id: UUID, centres: Scope, language: str) -> PrinterFacts:
    row = await fetchrow(
        f"{_PRINTER} where p.id = $1 and ($2::uuid[] is null or p.centre_id = any($2))", printer_id, _list(centres)
    )
    if row is None:
        raise NotFound(kind="printer", key=printer_id)
    return _printer(row, language)


async def jobs(
    centres: Scope,
    language: str,
    *,
    state: OneOf = None,
    words: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[JobFacts]:
    """The newest first; `words`: all of them in what the labels say of themselves or the code of the printer."""
    where = Where(checked_limit(limit) + 1)
    where.add("j.centre_id = any({})", _list(centres))
    where.among("j.state", state)
    where.add("j.id < {}", before(cursor))
    where.words("j.caption || ' ' || p.code", words)
    rows = await fetch(f"{_JOB} where {where} order by j.id desc limit $1", *where.args)
    return cut([_job(row, language) for row in rows], limit, lambda one: (one.id,))


async def job(job_id: UUID, centres: Scope, language: str) -> JobFacts:
    row = await fetchrow(
        f"{_JOB} where j.id = $1 and ($2::uuid[] is null or j.centre_id = any($2))", job_id, _list(centres)
    )
    if row is None:
        raise NotFound(kind="print job", key=job_id)
    return _job(row, language)


async def job_file(job_id: UUID, centres: Scope) -> tuple[bytes, str]:
    """What was or is to be printed, and its media type; NotFound once it is no longer kept."""
    row = await fetchrow(
        "select data, media_type from print_job where id = $1 and data is not null and ($2::uuid[] is null or centre_id = any($2))",
        job_id,
        _list(centres),
    )
    if row is None:
        raise NotFound(kind="print job", key=job_id)
    return bytes(row["data"]), row["media_type"]


def _list(centres: Scope) -> list[UUID] | None:
    return None if centres is None else list(centres)


def _said(code: str, printer_code: str, language: str) -> str:
    fault = fault_of(code, printer_code)
    return sentence(fault, language) if fault else ""


def _printer(row: Any, language: str) -> PrinterFacts:
    values = dict(row)
    values |= {
        "kind": PrinterKind(row["kind"]),
        "language": Language(row["language"]),
        "stock": row["stock"] or None,
        "message": _said(row["fault"], row["code"], language),
    }
    return PrinterFacts(**values)


def _job(row: Any, language: str) -> JobFacts:
    values = dict(row)
    values |= {"state": JobState(row["state"]), "message": _said(row["fault"], row["printer"], language)}
    return JobFacts(**values)


printer_named = looked_up(
    "printer",
    "select t.id, c.code || ':' || t.code as alone from printer t join centre c on c.id = t.centre_id "
    "where (t.code = $1 or c.code || ':' || t.code = $1) and ($2::uuid[] is null or t.centre_id = any($2)) "
    "order by alone",
)
