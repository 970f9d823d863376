"""Cells: text as it is stored, dates as they are written in the file, or the column and the reason why not."""

import re
from datetime import date
from decimal import Decimal
from typing import Final

from service_desk.foundation.days.written import EARLIEST, parse
from service_desk.foundation.errors import DeskError
from service_desk.foundation.numbers import decimal_sign, read_number
from service_desk.foundation.written import Either
from service_desk.imports.rules.keys import naming
from service_desk.imports.rules.mapping import DateColumn
from service_desk.imports.rules.reasons import (
    BadBytes,
    DayOutOfRange,
    EmptyCell,
    HoldsControls,
    LongCell,
    MergedCell,
    NoColumn,
    NotADay,
    NotAnAmount,
    RowRefused,
    ShortRow,
    TurnedIntoDate,
)


class Shown(str):
    """A number as the spreadsheet shows it (00012345); `plain` is the number itself."""

    __slots__ = ("plain",)
    plain: str

    def __new__(cls, shown: str, *, plain: str) -> "Shown":
        made = super().__new__(cls, shown)
        made.plain = plain
        return made


class Typed(str):
    """A cell of text of a workbook: what somebody typed, of which the spreadsheet made no day and no number."""

    __slots__ = ()


class Merged(str):
    """What the cell above says, which is merged with this one."""

    __slots__ = ()


Cell = str | date | None
Row = dict[str, Cell]
LONGEST: Final = 20_000
_BLANKS: Final = str.maketrans("", "", "\n\r\t\x0b\x0c")
_REMEMBERED: Final = 50_000
_MARK: Final = "\ufeff"
_UNSEEN: Final = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_JOINERS: Final = str.maketrans("", "", "\u200c\u200d")  # part of how Persian and other scripts are written
_ARMED: Final = ("=", "+", "-", "@")  # behind an apostrophe, which keeps a spreadsheet from reckoning
_CLEANED: Final = frozenset({"serial", "batch", "lot"})  # their normal form takes out what cannot be seen
_AMOUNTS: Final = ("quantity", "unit_cost", "sale_price")
_UNITS: Final = frozenset({"serial", "ref"})


class BadCell(Exception):
    """A cell that refuses its row: the column, and the reason as an error with words in five languages."""

    def __init__(self, column: str, reason: DeskError) -> None:
        self.column, self.reason = column, reason
        super().__init__(f"{column}: {reason}")


class Reader:
    """Reads cells of one row. `latest` is the last day that a date may name, `values` what holds for every row."""

    __slots__ = ("columns", "known", "latest", "values")

    def __init__(self, latest: date, columns: dict[str, str], values: dict[str, str]) -> None:
        self.latest, self.columns, self.values = latest, columns, values
        self.known: dict[
            int, dict[Cell, date]
        ] = {}  # of each of the mapping's columns of days, by how they are written

    def says(self, field: str) -> bool:
        """Whether the file or the mapping tells this field."""
        return field in self.columns or field in self.values

    def column(self, field: str) -> str:
        """How a person finds the field: its column, else its own name."""
        return self.columns.get(field, field)

    def raw(self, row: Row, column: str) -> str:
        """A cell as text, trimmed."""
        value = row.get(column)
        if value is None:
            raise BadCell(column, ShortRow())
        if isinstance(value, date):
            return value.isoformat()
        if not value.isprintable():
            value = _checked(column, value)
        if len(value) > LONGEST:
            raise BadCell(column, LongCell(longest=LONGEST))
        text = value.strip()
        return text[1:].strip() if text.startswith("'") and text[1:].lstrip().startswith(_ARMED) else text

    def text(self, row: Row, field: str) -> str:
        """What a field says; where its column is empty, what the mapping says; where neither does, nothing."""
        column = self.columns.get(field)
        return (self.raw(row, column) if column is not None else "") or self.values.get(field, "")

    def line(self, row: Row, field: str, longest: int) -> str:
        """Text of one line and of limited length."""
        if field not in self.columns and field not in self.values:
            return ""
        text = self.text(row, field)
        if not text.isprintable():
            text = " ".join(_UNSEEN.sub("", text).split())
            if not text.translate(_JOINERS).isprintable():
                raise BadCell(self.column(field), HoldsControls())
        if len(text) > longest:
            raise BadCell(self.column(field), LongCell(longest=longest))
        return text

    def needed(self, row: Row, field: str, longest: int = LONGEST) -> str:
        if not (text := self.line(row, field, longest)):
            raise self.lacks(field)
        return text

    def lacks(self, field: str) -> "BadCell":
        """Why a row without it is not loaded."""
        return BadCell(self.column(field), EmptyCell() if field in self.columns else NoColumn())

    def name(self, row: Row, field: str, longest: int, *, first: bool = True) -> str:
        """Text that names a thing: no rounded number, no day, no formula and no error of one, no 'unknown'. `first`: it
        names the row, so that a word for totals is none."""
        cell = row.get(self.columns.get(field, ""))
        try:
            if isinstance(cell, date):
                raise TurnedIntoDate(value=cell.isoformat())
            if isinstance(cell, Merged) and field in _UNITS:
                raise MergedCell
            if cell is not None and field not in _CLEANED and _UNSEEN.search(cell.strip(_MARK)):
                raise HoldsControls
            return naming(self.needed(row, field, longest), typed=isinstance(cell, Typed), first=first)
        except RowRefused as reason:
            raise BadCell(self.column(field), reason) from None

    def perhaps(self, row: Row, field: str, longest: int) -> str:
        """A name that may be missing; 'unknown' and '-' are as good as nothing."""
        if field not in self.columns and field not in self.values:
            return ""
        return self.name(row, field, longest, first=False) if self.line(row, field, longest) else ""

    def day(self, row: Row, wanted: DateColumn) -> date | None:
        """The day of a date column; None where the cell is empty."""
        if wanted.value is not None:
            return wanted.value
        value = row.get(wanted.column)
        known = self.known.setdefault(id(wanted), {})
        if (day := known.get(value)) is not None:
            return day
        if value is None or isinstance(value, str):
            if not (text := self.raw(row, wanted.column)):
                return None
            day = self._parsed(text, wanted)
        else:
            day = value
        if not EARLIEST <= day <= self.latest:
            raise BadCell(wanted.column, DayOutOfRange(day=day, first=EARLIEST, last=self.latest))
        if len(known) < _REMEMBERED:
            known[value] = day
        return day

    def _parsed(self, text: str, wanted: DateColumn) -> date:
        for form in wanted.forms:
            try:
                return parse(text, form)
            except ValueError:
                continue
        forms = Either(map(str, wanted.forms))
        raise BadCell(wanted.column, NotADay(value=text[:40], form=forms))

    def amount(self, row: Row, field: str) -> Decimal | None:
        """A number; of point and comma the last one is the decimal sign, unless it groups thousands throughout, or another
        amount of the row shows which sign the file means (1.250 beside 34,00)."""
        if not (text := self.text(row, field)):
            return None
        cell = row.get(self.columns.get(field, ""))
        if isinstance(cell, Merged):
            raise BadCell(self.column(field), MergedCell())
        found = read_number(cell.plain) if isinstance(cell, Shown) else read_number(text, self._sign(row))
        if found is None:
            raise BadCell(self.column(field), NotAnAmount(value=text[:40], example="1234.50"))
        return found

    def _sign(self, row: Row) -> str | None:
        """The decimal sign that the amounts of the row agree on, as far as they show one."""
        cells = [row.get(self.columns[field]) for field in _AMOUNTS if field in self.columns]
        signs = {decimal_sign(cell) for cell in cells if isinstance(cell, str) and not isinstance(cell, Shown)} - {None}
        return signs.pop() if len(signs) == 1 else None


def _checked(column: str, value: str) -> str:
    """What is not printable: line breaks and tabs stay, other controls become blanks."""
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise BadCell(column, BadBytes())
    if "\x00" in value:
        raise BadCell(column, HoldsControls())
    if value.translate(_BLANKS).isprintable():
        return value
    return "".join(" " if character < " " and character not in "\n\r\t" else character for character in value)
