"""How commands speak: one JSON document on stdout with --json, else a table; progress and remarks always on stderr.

Heads and sentences are in the language of the terminal, from errors.toml beside the commands; JSON has the same names for everybody.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from service_desk.foundation.i18n import terminal_language
from service_desk.foundation.sentences import said, word
from service_desk.foundation.written import Phrase
from service_desk.home import spelled

ROOM: Final = "service_desk.commands"
NOTHING: Final = "There is nothing to show."

ROW_ID: Final = click.IntRange(1, 2**63 - 1)  # of a table that counts its rows
json_option: Callable[[Any], Any] = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document instead of text."
)


def show(facts: Mapping[str, Any], *, as_json: bool, none: str = NOTHING, **places: Any) -> None:
    """The result of a command, or the sentence `none` with its places. Values that JSON does not know (dates, amounts, ids) are
    written as text."""
    if as_json:
        click.echo(json.dumps(facts, default=str, ensure_ascii=False, indent=2))
        return None
    if not facts:
        return remark(none, **places)
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in facts.items():
        table.add_row(told(name.replace("_", " ")), _plain(value))
    return Console().print(table)


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{told(key.replace('_', ' '))} {_plain(part)}" for key, part in value.items()) or told("none")
    if isinstance(value, StrEnum):
        return word(value, terminal_language())
    if isinstance(value, bool):
        return told("yes" if value else "no")
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    if isinstance(value, list | tuple):
        return ", ".join(map(_plain, value)) or told("none")
    return f"{value:,}" if isinstance(value, int) else "-" if value is None else str(value)


def told(text: str, **places: Any) -> str:
    """Words of ours in the language of the terminal; what is none of them (a number, a code) stays as it is."""
    return said(Phrase(text, **places), ROOM, terminal_language()) if text else ""


def remark(text: str, **places: Any) -> None:
    """A sentence for whoever typed the command; the commands in it can be pasted."""
    click.echo(spelled(told(text, **places)), err=True)


def tell(line: str) -> None:
    """What was put into words elsewhere, beside the result; the commands in it can be pasted."""
    click.echo(spelled(line), err=True)


def listed(heads: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: bool = False) -> Table:
    """A table under heads in the language of the terminal; `numbers`: all but the first column stand at the end of theirs."""
    table = Table(box=None, pad_edge=False)
    for at, head in enumerate(heads):
        table.add_column(told(head), overflow="fold", justify="right" if numbers and at else "left")
    for row in rows:
        table.add_row(*row)
    return table


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A bar on stderr when a person looks at it. Gives a function that takes how many more are done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(label, total=total)
        yield lambda more: bar.update(task, advance=more)
