"""How commands speak: one JSON document on stdout with --json, else a table; progress and remarks always on stderr."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from service_desk.foundation.i18n import language_of
from service_desk.home import spelled

ROW_ID: Final = click.IntRange(1, 2**63 - 1)  # of a table that counts its rows
json_option: Callable[[Any], Any] = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document instead of text."
)


def show(facts: Mapping[str, Any], *, as_json: bool, none: str = "There is nothing to show.") -> None:
    """The result of a command. Values that JSON does not know (dates, amounts, ids) are written as text."""
    if as_json:
        click.echo(json.dumps(facts, default=str, ensure_ascii=False, indent=2))
        return None
    if not facts:
        return remark(none)
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in facts.items():
        table.add_row(name.replace("_", " "), _plain(value))
    return Console().print(table)


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_plain(part)}" for key, part in value.items()) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "-"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    if isinstance(value, list | tuple):
        return ", ".join(map(_plain, value)) or "none"
    return f"{value:,}" if isinstance(value, int) else str(value)


def terminal_language() -> str:
    """What the environment of whoever typed the command speaks, as for other programs (POSIX, Environment Variables, 8.2)."""
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return language_of(spoken)


def remark(line: str) -> None:
    """A sentence for whoever typed the command; the commands in it can be pasted."""
    click.echo(spelled(line), err=True)


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A bar on stderr when a person looks at it. Gives a function that takes how many more are done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(label, total=total)
        yield lambda more: bar.update(task, advance=more)
