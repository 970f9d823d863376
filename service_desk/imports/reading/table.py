"""A file as a table: its header, and its rows with their line numbers; the file is never held in memory."""

import csv
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from service_desk.foundation.errors import Invalid
from service_desk.foundation.written import Phrase, Term
from service_desk.imports.reading.files import (
    FileFormat,
    encoding_of,
    format_of,
    head_of,
    text,
    unpacking,
)
from service_desk.imports.reading.records import Record, records
from service_desk.imports.reading.sheets import Sheet, open_sheet
from service_desk.imports.rules import Cell, Row, Source
from service_desk.imports.rules.guessing import folded, known_names
from service_desk.imports.rules.reasons import LongRow, RowRefused

DELIMITERS: Final = (",", ";", "\t", "|")
_SHOWN: Final = {"\t": Term("a tab")}
_LOOKED_AT: Final = 20
_STATED: Final = re.compile('\ufeff?"?sep=(.)"?', re.IGNORECASE)  # what Excel writes and reads above the header
Whole = Callable[[dict[str, str]], bool]


class NotThatTable(Invalid):
    code = "not_that_table"
    message = (
        "The file has no column '{missing}'. Its columns are: {found}. Correct the mapping, or take the right file."
    )


class WrongDelimiter(Invalid):
    code = "wrong_delimiter"
    message = "The columns of the file are divided by {found}, not by {stated}. Correct 'delimiter' in the mapping, or leave it out."


class DoubledColumn(Invalid):
    code = "doubled_column"
    message = "The file has {count:# column|# columns} called '{column}', and nobody can say which is meant. Rename all but one."


class Line(NamedTuple):
    """`number` counts the rows of the file, `line` its lines (a cell may span several); `fault`: why it is no row."""

    number: int
    line: int
    row: Row
    fault: RowRefused | None
    cells: Sequence[Cell]


@dataclass
class Table:
    """An opened file. `header` has the names as the mapping says them, where it names them, `names` as the file does; `skip`
    lines stand above it, the first of them a `stated` delimiter (`sep=;`). `notes`: what a person should know of how it was read.
    """

    path: Path
    format: FileFormat
    encoding: str
    delimiter: str
    header: list[str]
    names: list[str]
    source: Source
    skip: int = 0
    stated: bool = False
    sheet: Sheet | None = None
    notes: list[Phrase] = field(default_factory=list)

    def rows(self, *, skip: int = 0, whole: Whole | None = None) -> Iterator[Line]:
        """The data rows after the first `skip`; empty ones are passed over. `whole` may doubt a line that has the width."""
        header, width = self.header, len(self.header)

        def fits(cells: list[str]) -> bool:
            return width > 1 and len(cells) == width and (whole is None or whole(dict(zip(header, cells, strict=True))))

        for number, (line, cells, fault) in enumerate(self._records(fits), 1):
            if number <= skip or not any(cells):
                continue
            long = len(cells) > width and any(cells[width:])
            row = dict(itertools.zip_longest(header, cells[:width]))
            yield Line(number, line, row, fault or (LongRow() if long else None), cells)

    def _records(self, fits: Callable[[list[str]], bool]) -> Iterator[tuple[int, Sequence[Cell], RowRefused | None]]:
        if self.sheet is not None:
            first = self.skip + (1 if self.source.header else 0)
            for line, values in itertools.islice(self.sheet.rows(), first, None):
                yield line, values, None
            return
        with text(self.path, self.format, self.encoding) as file:
            for _ in range(self.skip):
                file.readline()
            found: Iterator[Record] = records(file, self.delimiter, fits)
            if self.source.header:
                next(found, None)
            with unpacking():
                for line, cells, fault in found:
                    yield line + self.skip, cells, fault


Needed = frozenset[str] | set[str]


def opened(path: Path, source: Source, needed: Needed = frozenset()) -> Table:
    """The file with its format, encoding, delimiter and header found out. Raises a sentence that names the cause."""
    kind = format_of(path)
    table = _workbook(path, kind, source, needed) if kind.workbook else _text(path, kind, source, needed)
    above = table.skip - source.skip - (1 if table.stated else 0)
    if above > 0:
        text = "The header was found in line {line}; what stands above it was passed over."
        table.notes.append(Phrase(text, line=table.skip + 1))
    if not source.header:
        table.header = [str(number) for number in range(1, len(table.header) + 1)]
    table.names, table.header = table.header, _named(table.header, needed)
    for column in sorted(needed):
        if column not in table.header:
            raise NotThatTable(missing=column, found=table.names[:30] or Term("none (the file is empty)"))
    return table


def _workbook(path: Path, kind: FileFormat, source: Source, needed: Needed) -> Table:
    def first(rows: Iterator[list[Cell]]) -> list[list[str]]:
        found = itertools.islice(rows, source.skip, source.skip + _LOOKED_AT)
        return [[each.isoformat() if isinstance(each, date) else (each or "").strip() for each in row] for row in found]

    def fits(rows: Iterator[list[Cell]]) -> bool:
        return any(_is_header(row, needed) for row in first(rows)) if source.header else next(rows, None) is not None

    sheet = open_sheet(path, kind, source.sheet, fits)
    rows = first(cells for _, cells in sheet.rows())
    at = _header_at(rows, source, needed)
    return Table(
        path, kind, "", "", rows[at] if rows else [], [], source, source.skip + at, sheet=sheet, notes=sheet.notes()
    )


def _text(path: Path, kind: FileFormat, source: Source, needed: Needed) -> Table:
    encoding = encoding_of(head_of(path, kind), source.encoding)
    lines = _first_lines(path, kind, encoding, source)
    stated = _STATED.fullmatch(lines[0].strip()) if lines and not source.skip else None
    skip = source.skip
    if stated is not None:
        skip, lines = skip + 1, lines[1:]
    divided = source.delimiter or (stated[1] if stated is not None else None)
    delimiter, at = divided or _delimiter(lines, needed), 0
    for each in (divided,) if divided else DELIMITERS:
        cut = [_cut([line], each) for line in lines]
        if found := _header_at([_cut(lines, each), *cut[1:]], source, needed):
            delimiter, at = each, found
            break
    header = _cut(lines[at:], delimiter)
    if source.delimiter is not None and source.header and len(header) == 1:
        _check_delimiter(lines, source.delimiter)
    return Table(path, kind, encoding, delimiter, header, [], source, skip + at, stated=stated is not None)


def _header_at(rows: Sequence[Sequence[str]], source: Source, needed: Needed) -> int:
    """Where the header stands: in the first row, unless a later one of the first twenty is a header and it is none."""
    if not source.header or source.skip or not rows or _is_header(rows[0], needed):
        return 0
    return next((at for at, row in enumerate(rows) if _is_header(row, needed)), 0)


def _is_header(cells: Sequence[str], needed: Needed) -> bool:
    """All of the needed columns are there; where nobody has said which, two that are known by their names."""
    names = {folded(cell) for cell in cells}
    return {folded(name) for name in needed} <= names if needed else len(names & known_names()) > 1


def _named(header: list[str], needed: Needed) -> list[str]:
    """The header with the mapping's names where only case, blanks or signs differ. Raises DoubledColumn for a needed one."""
    exact = Counter(" ".join(name.casefold().split()) for name in header)
    alike = Counter(folded(name) for name in header)
    out = list(header)
    for column in needed:
        if (count := exact[" ".join(column.casefold().split())]) > 1:
            raise DoubledColumn(column=column, count=count)
        if column in header:
            continue
        like = folded(column)
        if alike[like] > 1:
            raise DoubledColumn(column=column, count=alike[like])
        if like and alike[like]:
            out[[folded(name) for name in header].index(like)] = column
    seen: Counter[str] = Counter()
    for at, name in enumerate(out):  # columns that nobody needs may share a name
        seen[name] += 1
        if seen[name] > 1 and name not in needed:
            out[at] = f"{name} ({seen[name]})"
    return out


def _first_lines(path: Path, kind: FileFormat, encoding: str, source: Source) -> list[str]:
    """Some lines from the header on, for the delimiter; broken cells in them do no harm."""
    with text(path, kind, encoding) as file, unpacking():
        return list(itertools.islice(file, source.skip, source.skip + _LOOKED_AT))


def _cut(lines: Sequence[str], delimiter: str) -> list[str]:
    with suppress(csv.Error, StopIteration):
        return [name.strip().lstrip("\ufeff") for name in next(csv.reader(lines, delimiter=delimiter))]
    return []


def _delimiter(lines: Sequence[str], needed: Needed) -> str:
    """The one that gives most of the needed columns, then the same number of cells in most lines."""
    wanted = {folded(name) for name in needed}

    def worth(delimiter: str) -> tuple[int, int, int]:
        header = _cut(lines, delimiter)
        widths = Counter(len(_cut([line], delimiter)) for line in lines[1:])
        same = widths[len(header)]
        return len(wanted & {folded(name) for name in header}), same if len(header) > 1 else 0, len(header)

    return max(DELIMITERS, key=worth)


def _check_delimiter(lines: Sequence[str], stated: str) -> None:
    for other in DELIMITERS:
        if other != stated and len(_cut(lines, other)) > 1:
            raise WrongDelimiter(found=_SHOWN.get(other, f"'{other}'"), stated=_SHOWN.get(stated, f"'{stated}'"))
