"""Cells: text as it is stored, dates as they are written in the file, or the column and the reason why not."""

from datetime import date, datetime
from functools import lru_cache

from service_desk.foundation.i18n import latin_digits
from service_desk.imports.rules.mapping import DateColumn

EARLIEST = date(1970, 1, 1)
LONGEST = 20_000


class BadCell(Exception):
    """A cell that refuses its row: the column, and the reason in words."""

    def __init__(self, column: str, reason: str) -> None:
        self.column, self.reason = column, reason
        super().__init__(f"{column}: {reason}")


@lru_cache(maxsize=65536)
def _date(text: str, form: str) -> date:
    return datetime.strptime(latin_digits(text), form).date()  # noqa: DTZ007  # a civil date has no zone


class Reader:
    """Reads cells of one row. `latest` is the last day that a date may name."""

    __slots__ = ("latest",)

    def __init__(self, latest: date) -> None:
        self.latest = latest

    def text(self, row: dict[str, str | None], column: str) -> str:
        value = row.get(column)
        if value is None:
            raise BadCell(column, "the row is shorter than the header")
        if not value.isprintable() and not value.replace("\n", "").replace("\r", "").replace("\t", "").isprintable():
            _check_bytes(column, value)
        if len(value) > LONGEST:
            raise BadCell(column, f"longer than {LONGEST} characters")
        return value.strip()

    def needed(self, row: dict[str, str | None], column: str) -> str:
        if not (value := self.text(row, column)):
            raise BadCell(column, "empty, and a row cannot be loaded without it")
        return value

    def day(self, row: dict[str, str | None], wanted: DateColumn) -> date | None:
        if not (value := self.text(row, wanted.column)):
            return None
        try:
            day = _date(value, wanted.format)
        except ValueError:
            raise BadCell(wanted.column, f"'{value[:40]}' is not a date written as {wanted.format}") from None
        if not EARLIEST <= day <= self.latest:
            raise BadCell(wanted.column, f"{day} is not between {EARLIEST} and {self.latest}")
        return day


def _check_bytes(column: str, value: str) -> None:
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise BadCell(column, "not valid in the file's encoding")
    if "\x00" in value:
        raise BadCell(column, "holds a NUL character")
