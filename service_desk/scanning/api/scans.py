"""One box takes anything: a scan, a typed number, a picture of a label."""

from typing import Annotated, Any, Final

import msgspec
from litestar import post
from litestar.params import JSONBody

from barcodes import Kind, ScanHints, Source
from service_desk.foundation.web import DeskRequest, needs
from service_desk.scanning import actions
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


ROUTES: Final[list[Any]] = [read_scan]
