"""One box takes anything: a scan, a typed number, a picture of a label."""

from dataclasses import dataclass, replace
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.datastructures import UploadFile
from litestar.params import FromQuery, JSONBody, MultipartBody

from barcodes import Kind, Source
from barcodes.rfid import read_tags
from service_desk.foundation.paging import Page
from service_desk.foundation.web import DeskRequest, Limit, needs
from service_desk.foundation.web.scans import Raw, ScannedAt
from service_desk.scanning import actions, queries
from service_desk.scanning.rules import Resolved

Expected = Annotated[list[Kind], msgspec.Meta(max_length=11)]


class NewScan(ScannedAt, forbid_unknown_fields=True, kw_only=True):
    """`raw`: what the keys were, `alt_raw`: what the keyboard layout made of them; `aim`: the symbology identifier.

    `expect`: kinds that the screen waits for, such as serial or gtin. `station_id`: where it was scanned.
    """

    raw: Raw
    expect: Expected = []
    source: Source = Source.WEDGE


@post("/scans", guards=[needs("items.read")], status_code=200)
async def read_scan(request: DeskRequest, data: JSONBody[NewScan]) -> Resolved:
    """Say what a scan or a typed text means: the record, a short choice, a command, or what was tried.

    A question, not a change: sent again it is answered again.
    """
    hints = replace(data.hints(), expect=frozenset(data.expect))
    hints, place = await actions.at_station(hints, data.station_id, request.user)
    return await actions.read_scan(raw=data.raw, hints=hints, by=request.user, place=place)


class TagText(msgspec.Struct, forbid_unknown_fields=True):
    """What an RFID reader streams: a tag a line, as hexadecimal or URI, among whatever columns the reader adds."""

    text: Annotated[str, msgspec.Meta(max_length=900_000)]


class TagSeen(msgspec.Struct):
    """`epc` is the tag's pure identity URI, `meaning` its fields (gtin, serial …), `reads` how often it was seen."""

    epc: str
    meaning: dict[str, str]
    reads: int


class TagsSeen(msgspec.Struct):
    """Each tag once, in the order of first sight; `unread` are the lines without one."""

    tags: list[TagSeen]
    unread: list[str]


@post("/scans/tags", guards=[needs("items.read")], status_code=200)
async def read_tag_text(data: JSONBody[TagText]) -> TagsSeen:
    """Say which tags a reader saw, each once. A question, not a change: to receive or count them, use a receiving session."""
    found = read_tags(data.text.splitlines())
    seen = [one.best.extra.get("epc", "") for one in found.tags]
    meanings = [{name: value for name, value in one.best.extra.items() if name != "epc"} for one in found.tags]
    return TagsSeen(
        [TagSeen(epc, meaning, found.reads[epc]) for epc, meaning in zip(seen, meanings, strict=True)], found.unread
    )


@dataclass
class NewPicture:
    """One field called `file`: a JPEG, PNG, WebP, HEIC, GIF, BMP or TIFF, at most 30 MB and 25 megapixels."""

    file: UploadFile


@post("/scans/image", guards=[needs("items.read")], status_code=200, request_max_body_size=30_100_000)
async def read_picture(request: DeskRequest, data: MultipartBody[NewPicture]) -> Page[actions.SeenCode]:
    """Say what the codes in a picture mean; where none is found `items` is empty."""
    return Page(await actions.read_picture(data=await data.file.read(), by=request.user))


@get("/scans", guards=[needs("audit.read")])
async def list_scans(
    request: DeskRequest,
    station_id: FromQuery[UUID | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
    centre_id: FromQuery[UUID | None] = None,
) -> Page[queries.KeptScan]:
    """Scans as they came, the newest first; kept for 90 days."""
    return await queries.kept_scans(
        request.user.where("audit.read", centre_id), station_id=station_id, cursor=cursor, limit=limit
    )


ROUTES: Final[list[Any]] = [read_scan, read_tag_text, read_picture, list_scans]
