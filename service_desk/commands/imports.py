"""`desk import`: files of other systems, the runs that loaded them, and the way back."""

import asyncio
import contextlib
import dataclasses
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import yaml
from rich.cells import cell_len
from rich.console import Console

from service_desk.centres import queries as centres
from service_desk.commands.output import json_option, listed, progress, remark, show, tell, told
from service_desk.commands.session import open_desk
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.errors import Invalid
from service_desk.foundation.i18n import LANGUAGES, terminal_language
from service_desk.foundation.sentences import sentence, word
from service_desk.foundation.written import Phrase
from service_desk.home import desk_home
from service_desk.imports import queries
from service_desk.imports.actions import Undone, cancel, import_file, read_mapping, try_file, undo
from service_desk.imports.reading import guess
from service_desk.imports.reading.files import EncodingInDoubt, NotThatEncoding
from service_desk.imports.rules import BadMapping, Kind, Mapping, Preview, Source, Tally, parse_mapping

REFUSED = 3  # the exit code where rows were refused
_MARK = "import_line"
_WIDE = 110
_ALWAYS = ("rows", "loaded", "existing", "differs", "refused")


class NoCentre(Invalid):
    code = "no_centre"
    message = "This company has several service centres: {codes}. Say which one with --centre."


class Unbalanced(Invalid):
    code = "unbalanced"
    message = "Rows read and rows accounted for differ: {tally}. Please report this with the file."


class ErrorsHere(Invalid):
    code = "errors_here"
    message = "{path} is {what}; refused rows are not written there. Name another file with --errors."


class MappingNeeded(Invalid):
    code = "mapping_needed"
    message = (
        "The file does not tell {why}. Write a mapping to start from with "
        "`desk import detect {path} --kind {kind} > mapping.yaml`, complete it, and give it with --mapping."
    )


@click.group()
def command() -> None:
    """Load a file of another system: --mapping says which column is what (`desk import detect` drafts one).

    Rows that cannot be loaded go to an error file with line, column and reason, to be corrected and loaded again. Run
    the same command again after an interruption. Exit code 0: every row is in; 3: rows were refused.
    """


def _options(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.argument("file", type=click.Path(path_type=Path)),
        click.option("--mapping", type=click.Path(path_type=Path), help="The mapping file (YAML); else it is guessed."),
        click.option("--centre", help="Code of the service centre; not needed where there is one."),
        click.option("--encoding", help="How the file's letters are written (cp1251), where nobody can tell."),
        click.option("--errors", type=click.Path(path_type=Path), help="Where refused rows are written."),
        click.option("--dry-run", "dry", is_flag=True, help="Show what would happen, and load nothing."),
        click.option(
            "--language", type=click.Choice(LANGUAGES), help="Of the reasons and the preview [default: the terminal's]."
        ),
        json_option,
    ):
        function = option(function)
    return function


@command.command()
@_options
def items(**options: Any) -> None:
    """Sold units: serial, model, dates, policy."""
    _run(Kind.ITEMS, **options)


@command.command()
@_options
def tickets(**options: Any) -> None:
    """Closed tickets: history to search in, without messages or postings."""
    _run(Kind.TICKETS, **options)


@command.command()
@_options
def customers(**options: Any) -> None:
    """People and companies, with the ways to reach them."""
    _run(Kind.CUSTOMERS, **options)


@command.command()
@_options
def parts(**options: Any) -> None:
    """Parts, and the stock they begin with: received and posted."""
    _run(Kind.PARTS, **options)


@command.command()
@_options
def dates(**options: Any) -> None:
    """Further dates of units that are there already."""
    _run(Kind.DATES, **options)


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--kind", type=click.Choice([each.value for each in Kind]), help="What it holds; else it is guessed.")
@click.option("--encoding", help="How the file's letters are written (cp1251), where nobody can tell.")
def detect(file: Path, kind: str | None, encoding: str | None) -> None:
    """Write a mapping to start from: columns, delimiter, encoding and dates as they look."""
    chosen = Kind(kind) if kind else None
    try:
        found = guess(file, chosen, clock.today("UTC"), Source(encoding=encoding))
    except NotThatEncoding as error:  # whoever reads the mapping sees what was guessed
        guessed = str(error.params["found"])
        found = guess(file, chosen, clock.today("UTC"), Source(encoding=guessed))
        if isinstance(error, EncodingInDoubt):
            tell(f"{sentence(error, terminal_language())} {told('The mapping takes {encoding}.', encoding=guessed)}")
        else:
            remark("The file looks like {encoding}: see that names with accents come out right.", encoding=guessed)
    click.echo(yaml.safe_dump(found.mapping, allow_unicode=True, sort_keys=False, default_flow_style=None).rstrip())
    remark("{count:# row|# rows}.", count=found.rows)
    if found.unused:
        remark("Columns that are not used: {columns}.", columns=", ".join(found.unused))
    for doubt in found.open:
        remark("Please say {what}.", what=doubt)


@command.command()
@json_option
def runs(*, as_json: bool) -> None:
    """The imports of this desk, the newest first."""

    async def look() -> list[queries.RunFacts]:
        async with open_desk():
            return (await queries.runs(limit=100)).items

    found = asyncio.run(look())
    if as_json:
        show({"runs": [_facts(run) for run in found]}, as_json=True)
        return
    heads = ("run", "kind", "file", "state", "started", "rows", "loaded", "existing", "differs", "refused")
    lines = []
    for run in found:
        t = run.tally
        counts = (str(n) for n in (t.rows, t.loaded, t.existing, t.differs, t.refused))
        started = f"{run.started_at:%Y-%m-%d %H:%M}"
        lines.append(
            (
                str(run.number),
                word(run.kind, terminal_language()),
                run.file_name,
                word(run.state, terminal_language()),
                started,
                *counts,
            )
        )
    console = Console()
    console.width = max(console.width, _WIDE)  # a line may be broken, a number is never cut
    console.print(listed(heads, lines) if found else told("Nothing was imported yet."))


@command.command("show")
@click.argument("run", type=int)
@click.option("--errors", type=click.Path(path_type=Path), help="Write the refused rows there.")
@json_option
def show_run(*, run: int, errors: Path | None, as_json: bool) -> None:
    """One import: its counts, what was refused, what differs."""
    if errors is not None:
        _check_errors(errors, None, None)

    async def read() -> dict[str, Any]:
        async with open_desk():
            found = await queries.run_by_number(run)
            facts = _facts(found)
            for outcome in queries.FindingKind:
                page = await queries.findings(found.id, outcome, limit=100)
                facts[f"{outcome}_rows"] = [_finding(one) for one in page.items]
            if errors is not None:
                facts["errors"] = str(await _write_errors(errors, found.id))
            return facts

    facts = asyncio.run(read())
    rows = {name: facts.pop(name) for name in ("refused_rows", "differs_rows")}
    show(facts | (rows if as_json else {}), as_json=as_json)
    if not as_json:
        for one in (*rows["refused_rows"], *rows["differs_rows"]):
            click.echo(", ".join(f"{name} {value}" for name, value in one.items()))


@command.command("undo")
@click.argument("run", type=int)
@click.option("--partial", is_flag=True, help="Leave what was used or changed since, and undo the rest.")
@json_option
def undo_run(*, run: int, partial: bool, as_json: bool) -> None:
    """Take out what an import made, stock and taken values too: all or nothing, unless --partial.

    Exit code 3 where something stays that was used or changed since.
    """

    async def do() -> tuple[Undone, queries.RunFacts]:
        async with open_desk():
            key = (await queries.run_by_number(run)).id
            return await undo(run_id=key, by=SYSTEM, partial=partial), await queries.run(key)

    done, after = asyncio.run(do())
    stays = [dataclasses.asdict(each) for each in done.stays]
    show(
        {"run": run, "state": after.state, "undone": done.records} | ({"stays": stays} if as_json else {}),
        as_json=as_json,
    )
    for each in done.stays:
        remark("{what} {name} stays: {why}", what=each.kind, name=each.name, why=each.why)
    if after.state != "undone":
        sys.exit(REFUSED)


@command.command("cancel")
@click.argument("run", type=int)
@json_option
def cancel_run(*, run: int, as_json: bool) -> None:
    """Stop an import behind the batch at work; what is in stays until it is undone."""

    async def do() -> None:
        async with open_desk():
            await cancel(run_id=(await queries.run_by_number(run)).id, by=SYSTEM)

    asyncio.run(do())
    show({"run": run, "state": "cancelled"}, as_json=as_json)


def _facts(run: queries.RunFacts) -> dict[str, Any]:
    told = {"run": run.number, "kind": run.kind, "file": run.file_name, "state": run.state, "started": run.started_at}
    told |= {"total": run.total} if run.total is not None else {}
    return told | _told(run.tally) | ({"problem": run.problem} if run.problem else {})


def _finding(one: queries.Finding) -> dict[str, Any]:
    if one.outcome == "refused":
        return {"line": one.line, "column": one.column, "reason": one.reason}
    said = {name: f"{kept or '–'} -> {new}" for name, (kept, new) in (one.fields or {}).items()}
    return {"line": one.line} | said | ({"taken": True} if one.taken else {})


def _run(
    kind: Kind, *, file: Path, mapping: Path | None, centre: str | None, encoding: str | None, errors: Path | None,
    dry: bool, language: str | None, as_json: bool,
) -> None:  # fmt: skip
    language = language or terminal_language()
    read = _read(mapping, kind) if mapping else _guessed(file, kind, encoding)
    if encoding:
        read = dataclasses.replace(read, source=dataclasses.replace(read.source, encoding=encoding))
    if errors is not None:
        _check_errors(errors, file, mapping)
    if dry:
        tally, preview = asyncio.run(_try(file, read, centre, language))
        _preview(tally, preview, as_json=as_json)
    else:
        tally, facts, notes = asyncio.run(_load(file, read, centre, errors, language))
        show(facts if as_json else facts | _models(tally), as_json=as_json)
        for note in notes:
            tell(note)
        if tally.refused:
            remark(
                "{count:# row was|# rows were} refused; {file} says why, line by line.",
                count=tally.refused,
                file=facts["errors"],
            )
        if tally.differs:
            remark(
                "{count:# row differs|# rows differ} from what is there: `desk import show {run}` lists them.",
                count=tally.differs,
                run=str(facts["run"]),
            )
    if tally.refused:
        sys.exit(REFUSED)


def _read(path: Path, kind: Kind) -> Mapping:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        raise BadMapping(why=Phrase("there is no file {path} that can be read", path=path)) from None
    return read_mapping(text, kind, str(path))


def _guessed(file: Path, kind: Kind, encoding: str | None) -> Mapping:
    found = guess(file, kind, clock.today("UTC"), Source(encoding=encoding))
    if found.open:
        raise MappingNeeded(why="; ".join(map(str, found.open)), path=file, kind=kind.value)
    days = found.mapping.get("dates", {}) | {
        name: found.mapping[name] for name in ("reported_on",) if name in found.mapping
    }
    taken = found.mapping["columns"] | {
        name: f"{day['column']} ({day['format']}{', ' + day['calendar'] if 'calendar' in day else ''})"
        for name, day in days.items()
    }
    said = ", ".join(f"{field}: {column}" for field, column in taken.items())
    remark("Without a mapping, columns are taken by their names: {columns}.", columns=said)
    if found.unused:
        remark("Columns that are not used: {columns}.", columns=", ".join(found.unused))
    return parse_mapping(found.mapping, kind)


def _check_errors(errors: Path, file: Path | None, mapping: Path | None) -> None:
    """Nothing that a person made is ever written over."""
    for other, what in ((file, "the file to be loaded"), (mapping, "the mapping")):
        if other is not None and _same(errors, other):
            raise ErrorsHere(path=errors, what=what)
    if errors.is_dir():
        raise ErrorsHere(path=errors, what="a folder")
    if errors.exists():
        try:
            with errors.open(encoding="utf-8-sig", errors="replace") as there:
                start = there.readline()
        except OSError:
            raise ErrorsHere(path=errors, what="not to be read") from None
        if start and _MARK not in start:
            raise ErrorsHere(path=errors, what="there already and no error file of an import")


def _same(one: Path, other: Path) -> bool:
    """Also by a link or another spelling."""
    with contextlib.suppress(OSError):
        if one.exists() and other.exists() and one.samefile(other):
            return True
    return os.path.realpath(one) == os.path.realpath(other)


async def _try(file: Path, mapping: Mapping, code: str | None, language: str) -> tuple[Tally, Preview]:
    async with open_desk():
        centre = await _centre(code)
        with progress(file.name) as more:
            return await try_file(
                path=file, mapping=mapping, centre_id=centre.id, by=SYSTEM, language=language, progress=_more(more)
            )


async def _load(
    file: Path, mapping: Mapping, code: str | None, errors: Path | None, language: str
) -> tuple[Tally, dict[str, Any], list[str]]:
    async with open_desk():
        centre = await _centre(code)
        with progress(file.name) as more:
            run, tally = await import_file(
                path=file, mapping=mapping, centre_id=centre.id, by=SYSTEM, language=language, progress=_more(more)
            )
        if not tally.balanced:
            raise Unbalanced(tally=tally)
        facts = {"run": run.number} | _told(tally)
        if tally.refused:
            path = errors or desk_home() / "imports" / f"{file.stem}.{run.number}.errors.csv"
            facts["errors"] = str(await _write_errors(path, run.id))
        return tally, facts, run.written()["notes"]


def _models(tally: Tally) -> dict[str, str]:
    return {"new_models": ", ".join(tally.new_models)} if tally.new_models else {}


def _told(tally: Tally) -> dict[str, Any]:
    return {name: value for name, value in dataclasses.asdict(tally).items() if name != "new_models" or value}


async def _write_errors(path: Path, run_id: Any) -> Path:
    """Whole or not at all; a byte order mark tells spreadsheets that it is UTF-8."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="utf-8-sig", newline="", delete=False) as file:
            async for line in queries.error_file(run_id):
                file.write(line)
        Path(file.name).replace(path)  # noqa: ASYNC240  # a command waits for its own file
    except OSError as error:
        raise ErrorsHere(path=path, what=Phrase("not to be written ({problem})", problem=error.strerror)) from None
    return path


def _more(more: Callable[[int], None]) -> Callable[[Tally, int | None], None]:
    done = 0

    def report(tally: Tally, _total: int | None) -> None:
        nonlocal done
        more(tally.rows - done)
        done = tally.rows

    return report


async def _centre(code: str | None) -> Any:
    if code:
        return await centres.centre_by_code(code)
    found = await centres.centres()
    if len(found) != 1:
        raise NoCentre(codes=", ".join(centre.code for centre in found) or told("none"))
    return found[0]


def _cells(preview: Preview) -> list[list[str]]:
    return [[*preview.headings.values()], *([row.get(field, "") for field in preview.headings] for row in preview.rows)]


def _rows(preview: Preview) -> None:
    """The first rows under their headings; where the screen is too narrow for them, each row below the other."""
    console = Console()
    table = listed([*preview.headings.values()], _cells(preview)[1:])
    widths = (max(map(cell_len, column)) for column in zip(*_cells(preview), strict=True))
    if sum(width + 2 for width in widths) <= console.width:
        if preview.rows:
            console.print(table)
        return
    for row in preview.rows:
        show({preview.headings[field]: value for field, value in row.items()}, as_json=False)
        click.echo()


def _preview(tally: Tally, preview: Preview, *, as_json: bool) -> None:
    if as_json:
        show({"dry_run": True} | _told(tally) | {"preview": dataclasses.asdict(preview)}, as_json=True)
        return
    delimiter = {"\t": told("tab"), "": told("none")}.get(preview.delimiter, preview.delimiter)
    facts = {"format": preview.format, "encoding": preview.encoding or told("of the workbook"), "delimiter": delimiter}
    for name, day in preview.dates.items():
        fits = told(
            "{form} ({calendar}), {fitting} of {filled} fit",
            form=day.form,
            calendar=day.calendar,
            fitting=day.fitting,
            filled=day.filled,
        )
        also = told("could be {form} too", form=str(day.could_be)) if day.could_be else ""
        facts[told("date {name}", name=name)] = f"{fits}; {also}" if also else fits
    counted = _told(tally) | _models(tally)
    counts = {
        told("would be {name}", name=told(name.replace("_", " "))): value
        for name, value in counted.items()
        if name in _ALWAYS or value
    }
    show(facts | counts, as_json=False)
    _rows(preview)
    for one in preview.refused:
        remark("line {line}, {column}: {reason}", line=one.line, column=one.column, reason=one.reason)
    for note in preview.notes:
        tell(note)
    remark("Nothing was loaded.")
