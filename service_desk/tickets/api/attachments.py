"""Files on tickets: attach, list, download. A download is saved by a browser, never shown."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath, MultipartBody

from service_desk.foundation import files
from service_desk.foundation.files import FileFacts
from service_desk.foundation.web import DeskRequest, needs, once
from service_desk.foundation.web.lists import in_pages
from service_desk.tickets import actions, queries

ENVELOPE: Final = 100_000  # what a form may add to the file


@dataclass
class NewFile:
    """One field called `file`: a picture (JPEG, PNG, WebP, HEIC) or a PDF of at most 20 MB, or a video (MP4, MOV, WebM) of at most 60."""

    file: UploadFile


@dataclass(frozen=True)
class Attached:
    id: UUID
    file_name: str


@post(
    "/tickets/{ticket_id:str}/attachments",
    guards=[needs("tickets.open")],
    request_max_body_size=files.LARGEST_VIDEO + ENVELOPE,
)
async def attach_file(
    request: DeskRequest, ticket_id: FromPath[UUID], data: MultipartBody[NewFile]
) -> Response[Attached]:
    """Attach a file to a ticket, whatever its state. A picture is kept upright, a video as it plays, both without place and camera."""
    file = await files.take_in(data.file.filename, _pieces(data.file))

    async def attach() -> Attached:
        return Attached(await actions.attach_file(ticket_id=ticket_id, file=file, by=request.user), file.file_name)

    # A program writes the same form anew on each try, with another boundary: what counts is what is in it.
    return await once(request, attach, body=file.file_name.encode("utf-8", "replace") + b"\0" + file.digest)


async def _pieces(given: UploadFile) -> AsyncIterator[bytes]:
    while piece := await given.read(files.CHUNK):
        yield piece


@get("/tickets/{ticket_id:str}/attachments", guards=[needs("tickets.read")])
@in_pages
async def list_attachments(request: DeskRequest, ticket_id: FromPath[UUID]) -> list[FileFacts]:
    """What was attached to a ticket, the first first."""
    return await queries.attachments(ticket_id, request.user.where("tickets.read"))


@get(
    "/tickets/{ticket_id:str}/attachments/{file_id:uuid}",
    guards=[needs("tickets.read")],
    media_type="application/octet-stream",
)
async def download_attachment(
    request: DeskRequest, ticket_id: FromPath[UUID], file_id: FromPath[UUID]
) -> Response[bytes]:
    """The file: a PDF as it was attached, a picture upright and without its place and camera."""
    name, kind, content = await queries.attachment(ticket_id, file_id, request.user.where("tickets.read"))
    return Response(content, media_type=kind, headers=files.download_headers(name))


ROUTES = [attach_file, list_attachments, download_attachment]
