"""Imports: send a file of another system, see how far it is, get its refused rows, cancel it, undo it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath, FromQuery, MultipartBody

from service_desk.foundation import files
from service_desk.foundation.i18n import language_of
from service_desk.foundation.naming import Named
from service_desk.foundation.paging import Page
from service_desk.foundation.web import DeskRequest, Limit, needs, once
from service_desk.imports import actions, queries
from service_desk.imports.queries import Finding, FindingKind, RunFacts
from service_desk.imports.rules import Kind, Stays

RIGHT = "imports.run"
ENVELOPE = 1_000_000  # what the form and its mapping may add to the file


@dataclass
class NewImport:
    """A form: `file` is the table (CSV, also compressed, .xlsx, .ods; at most 200 MB), `kind` what it holds, `mapping` the
    mapping file as YAML or JSON (without one the columns are taken by their names), `dry_run` whether it is only tried.
    """

    file: UploadFile
    kind: Kind
    centre_id: UUID
    mapping: str = ""
    dry_run: bool = False


class Undone(msgspec.Struct):
    """How many records are gone, or as they were before; those that stay, each with the reason."""

    records: int
    stays: list[Stays]


@post("/imports", guards=[needs(RIGHT)], status_code=202, request_max_body_size=actions.LARGEST + ENVELOPE)
async def create_import(request: DeskRequest, data: MultipartBody[NewImport]) -> Response[RunFacts]:
    """Send a file. The worker loads it; `GET /imports/{import_id}` tells how far it is."""
    digest = await files.digest_of(_pieces(data.file))
    await data.file.seek(0)

    async def create() -> RunFacts:
        run_id = await actions.ask(
            kind=data.kind, centre_id=data.centre_id, file_name=data.file.filename, data=_pieces(data.file),
            mapping=data.mapping, dry=data.dry_run, language=language_of(request.headers.get("accept-language")),
            by=request.user,
        )  # fmt: skip
        return await queries.run(run_id)

    told = f"{data.kind}\0{data.centre_id}\0{data.mapping}\0{data.dry_run}\0".encode()
    return await once(request, create, status=202, body=told + digest)


async def _pieces(given: UploadFile) -> AsyncIterator[bytes]:
    while piece := await given.read(files.CHUNK):
        yield piece


@get("/imports", guards=[needs(RIGHT)])
async def list_imports(
    request: DeskRequest, cursor: FromQuery[str | None] = None, limit: FromQuery[Limit] = 50
) -> Page[RunFacts]:
    """The imports of your centres, the newest first."""
    return await queries.runs(request.user.where(RIGHT), cursor=cursor, limit=limit)


@get("/imports/{import_id:str}", guards=[needs(RIGHT)])
async def get_import(request: DeskRequest, import_id: FromPath[UUID]) -> RunFacts:
    """One import: its state, how many of its rows are done, what became of them; of a trial its preview."""
    return await queries.run(import_id, request.user.where(RIGHT))


@get("/imports/{import_id:str}/findings", guards=[needs(RIGHT)])
async def list_findings(
    request: DeskRequest,
    import_id: FromPath[UUID],
    outcome: FromQuery[FindingKind],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Finding]:
    """The rows that were refused, with column and reason, or those that differ from what is there, with both contents."""
    await queries.run(import_id, request.user.where(RIGHT))
    return await queries.findings(import_id, outcome, cursor=cursor, limit=limit)


@get("/imports/{import_id:str}/errors", guards=[needs(RIGHT)], produces=("text/csv",))
async def download_errors(request: DeskRequest, import_id: FromPath[UUID]) -> Response[bytes]:
    """The refused rows as a CSV file, with line, column and reason behind them: corrected, it can be sent again."""
    run = await queries.run(import_id, request.user.where(RIGHT))
    lines = [line async for line in queries.error_file(import_id)]
    return Response(
        ("\ufeff" + "".join(lines)).encode(),  # the mark tells spreadsheets that it is UTF-8
        media_type="text/csv; charset=utf-8",
        headers=files.download_headers(f"import-{run.number}.errors.csv"),
    )


@post("/imports/{import_id:str}/cancellation", guards=[needs(RIGHT)], status_code=200)
async def cancel_import(request: DeskRequest, import_id: FromPath[UUID]) -> Response[RunFacts]:
    """Stop an import behind the batch at work. What is in stays; it can be undone."""

    async def cancel() -> RunFacts:
        await actions.cancel(run_id=import_id, by=request.user)
        return await queries.run(import_id)

    return await once(request, cancel, status=200)


@post("/imports/{import_id:str}/undo", guards=[needs(RIGHT)], status_code=200)
async def undo_import(
    request: DeskRequest, import_id: FromPath[UUID], partial: FromQuery[bool] = False
) -> Response[Undone]:
    """Take out all that an import made: new records go, stock goes back by a correction of its receipt, values that were taken
    give way to those before. Where something was used or changed since, nothing is done and the answer says what; with
    `partial` the rest is undone, and what stays is told.
    """

    async def undo() -> Undone:
        done = await actions.undo(run_id=import_id, by=request.user, partial=partial)
        return Undone(done.records, done.stays)

    return await once(request, undo, status=200)


NAMED = [Named(("import_id",), queries.run_named, "its number", "12")]
ROUTES = [
    create_import, list_imports, get_import, list_findings, download_errors, cancel_import, undo_import,
]  # fmt: skip
