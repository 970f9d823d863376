"""`desk faults`: the schemes of fault codes, and importing one that the company brings."""

import asyncio
import dataclasses
import sys
from pathlib import Path
from typing import Any

import click
import yaml
from rich.console import Console

from service_desk.commands.output import json_option, listed, remark, show, told
from service_desk.commands.session import open_desk
from service_desk.faults import actions, queries
from service_desk.faults.actions import BadSchemeFile, SchemeTally
from service_desk.faults.rules.reading import BadSchemeMapping, SchemeMapping, parse_mapping
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.written import Phrase
from service_desk.foundation.yamls import read_yaml

LARGEST = 50_000_000
REFUSED = 3  # exit code: some rows were refused


@click.group()
def command() -> None:
    """Schemes of fault codes. `desk settings` says which one is in use: fault_scheme."""


@command.command("list")
@json_option
def list_schemes(*, as_json: bool) -> None:
    """The schemes that are loaded, and which one is in use."""

    async def run() -> list[queries.SchemeFacts]:
        async with open_desk():
            return await queries.schemes()

    found = asyncio.run(run())
    if as_json:
        return show({each.scheme: dataclasses.asdict(each) for each in found}, as_json=True)
    rows = [
        (
            each.scheme,
            ", ".join(each.versions),
            f"{each.codes:,}",
            f"{each.retired:,}",
            told("in use") if each.active else "",
        )
        for each in found
    ]
    return Console().print(listed(("scheme", "versions", "codes", "retired", ""), rows))


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--scheme", required=True, help="Its name, for example IRIS.")
@click.option("--version", required=True, help="The version that the file states, for example 6.8.")
@click.option("--mapping", required=True, type=click.Path(path_type=Path), help="Which column is what (YAML).")
@click.option("--encoding", default="utf-8-sig", show_default=True)
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@json_option
def load(*, file: Path, scheme: str, version: str, mapping: Path, encoding: str, dry_run: bool, as_json: bool) -> None:
    """Read FILE, a table of codes that you may use: one version of a scheme. Exit code 3 when rows were refused.

    Codes that are not in it are retired; what it does not say of a code stays as you have it.
    """
    read, content = _mapping(mapping), _text(file, encoding)

    async def run() -> SchemeTally:
        async with open_desk():
            return await actions.import_scheme(
                content=content, scheme=scheme, version=version, mapping=read, dry_run=dry_run, by=SYSTEM
            )

    tally = asyncio.run(run())
    if as_json:
        show(dataclasses.asdict(tally), as_json=True)
    else:
        _tell(tally)
    if tally.refused:
        sys.exit(REFUSED)


def _tell(tally: SchemeTally) -> None:
    facts: dict[str, Any] = {"rows": tally.rows, "the same": tally.same}
    for name in ("new", "changed", "retired"):
        codes: list[str] = getattr(tally, name)
        more = " …" if len(codes) > 10 else ""
        facts[name] = f"{len(codes)}  {', '.join(codes[:10])}{more}" if codes else 0
    show(facts, as_json=False)
    for each in tally.refused[:50]:
        remark("line {line}: {why}", line=each.line, why=each.why)
    if len(tally.refused) > 50:
        remark("Further ones: {count}; --json lists all.", count=len(tally.refused) - 50)
    if tally.unsaid:
        remark(
            "{count:# repair code does|# repair codes do} not say how the repair ends, so no order can be closed with them: "
            "say it under 'meanings' of the mapping, or with PATCH /api/v1/fault-codes/ID.",
            count=len(tally.unsaid),
        )
    if tally.dry_run:
        remark("Nothing was changed: this was a dry run.")


def _mapping(path: Path) -> SchemeMapping:
    try:
        return parse_mapping(read_yaml(path.read_text(encoding="utf-8")))
    except OSError:
        raise BadSchemeMapping(why=_unread(path)) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadSchemeMapping(
            why=Phrase("{path} is not YAML ({error})", path=path, error=str(error).splitlines()[0])
        ) from None


def _unread(path: Path) -> Phrase:
    return Phrase("there is no file {path} that can be read", path=path)


def _text(path: Path, encoding: str) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise BadSchemeFile(why=Phrase("it is larger than {count:# byte|# bytes}", count=LARGEST))
        return path.read_bytes().decode(encoding)
    except OSError:
        raise BadSchemeFile(why=_unread(path)) from None
    except (UnicodeDecodeError, LookupError):
        raise BadSchemeFile(why=Phrase("it is not {encoding}; say which by --encoding", encoding=encoding)) from None
