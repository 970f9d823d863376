"""A file as a table: its header, and its rows with their line numbers; the file is never held in memory."""

import csv
import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from service_desk.foundation.errors import Invalid
from service_desk.foundation.written import Term
from service_desk.imports.reading.files import (
    FileFormat,
    NotATable,
    encoding_of,
    format_of,
    head_of,
    text,
)
from service_desk.imports.reading.records import Record, records
from service_desk.imports.reading.sheets import sheet_rows
from service_desk.imports.rules import Cell, Row, Source
from service_desk.imports.rules.guessing import folded
from service_desk.imports.rules.reasons import LongRow, RowRefused

DELIMITERS: Final = (",", ";", "\t", "|")
_SHOWN: Final = {"\t": Term("a tab")}
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
    message = "The file has {count} columns called '{column}', and nobody can say which is meant. Rename all but one."


class Line(NamedTuple):
    """`number` counts the rows of the file, `line` its lines (a cell may span several); `fault`: why it is no row."""

    number: int
    line: int
    row: Row
    fault: RowRefused | None
    cells: Sequence[Cell]


@dataclass
class Table:
    """An opened file. `header` has the names as the mapping says them, where it names them, `names` as the file does."""

    path: Path
    format: FileFormat
    encoding: str
    delimiter: str
    header: list[str]
    names: list[str]
    source: Source

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
        first = self.source.skip + (1 if self.source.header else 0)
        if self.format.workbook:
            for line, values in itertools.islice(sheet_rows(self.path, self.source.sheet), first, None):
                yield line, values, None
            return
        with text(self.path, self.format, self.encoding) as file:
            for _ in range(self.source.skip):
                file.readline()
            found: Iterator[Record] = records(file, self.delimiter, fits)
            if self.source.header:
                next(found, None)
            try:
                for line, cells, fault in found:
                    yield line + self.source.skip, cells, fault
            except (OSError, EOFError) as error:
                raise NotATable(found=Term("a broken or locked archive")) from error


def opened(path: Path, source: Source, needed: frozenset[str] | set[str] = frozenset()) -> Table:
    """The file with its format, encoding, delimiter and header found out. Raises a sentence that names the cause."""
    kind = format_of(path)
    if kind.workbook:
        return _table(path, kind, "", "", list(_sheet_header(path, source)), source, needed)
    encoding = encoding_of(head_of(path, kind), source.encoding)
    lines = _first_lines(path, kind, encoding, source)
    delimiter = source.delimiter or _delimiter(lines, needed)
    header = _cut(lines, delimiter)
    if source.delimiter is not None and source.header and len(header) == 1:
        _check_delimiter(lines, source.delimiter)
    return _table(path, kind, encoding, delimiter, header, source, needed)


def _table(
    path: Path, kind: FileFormat, encoding: str, delimiter: str, header: list[str], source: Source, needed: set[str] | frozenset[str]
) -> Table:  # fmt: skip
    if not source.header:
        header = [str(number) for number in range(1, len(header) + 1)]
    names, header = header, _named(header, needed)
    for column in sorted(needed):
        if column not in header:
            raise NotThatTable(missing=column, found=header[:30] or Term("none (the file is empty)"))
    return Table(path, kind, encoding, delimiter, header, names, source)


def _named(header: list[str], needed: set[str] | frozenset[str]) -> list[str]:
    """The header with the mapping's names where only case, blanks or signs differ. Raises DoubledColumn for a needed one."""
    exact = Counter(header)
    alike = Counter(folded(name) for name in header)
    out = list(header)
    for column in needed:
        if exact[column] > 1:
            raise DoubledColumn(column=column, count=exact[column])
        if exact[column]:
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
    with text(path, kind, encoding) as file:
        try:
            return list(itertools.islice(file, source.skip, source.skip + 20))
        except (OSError, EOFError):
            raise NotATable(found=Term("a broken or locked archive")) from None


def _cut(lines: Sequence[str], delimiter: str) -> list[str]:
    with suppress(csv.Error, StopIteration):
        return [name.strip().lstrip("\ufeff") for name in next(csv.reader(lines, delimiter=delimiter))]
    return []


def _delimiter(lines: Sequence[str], needed: set[str] | frozenset[str]) -> str:
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


def _sheet_header(path: Path, source: Source) -> Iterator[str]:
    for _, cells in itertools.islice(sheet_rows(path, source.sheet), source.skip, None):
        for cell in cells:
            yield cell.isoformat() if isinstance(cell, date) else (cell or "").strip()
        return
