"""Stream the rows of a delimited file with their line numbers; the file is never held in memory."""

import csv
import hashlib
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

from service_desk.foundation.errors import Invalid
from service_desk.imports.rules import Mapping, Source

Row = dict[str, str | None]
LARGEST_CELL = 1_000_000


class NoSuchFile(Invalid):
    code = "no_such_file"
    message = "{path} is not a file that can be read. Check the path."


class NotThatTable(Invalid):
    code = "not_that_table"
    message = (
        "The file has no column '{missing}'. Its columns are: {found}. Correct the mapping, or take the right file."
    )


def fingerprint(path: Path) -> bytes:
    """SHA-256 of the file."""
    if not path.is_file():
        raise NoSuchFile(path=path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


class Line(NamedTuple):
    """`number` counts the rows of the file, `line` its lines (a cell may span several); not `sound`: too many cells."""

    number: int
    line: int
    row: Row
    sound: bool


def rows(path: Path, mapping: Mapping, *, skip: int = 0) -> Iterator[Line]:
    """The data rows after the first `skip`; empty lines are passed over."""
    csv.field_size_limit(LARGEST_CELL)
    with _opened(path, mapping.source) as file:
        reader = csv.reader(file, delimiter=mapping.source.delimiter)
        header = next(reader, [])
        for missing in sorted(mapping.needed - set(header)):
            raise NotThatTable(missing=missing, found=", ".join(header)[:300] or "(the file is empty)")
        width, line = len(header), reader.line_num
        for number, cells in enumerate(_survivors(reader), 1):
            start, line = line + 1, reader.line_num
            if number > skip and cells:
                yield Line(number, start, dict(itertools.zip_longest(header, cells[:width])), len(cells) <= width)


def _survivors(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    """A cell that is too large for the reader becomes a row that is refused, not the end of the import."""
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield ["\x00"]


def _opened(path: Path, source: Source) -> TextIO:
    """Broken bytes come in as lone surrogates, so that only their own row is refused."""
    try:
        return path.open(
            encoding="utf-8-sig" if source.encoding == "utf-8" else source.encoding,
            errors="surrogateescape",
            newline="",
        )
    except LookupError:
        raise Invalid(field="encoding") from None
