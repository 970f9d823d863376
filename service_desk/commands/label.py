"""`desk label`: draw labels into files, send them to printers, see what waits and why."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import click

from barcodes import ScanHints, Source
from service_desk.commands.output import json_option, remark, show
from service_desk.commands.session import open_desk
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.errors import Invalid, NotFound
from service_desk.foundation.i18n import code_form, terminal_language
from service_desk.foundation.naming import Resolve, id_meant
from service_desk.parts.queries import location_named
from service_desk.products.queries import item_named, product_named
from service_desk.repairs.queries import order_named
from service_desk.scanning import actions, queries
from service_desk.scanning.drawing import drawn
from service_desk.scanning.rules import LabelKind, RecordKind
from service_desk.scanning.rules.labels import WITHOUT_IDS, Form, Wanted
from service_desk.scanning.rules.printing import JobFacts, PrinterFacts
from service_desk.tickets.queries import ticket_named
from service_desk.timesheets.queries import resource_named

_RECORDS: Final = {
    LabelKind.ITEM: RecordKind.ITEM,
    LabelKind.ORDER: RecordKind.REPAIR,
    LabelKind.PART: RecordKind.PART,
    LabelKind.SHELF: RecordKind.LOCATION,
    LabelKind.BADGE: RecordKind.RESOURCE,
    LabelKind.CLAIM: RecordKind.TICKET,
}
# By what records are called at the doors: ber-r-1, a serial in small letters, BER:WH.
_NAMED: Final[dict[LabelKind, Resolve]] = {
    LabelKind.ITEM: item_named,
    LabelKind.ORDER: order_named,
    LabelKind.PART: product_named,
    LabelKind.SHELF: location_named,
    LabelKind.BADGE: resource_named,
    LabelKind.CLAIM: ticket_named,
}
_KIND = click.argument("kind", type=click.Choice([kind.value for kind in LabelKind]))
_NUMBERS = click.argument("numbers", nargs=-1)
_LANGUAGE = click.option("--language", type=click.Choice(["en", "fa", "ar", "zh", "ru"]), help="Of the words on it.")
_SIZE = click.option("--size", help="The stock: 50x30, 62x29, 100x50, receipt, a4-24, …; else the usual.")


class SeveralMeant(Invalid):
    code = "several_meant"
    message = "'{written}' may be several things. Give the id instead, or a number that only one has."


@click.group()
def command() -> None:
    """Labels of items, orders, parts, shelves, badges and claims; the command sheet; the calibration label."""


@command.command()
@_KIND
@_NUMBERS
@click.option("--format", "form", type=click.Choice([form.value for form in Form]), default="pdf", show_default=True)
@_SIZE
@click.option("--dpi", type=int, default=203, show_default=True, help="Of the printer, for png and zpl.")
@_LANGUAGE
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write; else standard output.")
def draw(
    *, kind: str, numbers: Sequence[str], form: str, size: str | None, dpi: int, language: str | None, out: Path | None
) -> None:
    """Draw the labels of NUMBERS (serials, order numbers, SKUs, codes or ids); every code is read back first."""

    async def run() -> bytes:
        async with open_desk():
            chosen = LabelKind(kind)
            labelled = await actions.labels_to_print(chosen, await _ids(chosen, numbers), language, SYSTEM)
            return (await drawn(chosen, labelled, Wanted(Form(form), size, dpi, language or "en"))).data

    data = asyncio.run(run())
    if out is None:
        click.echo(data, nl=False)
        return
    out.write_bytes(data)
    remark("{count:# byte|# bytes} written to {out}.", count=len(data), out=str(out))


async def _ids(kind: LabelKind, numbers: Sequence[str]) -> list[UUID]:
    return [] if kind in WITHOUT_IDS else [await _id(kind, number) for number in numbers]


async def _id(kind: LabelKind, number: str) -> UUID:
    with suppress(NotFound):  # what is written on a label is more than names: it is read as a scan too
        return await id_meant(number, _NAMED[kind], SYSTEM)
    found = await queries.resolve(number, ScanHints(source=Source.MANUAL), SYSTEM)
    fitting = [
        record.id for record in (found.record, *found.choices) if record is not None and record.kind is _RECORDS[kind]
    ]
    if len(fitting) > 1:
        raise SeveralMeant(written=number)
    if not fitting:
        raise NotFound(kind=_RECORDS[kind].value, key=number)
    return fitting[0]


@command.command("print")
@click.argument("printer")
@_KIND
@_NUMBERS
@_SIZE
@_LANGUAGE
@json_option
def send(
    *, printer: str, kind: str, numbers: Sequence[str], size: str | None, language: str | None, as_json: bool
) -> None:
    """Queue the labels of NUMBERS for PRINTER (its code); the worker sends them."""

    async def run() -> JobFacts:
        async with open_desk():
            chosen, place = LabelKind(kind), await _printer(printer)
            ids = await _ids(chosen, numbers)
            return await actions.print_labels(
                printer_id=place.id, kind=chosen, ids=ids, size=size, language=language, by=SYSTEM
            )

    job = asyncio.run(run())
    show({"job": job.id, "printer": job.printer, "labels": job.labels, "state": job.state}, as_json=as_json)


async def _printer(code: str) -> PrinterFacts:
    found = [
        one
        for one in await queries.printers(None, terminal_language())
        if one.code == code_form(code) or str(one.id) == code
    ]
    if len(found) > 1:
        raise SeveralMeant(written=code)
    if not found:
        raise NotFound(kind="printer", key=code)
    return found[0]


@command.command()
@json_option
def printers(*, as_json: bool) -> None:
    """Every printer, how many labels wait for it, and what is wrong with it."""

    async def run() -> list[PrinterFacts]:
        async with open_desk():
            return await queries.printers(None, terminal_language())

    show({one.code: _state(one) for one in asyncio.run(run())}, as_json=as_json)


def _state(one: PrinterFacts) -> dict[str, Any]:
    told = {"kind": one.kind, "address": one.address or "-", "waiting": one.waiting}
    return told | ({"wrong": one.message} if one.message else {})


@command.command()
@json_option
def jobs(*, as_json: bool) -> None:
    """The latest print jobs, and why they wait."""

    async def run() -> list[JobFacts]:
        async with open_desk():
            return (await queries.jobs(None, terminal_language())).items

    found = asyncio.run(run())
    show({f"{one.id} {one.caption}": f"{one.state} {one.message}".strip() for one in found}, as_json=as_json)
