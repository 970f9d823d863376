"""`desk import`: sold items and closed tickets of another system."""

import asyncio
import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import click
import yaml

from service_desk.centres import queries as centres
from service_desk.commands.output import json_option, progress, remark, show
from service_desk.commands.session import open_desk
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.errors import Invalid
from service_desk.home import desk_home
from service_desk.imports.actions import import_items, import_tickets
from service_desk.imports.rules import BadMapping, Mapping, Tally, parse_mapping

Kind = Literal["items", "tickets"]


class NoCentre(Invalid):
    code = "no_centre"
    message = "This company has several service centres: {codes}. Say which one with --centre."


class Unbalanced(Invalid):
    code = "unbalanced"
    message = "Rows read and rows accounted for differ: {tally}. Please report this with the file."


@click.group()
def command() -> None:
    """Load a file of another system: --mapping says which column is what (docs/examples).

    Rows that cannot be loaded go to an error file with line, column and reason. Run the same command again after an
    interruption, or after correcting rows: what is there already is left alone.
    """


def _options(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.argument("file", type=click.Path(path_type=Path)),
        click.option("--mapping", required=True, type=click.Path(path_type=Path), help="The mapping file (YAML)."),
        click.option("--centre", help="Code of the service centre; not needed where there is one."),
        click.option("--errors", type=click.Path(path_type=Path), help="Where refused rows are written."),
        json_option,
    ):
        function = option(function)
    return function


@command.command()
@_options
def items(**options: Any) -> None:
    """Sold units: serial, model, dates, policy."""
    _run("items", **options)


@command.command()
@_options
def tickets(**options: Any) -> None:
    """Closed tickets: history to search in, without messages or postings."""
    _run("tickets", **options)


def _run(kind: Kind, *, file: Path, mapping: Path, centre: str | None, errors: Path | None, as_json: bool) -> None:
    read = parse_mapping(_yaml(mapping), kind)
    errors = errors or desk_home() / "imports" / f"{file.stem}.errors.csv"
    tally = asyncio.run(_load(kind, file, read, centre, errors))
    facts = dataclasses.asdict(tally) | ({"errors": str(errors)} if tally.refused else {})
    show(facts, as_json=as_json)
    if tally.refused:
        remark(f"{tally.refused} rows were refused; {errors} says why, line by line.")


def _yaml(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadMapping(why=f"there is no file {path}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadMapping(why=f"{path} is not YAML: {str(error).splitlines()[0]}") from None


async def _load(kind: Kind, file: Path, mapping: Mapping, code: str | None, errors: Path) -> Tally:
    load: Any = import_items if kind == "items" else import_tickets
    async with open_desk():
        centre = await centres.centre_by_code(code.upper()) if code else await _only_centre()
        with progress(f"{kind} from {file.name}", _lines(file)) as more:
            done = 0

            def report(tally: Tally) -> None:
                nonlocal done
                more(tally.rows - done)
                done = tally.rows

            tally: Tally = await load(
                path=file, mapping=mapping, centre_id=centre.id, errors=errors, by=SYSTEM, progress=report
            )
    if not tally.balanced:
        raise Unbalanced(tally=tally)
    return tally


async def _only_centre() -> Any:
    found = await centres.centres()
    if len(found) != 1:
        raise NoCentre(codes=", ".join(centre.code for centre in found) or "none yet")
    return found[0]


def _lines(file: Path) -> int | None:
    """Rows to come, for the bar; a cell with line breaks makes it a little too many."""
    if not file.is_file():
        return None
    with file.open("rb") as data:
        return max(sum(block.count(b"\n") for block in iter(lambda: data.read(1 << 20), b"")) - 1, 0)
