"""`desk scan`: what a scan may mean, what codes a picture holds, and what is read differently now."""

import asyncio
import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from barcodes import ScanHints, Source, parse_scan
from barcodes.problems import ImageRefused
from service_desk.centres import queries as centres
from service_desk.commands.output import json_option, remark, show, told
from service_desk.commands.sent import mail, pictures
from service_desk.commands.session import open_desk
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.errors import Invalid, NotFound
from service_desk.foundation.i18n import code_form
from service_desk.scanning import actions, queries
from service_desk.scanning.rules import OWN, readings


class NoPicture(Invalid):
    code = "no_picture"
    message = "{file}: {reason}"


@click.group()
def command() -> None:
    """Read scans and pictures of labels."""


command.add_command(mail)
command.add_command(pictures)


@command.command()
@click.argument("text")
@click.option("--alt", help="The same scan as the keyboard's own layout wrote it.")
@click.option("--aim", help="The symbology identifier, such as ]d2.")
@click.option("--source", type=click.Choice(list(Source)), default=Source.WEDGE, show_default=True)
@click.option("--look-up", is_flag=True, help="Find it among the desk's records too.")
@json_option
def parse(*, text: str, alt: str | None, aim: str | None, source: str, look_up: bool, as_json: bool) -> None:
    """Say what TEXT may mean. `\\x1d` stands for a group separator."""
    raw = text.replace("\\x1d", "\x1d")
    hints = ScanHints(aim=aim, source=source, alt_raw=alt, internal_formats=OWN)
    show(asyncio.run(_found(raw, hints)) if look_up else _read(raw, hints), as_json=as_json)


def _read(raw: str, hints: ScanHints) -> dict[str, Any]:
    result = parse_scan(raw, hints)
    found = {
        f"{at}. {each.kind}": {
            name: value for name, value in dataclasses.asdict(each).items() if value not in (None, (), 0.0, "")
        }
        for at, each in enumerate(readings(result), start=1)
    }
    return {"normalized": result.normalized, "ambiguous": result.ambiguous, **found}


async def _found(raw: str, hints: ScanHints) -> dict[str, Any]:
    async with open_desk():
        return dataclasses.asdict(await queries.resolve(raw, hints, SYSTEM))


@command.command()
@click.argument("station")
@click.argument("scans", nargs=-1, required=True)
@json_option
def bench(*, station: str, scans: Sequence[str], as_json: bool) -> None:
    """Scan SCANS one after the other at STATION (CENTRE/CODE, such as BER/BENCH-1): an order, a badge, parts, commands."""

    async def run() -> dict[str, str]:
        async with open_desk():
            place = await _station(station)
            return {f"{at}. {raw}": await _scanned(place, raw) for at, raw in enumerate(scans, start=1)}

    show(asyncio.run(run()), as_json=as_json)


async def _station(written: str) -> UUID:
    centre, _, code = code_form(written).partition("/")
    centre_id = (await centres.centre_by_code(centre)).id
    found = [one.id for one in await queries.stations(frozenset({centre_id})) if one.code == code]
    if not found:
        raise NotFound(kind="station", key=written)
    return found[0]


async def _scanned(station_id: UUID, raw: str) -> str:
    hints = ScanHints(source=Source.WEDGE, internal_formats=OWN)
    answer = await actions.scan_at_station(
        station_id=station_id, raw=raw.replace("\\x1d", "\x1d"), hints=hints, by=SYSTEM
    )
    return answer.sentence if answer.done else told("refused: {why}", why=answer.sentence)


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def image(*, file: Path, as_json: bool) -> None:
    """List the codes in a picture (JPEG, PNG, WebP, HEIC, GIF, BMP or TIFF)."""
    from barcodes.images import decode_image  # loads Pillow and zxing-cpp

    try:
        found = decode_image(file.read_bytes())
    except ImageRefused as refused:
        raise NoPicture(file=file.name, reason=refused) from None
    show(
        {
            f"{at}. {each.symbology}": {
                "text": each.scan.normalized,
                "kind": each.scan.best.kind,
                "corners": str(each.corners),
            }
            for at, each in enumerate(found, start=1)
        }
        or {"codes": 0},
        as_json=as_json,
    )


@command.command()
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), required=True, help="First day, such as 2026-11-01 (UTC).")
@json_option
def replay(*, since: datetime, as_json: bool) -> None:
    """Read the kept scans again, and list those that are read as something else today."""

    async def run() -> list[queries.ReadAnew]:
        async with open_desk():
            return await queries.read_anew(since.replace(tzinfo=UTC))

    found = asyncio.run(run())
    show(
        {
            f"{one.scan.scanned_at:%Y-%m-%d %H:%M:%S} {one.scan.raw!r}": f"{one.scan.read_as} -> {one.now}"
            for one in found
        },
        as_json=as_json,
    )
    remark("{count:# scan is read otherwise today.|# scans are read otherwise today.}", count=len(found))
