"""One box takes anything: a scan, a typed number, a picture of a label."""

from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.datastructures import UploadFile
from litestar.params import FromQuery, JSONBody, MultipartBody

from barcodes import Kind, ScanHints, Source
from service_desk.foundation.paging import Page
from service_desk.foundation.web import DeskRequest, Limit, needs
from service_desk.scanning import actions, queries
from service_desk.scanning.rules import Resolved

Raw = Annotated[str, msgspec.Meta(min_length=1, max_length=4400)]


class NewScan(msgspec.Struct, forbid_unknown_fields=True):
    """`raw`: what the keys were, `alt_raw`: what the keyboard layout made of them; `aim`: the symbology identifier.

    `expect`: kinds that the screen waits for, such as serial or gtin.
    """

    raw: Raw
    alt_raw: Raw | None = None
    aim: Annotated[str, msgspec.Meta(pattern="^\\][A-Za-z][0-9A-Za-z]$")] | None = None
    symbology: Annotated[str, msgspec.Meta(max_length=30)] | None = None
    source: Source = Source.WEDGE
    expect: Annotated[list[Kind], msgspec.Meta(max_length=11)] = []


def hints_of(data: NewScan) -> ScanHints:
    return ScanHints(
        aim=data.aim,
        symbology=data.symbology,
        source=data.source,
        alt_raw=data.alt_raw,
        expect=frozenset(data.expect),
    )


@post("/scans", guards=[needs("items.read")], status_code=200)
async def read_scan(request: DeskRequest, data: JSONBody[NewScan]) -> Resolved:
    """Say what a scan or a typed text means: the record, a short choice, a command, or what was tried.

    A question, not a change: sent again it is answered again.
    """
    return await actions.read_scan(raw=data.raw, hints=hints_of(data), by=request.user)


@dataclass
class NewPicture:
    """One field called `file`: a JPEG, PNG, WebP, GIF, BMP or TIFF, at most 30 MB and 25 megapixels."""

    file: UploadFile


@post("/scans/image", guards=[needs("items.read")], status_code=200, request_max_body_size=30_100_000)
async def read_picture(request: DeskRequest, data: MultipartBody[NewPicture]) -> list[actions.SeenCode]:
    """Say what the codes in a picture mean; none found is an empty list."""
    return await actions.read_picture(data=await data.file.read(), by=request.user)


@get("/scans", guards=[needs("audit.read")])
async def list_scans(
    request: DeskRequest,
    station_id: FromQuery[UUID | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[queries.KeptScan]:
    """Scans as they came, the newest first; kept for 90 days."""
    return await queries.kept_scans(request.user.where("audit.read"), station_id=station_id, cursor=cursor, limit=limit)


ROUTES: Final[list[Any]] = [read_scan, read_picture, list_scans]
