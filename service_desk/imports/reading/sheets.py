"""Rows of a workbook (.xlsx, .ods, .xls): days stay days, whole numbers lose no digit and gain no point."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from service_desk.foundation.errors import Invalid
from service_desk.foundation.written import Term
from service_desk.imports.reading.files import NotATable
from service_desk.imports.rules import Cell

_EXACT: Final = 10**15  # a spreadsheet keeps fifteen digits


class NoSuchSheet(Invalid):
    code = "no_such_sheet"
    message = "The workbook has no sheet '{value}'. Its sheets are: {found}."


def sheet_rows(path: Path, sheet: str | int | None) -> Iterator[tuple[int, list[Cell]]]:
    """(row number from 1, cells)."""
    try:
        with path.open("rb") as file:  # by its content: a name may say nothing
            book = CalamineWorkbook.from_filelike(file)
            table = book.get_sheet_by_name(_name(book.sheet_names, sheet))
        for number, row in enumerate(table.to_python(skip_empty_area=False), 1):
            yield number, [_cell(value) for value in row]
    except PasswordError:
        raise NotATable(found=Term("a workbook locked with a password")) from None
    except CalamineError:
        raise NotATable(found=Term("a broken or locked archive")) from None


def _name(names: list[str], wanted: str | int | None) -> str:
    if wanted is None and names:
        return names[0]
    if isinstance(wanted, int) and 1 <= wanted <= len(names):
        return names[wanted - 1]
    if wanted in names:
        return str(wanted)
    raise NoSuchSheet(value=wanted, found=names[:20])


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return value
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
