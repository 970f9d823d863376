"""Stations: a computer with its scanner, its calibration, and the bench that is worked by scans alone."""

from dataclasses import replace
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from barcodes import Source
from barcodes.commands import Command
from service_desk.foundation.naming import Named
from service_desk.foundation.search import narrowed
from service_desk.foundation.sorting import by_name
from service_desk.foundation.web import Created, DeskRequest, needs, once
from service_desk.foundation.web.filters import InWords
from service_desk.foundation.web.lists import in_pages
from service_desk.foundation.web.requests import unkept
from service_desk.foundation.web.scans import Raw, Scanned
from service_desk.scanning import actions, queries
from service_desk.scanning.api.scans import Expected
from service_desk.scanning.rules.bench import BenchAnswer
from service_desk.scanning.rules.stations import GAP_MS, StationFacts

Name = Annotated[str, msgspec.Meta(max_length=120)]


class NewStation(msgspec.Struct, forbid_unknown_fields=True):
    """`location_id`: where parts that are scanned here are taken from. `gap_ms`: keys further apart are not one scan."""

    centre_id: UUID
    code: Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
    name: Name = ""
    printer_id: UUID | None = None
    location_id: UUID | None = None
    gap_ms: int = GAP_MS


class StationSettings(msgspec.Struct, forbid_unknown_fields=True):
    """All of them: what is left out is taken away."""

    name: Name = ""
    printer_id: UUID | None = None
    location_id: UUID | None = None
    gap_ms: int = GAP_MS


class Calibration(msgspec.Struct, forbid_unknown_fields=True):
    """What arrived when both codes of the calibration label were scanned, untouched, in any order."""

    scans: Annotated[list[Raw], msgspec.Meta(min_length=1, max_length=6)]


class BenchScan(Scanned, forbid_unknown_fields=True, kw_only=True):
    """`raw`: what the keys were, `alt_raw`: what the keyboard layout made of them."""

    raw: Raw
    expect: Expected = []
    source: Source = Source.WEDGE


class NewCommand(msgspec.Struct, forbid_unknown_fields=True):
    """`reason`: the code, with the command REASON only. Order, unit and badge as if they had been scanned before; else those that were."""

    command: Command
    reason: Annotated[str, msgspec.Meta(max_length=30)] = ""
    order_id: UUID | None = None
    resource_id: UUID | None = None
    repair_item_id: UUID | None = None


@get("/stations", guards=[needs("items.read")])
@in_pages
async def list_stations(
    request: DeskRequest, centre_id: FromQuery[UUID | None] = None, words: InWords = None
) -> list[StationFacts]:
    """Stations in use, as your language sorts names, with their profiles and what their benches are at."""
    found = await queries.stations(request.user.where("items.read", centre_id))
    return by_name(narrowed(found, words, lambda each: f"{each.code} {each.name}"), request.user.language)


@post("/stations", guards=[needs("centres.write")])
async def create_station(request: DeskRequest, data: JSONBody[NewStation]) -> Response[StationFacts]:
    """Set a station up."""

    async def create() -> StationFacts:
        new = await actions.create_station(**msgspec.structs.asdict(data), by=request.user)
        return await queries.station(new, request.user.centres)

    return await once(request, create)


@get("/stations/{station_id:str}", guards=[needs("items.read")])
async def show_station(request: DeskRequest, station_id: FromPath[UUID]) -> StationFacts:
    """One station."""
    return await queries.station(station_id, request.user.where("items.read"))


@put("/stations/{station_id:str}", guards=[needs("centres.write")])
async def change_station(
    request: DeskRequest, station_id: FromPath[UUID], data: JSONBody[StationSettings]
) -> Response[StationFacts]:
    """Change a station's name, printer, place and gap."""
    given = msgspec.structs.asdict(data)
    return await once(request, lambda: actions.change_station(station_id=station_id, by=request.user, **given))


@delete("/stations/{station_id:str}", guards=[needs("centres.write")], status_code=204)
async def retire_station(request: DeskRequest, station_id: FromPath[UUID]) -> None:
    """Retire a station."""
    await unkept(request, lambda: actions.retire_station(station_id=station_id, by=request.user))


@post("/stations/{station_id:str}/revival", guards=[needs("centres.write")])
async def revive_station(request: DeskRequest, station_id: FromPath[UUID]) -> Response[Created]:
    """Use a station again that was retired; it knows its scanner still."""

    async def revive() -> Created:
        await actions.revive_station(station_id=station_id, by=request.user)
        return Created(station_id)

    return await once(request, revive)


@post("/stations/{station_id:str}/calibration", guards=[needs("items.read")])
async def calibrate_station(
    request: DeskRequest, station_id: FromPath[UUID], data: JSONBody[Calibration]
) -> Response[StationFacts]:
    """Learn prefix, suffix, separator, layout, letter case and identifiers from one scan of the calibration label."""
    return await once(
        request,
        lambda: actions.calibrate_station(station_id=station_id, raws=data.scans, by=request.user),
    )


@post("/stations/{station_id:str}/scans", guards=[needs("items.read")])
async def scan_at_station(
    request: DeskRequest, station_id: FromPath[UUID], data: JSONBody[BenchScan]
) -> Response[BenchAnswer]:
    """Scan at a bench: an order, a badge, a part or a command. A refusal is an answer with `done` false."""
    hints = replace(data.hints(), expect=frozenset(data.expect))
    return await once(
        request,
        lambda: actions.scan_at_station(station_id=station_id, raw=data.raw, hints=hints, by=request.user),
    )


@post("/stations/{station_id:str}/commands", guards=[needs("items.read")])
async def run_command(
    request: DeskRequest, station_id: FromPath[UUID], data: JSONBody[NewCommand]
) -> Response[BenchAnswer]:
    """Run a command as if it had been scanned: for a screen with buttons."""
    given = msgspec.structs.asdict(data)
    return await once(request, lambda: actions.run_command(station_id=station_id, by=request.user, **given))


NAMED = [
    Named(
        ("station_id",),
        queries.station_named,
        "its code, or CENTRE:CODE where several centres have it",
        "BER:BENCH-1",
        table="station",
    )
]
ROUTES: Final[list[Any]] = [
    list_stations,
    create_station,
    show_station,
    change_station,
    retire_station,
    revive_station,
    calibrate_station,
    scan_at_station,
    run_command,
]
