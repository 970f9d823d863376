"""Records of delimited text, and what an open quote costs: its own row, and no other (decisions/0012).

A quoted cell may hold line breaks. Its row is broken, and its other lines are read anew, where the quote never closes,
where it closes in the middle of a cell, or where every line of it is a whole row by itself.
"""

import csv
from collections import deque
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, TextIO

from service_desk.imports.rules.reasons import LongCell, OpenQuote, RowRefused, StrayQuote

LARGEST_CELL: Final = 1_000_000


class Record(NamedTuple):
    """`line` counts the lines of the file from 1; `fault` says why the cells are no row."""

    line: int
    cells: list[str]
    fault: RowRefused | None


class _Lines:
    """The lines of a file, of which some can be given back."""

    def __init__(self, file: TextIO) -> None:
        self.file = file
        self.again: deque[str] = deque()
        self.kept: list[str] = []
        self.count = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self.again.popleft() if self.again else next(self.file)
        self.kept.append(line)
        self.count += 1
        return line

    def give_back(self) -> str:
        """All but the first line of this record; that one."""
        first, *rest = self.kept
        self.again.extendleft(reversed(rest))
        self.count -= len(rest)
        return first


def records(file: TextIO, delimiter: str, whole: Callable[[list[str]], bool]) -> Iterator[Record]:
    """`whole` says whether the cells of a single line are a row: as many as the header has, dates where dates belong."""
    csv.field_size_limit(LARGEST_CELL)
    lines = _Lines(file)
    kept = lines.kept
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        kept.clear()
        line = lines.count + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Record(line, *_broken(lines, delimiter, str(error)))
            continue
        if len(kept) > 1 and all(whole(_plain(each, delimiter)) for each in kept):
            first = lines.give_back()
            yield Record(line, _plain(first, delimiter), OpenQuote())
            continue
        yield Record(line, cells, None)


def _broken(lines: _Lines, delimiter: str, told: str) -> tuple[list[str], RowRefused]:
    several = len(lines.kept) > 1
    first = lines.give_back() if lines.kept else ""
    if "field larger" in told and not several:
        return [cell[:200] for cell in _plain(first[:2000], delimiter)], LongCell(longest=LARGEST_CELL)
    fault: RowRefused = OpenQuote() if several or "end of data" in told else StrayQuote()
    return _plain(first, delimiter), fault


def _plain(line: str, delimiter: str) -> list[str]:
    """A line cut at its delimiters, with its well-formed quotes taken off and the others left as they stand."""
    bare = line.rstrip("\r\n")
    try:
        return next(csv.reader([bare], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return next(csv.reader([bare], delimiter=delimiter, quoting=csv.QUOTE_NONE), [])
