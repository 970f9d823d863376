"""Printers, and the labels that wait for them."""

from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from service_desk.foundation.naming import Named
from service_desk.foundation.paging import Page
from service_desk.foundation.search import narrowed
from service_desk.foundation.sorting import code_key
from service_desk.foundation.web import Created, DeskRequest, Limit, needs, once
from service_desk.foundation.web.filters import STATE, InWords
from service_desk.foundation.web.lists import in_pages
from service_desk.foundation.web.requests import unkept
from service_desk.scanning import actions, queries
from service_desk.scanning.api.labels import Language, Size
from service_desk.scanning.rules import LabelKind
from service_desk.scanning.rules.addresses import PrinterKind
from service_desk.scanning.rules.printing import JobFacts, JobState, PrinterFacts
from service_desk.scanning.rules.printing import Language as PrinterLanguage

# Litestar keeps the name `state` for its own.
InState = Annotated[list[JobState] | None, STATE]


class NewPrinter(msgspec.Struct, forbid_unknown_fields=True):
    """`address`: host:port for raw_tcp (loopback, or on the operator's list DESK_PRINTERS), the queue's name for cups.

    `stock`: what lies in it, such as 50x30; labels are drawn for it.
    """

    centre_id: UUID
    code: Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
    kind: PrinterKind
    address: Annotated[str, msgspec.Meta(max_length=120)] = ""
    language: PrinterLanguage = PrinterLanguage.ZPL
    dpi: int = 203
    stock: Size | None = None


class PrinterSettings(msgspec.Struct, forbid_unknown_fields=True):
    """All of them: what is left out has its usual value."""

    kind: PrinterKind
    address: Annotated[str, msgspec.Meta(max_length=120)] = ""
    language: PrinterLanguage = PrinterLanguage.ZPL
    dpi: int = 203
    stock: Size | None = None


class NewJob(msgspec.Struct, forbid_unknown_fields=True):
    """What to print where; `size` instead of the printer's own stock."""

    printer_id: UUID
    kind: LabelKind
    ids: Annotated[list[UUID], msgspec.Meta(max_length=200)] = []
    language: Language | None = None
    size: Size | None = None


@get("/printers", guards=[needs("items.read")])
@in_pages
async def list_printers(
    request: DeskRequest, centre_id: FromQuery[UUID | None] = None, words: InWords = None
) -> list[PrinterFacts]:
    """Printers in use, how many labels wait for each, and what is wrong with it."""
    found = await queries.printers(request.user.where("items.read", centre_id), request.user.language)
    found = narrowed(found, words, lambda each: f"{each.code} {each.kind} {each.address}")
    return sorted(found, key=lambda each: code_key(each.code))


@post("/printers", guards=[needs("centres.write")])
async def add_printer(request: DeskRequest, data: JSONBody[NewPrinter]) -> Response[PrinterFacts]:
    """Add a printer of a centre."""

    async def add() -> PrinterFacts:
        new = await actions.add_printer(**msgspec.structs.asdict(data), by=request.user)
        return await queries.printer(new, request.user.centres, request.user.language)

    return await once(request, add)


@put("/printers/{printer_id:str}", guards=[needs("centres.write")])
async def change_printer(
    request: DeskRequest, printer_id: FromPath[UUID], data: JSONBody[PrinterSettings]
) -> Response[PrinterFacts]:
    """Change where a printer is and what lies in it."""
    given = msgspec.structs.asdict(data)
    return await once(request, lambda: actions.change_printer(printer_id=printer_id, by=request.user, **given))


@delete("/printers/{printer_id:str}", guards=[needs("centres.write")], status_code=204)
async def retire_printer(request: DeskRequest, printer_id: FromPath[UUID]) -> None:
    """Retire a printer; labels that wait for it are taken back."""
    await unkept(request, lambda: actions.retire_printer(printer_id=printer_id, by=request.user))


@post("/printers/{printer_id:str}/revival", guards=[needs("centres.write")])
async def revive_printer(request: DeskRequest, printer_id: FromPath[UUID]) -> Response[Created]:
    """Print again on a printer that was retired."""

    async def revive() -> Created:
        await actions.revive_printer(printer_id=printer_id, by=request.user)
        return Created(printer_id)

    return await once(request, revive)


@get("/print-jobs", guards=[needs("items.read")])
async def list_jobs(
    request: DeskRequest,
    in_state: InState = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
    centre_id: FromQuery[UUID | None] = None,
    words: InWords = None,
) -> Page[JobFacts]:
    """Print jobs, the newest first, with why they wait."""
    actor = request.user
    return await queries.jobs(
        actor.where("items.read", centre_id), actor.language, state=in_state, words=words, cursor=cursor, limit=limit
    )


@post("/print-jobs", guards=[needs("items.read")])
async def print_labels(request: DeskRequest, data: JSONBody[NewJob]) -> Response[JobFacts]:
    """Print labels: the worker sends them, one job at a time a printer, and tries again while it is off."""
    given = msgspec.structs.asdict(data)
    return await once(request, lambda: actions.print_labels(**given, by=request.user))


@get("/print-jobs/{job_id:uuid}", guards=[needs("items.read")])
async def show_job(request: DeskRequest, job_id: FromPath[UUID]) -> JobFacts:
    """One print job."""
    return await queries.job(job_id, request.user.where("items.read"), request.user.language)


@get("/print-jobs/{job_id:uuid}/file", guards=[needs("items.read")])
async def fetch_file(request: DeskRequest, job_id: FromPath[UUID]) -> Response[bytes]:
    """Fetch what was or is to be printed, as it goes to the printer; kept for two weeks."""
    data, media_type = await queries.job_file(job_id, request.user.where("items.read"))
    headers = {"Content-Disposition": f'attachment; filename="labels-{job_id}"'}
    return Response(data, media_type=media_type, headers=headers)


@post("/print-jobs/{job_id:uuid}/retry", guards=[needs("items.read")])
async def retry_job(request: DeskRequest, job_id: FromPath[UUID]) -> Response[JobFacts]:
    """Try a job again now, after the printer was mended."""
    return await once(request, lambda: actions.retry_job(job_id=job_id, by=request.user))


@post("/print-jobs/{job_id:uuid}/cancellation", guards=[needs("items.read")])
async def cancel_job(request: DeskRequest, job_id: FromPath[UUID]) -> Response[JobFacts]:
    """Take a job back that is not printed yet."""
    return await once(request, lambda: actions.cancel_job(job_id=job_id, by=request.user))


NAMED = [
    Named(
        ("printer_id",),
        queries.printer_named,
        "its code, or CENTRE:CODE where several centres have it",
        "BER:ZEBRA",
        table="printer",
    )
]
ROUTES: Final[list[Any]] = [
    list_printers,
    add_printer,
    change_printer,
    retire_printer,
    revive_printer,
    list_jobs,
    print_labels,
    show_job,
    fetch_file,
    retry_job,
    cancel_job,
]
