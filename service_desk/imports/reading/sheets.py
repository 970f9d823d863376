"""Rows of a workbook (.xlsx, .ods, .xls): days stay days, whole numbers lose no digit and gain no point."""

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from service_desk.foundation.errors import Invalid
from service_desk.foundation.written import Phrase, Term
from service_desk.imports.reading.files import CannotBeRead, FileFormat, NotATable
from service_desk.imports.reading.worksheets import SheetFacts, facts_of
from service_desk.imports.rules import Cell
from service_desk.imports.rules.cells import Merged, Typed

_EXACT: Final = 10**15  # a spreadsheet keeps fifteen digits
_SHOWN: Final = 20


class NoSuchSheet(Invalid):
    code = "no_such_sheet"
    message = "The workbook has no sheet '{value}'. Its sheets are: {found}."


@dataclass
class Sheet:
    """One sheet of a workbook; `others` are those that were not read."""

    sheet: CalamineSheet
    facts: SheetFacts
    others: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.sheet.name

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """(row number from 1, cells). Cells that are merged downwards say the same in each of their rows."""
        merged = {start: end[0] for start, end in self.sheet.merged_cell_ranges or () if end[0] > start[0]}
        filling: dict[int, tuple[int, Cell]] = {}
        facts = self.facts
        for at, values in enumerate(self.sheet.iter_rows()):
            row = [_cell(value) for value in values]
            if facts.shapes or facts.shown:
                row = [facts.as_shown(at, column, cell) for column, cell in enumerate(row)]
            if merged:
                for column, cell in enumerate(row):
                    if (last := merged.get((at, column))) is not None:
                        filling[column] = last, cell
                    elif not cell and column in filling and at <= filling[column][0]:
                        row[column] = _repeated(filling[column][1])
            yield at + 1, row

    def notes(self) -> list[Phrase]:
        """What a person who sent the workbook should know."""
        found = []
        if self.others:
            text = "The sheet '{name}' was read. The workbook also has {others}: name another one in the mapping (source: sheet)."
            found.append(Phrase(text, name=self.name, others=self.others[:_SHOWN]))
        if self.facts.hidden:
            found.append(
                Phrase("{count:# hidden row was|# hidden rows were} read as the others.", count=self.facts.hidden)
            )
        return found


def open_sheet(
    path: Path, kind: FileFormat, wanted: str | int | None, fits: Callable[[Iterator[list[Cell]]], bool]
) -> Sheet:
    """The sheet that is named; else the first visible one whose rows fit, else the first that holds anything."""
    try:
        if kind is FileFormat.ODS:
            facts_of(path, kind, "")  # the reader unpacks all sheets at once
        with path.open("rb") as file:  # by its content: a name may say nothing
            book = CalamineWorkbook.from_filelike(file)
            names = [_name(book.sheet_names, wanted)] if wanted is not None else _readable(book)
            first: Sheet | None = None
            for name in names:
                facts = facts_of(path, kind, name)
                found = Sheet(book.get_sheet_by_name(name), facts, [each for each in names if each != name])
                if wanted is not None or fits(cells for _, cells in found.rows()):
                    return found
                if first is None or (first.sheet.end is None and found.sheet.end is not None):
                    first = found
    except PasswordError:
        raise NotATable(found=Term("a workbook locked with a password")) from None
    except OSError as error:
        raise CannotBeRead(why=error.strerror or type(error).__name__) from error
    except (CalamineError, zipfile.BadZipFile, expat.ExpatError, ValueError):
        raise NotATable(found=Term("a broken or locked archive")) from None
    if first is None:
        raise NotATable(found=Term("a workbook without a sheet"))
    return first


def _readable(book: CalamineWorkbook) -> list[str]:
    """Sheets of cells that people see; where none is, those that are hidden."""
    sheets = [each for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
    seen = [each.name for each in sheets if each.visible == SheetVisibleEnum.Visible]
    return seen or [each.name for each in sheets]


def _name(names: list[str], wanted: str | int) -> str:
    if isinstance(wanted, int) and 1 <= wanted <= len(names):
        return names[wanted - 1]
    if wanted in names:
        return str(wanted)
    raise NoSuchSheet(value=wanted, found=names[:_SHOWN])


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return Typed(value) if value else value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    return "" if value is None else str(value)


def _number(value: float) -> str:
    """Beyond fifteen digits the spreadsheet has rounded: shown so that a name made of it is refused."""
    if abs(value) >= _EXACT:
        return f"{value:.5E}"
    return str(int(value)) if value == int(value) else repr(value)


def _repeated(cell: Cell) -> Cell:
    return Merged(cell) if isinstance(cell, str) else cell
