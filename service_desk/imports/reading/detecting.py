"""One reading of the whole file before anything is loaded: how many rows, which dates fit which form, what is broken."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from service_desk.imports.reading import files
from service_desk.imports.reading.files import Broken, another_encoding, head_of
from service_desk.imports.reading.table import Table, Whole

_MANY: Final = 0.2


@dataclass
class Look:
    """What the file holds. `days`: how often each text stands in a column of days; `broken` bytes that are no text."""

    rows: int = 0
    broken: int = 0
    days: dict[str, Counter[str]] = field(default_factory=dict)


def look_at(table: Table, columns: set[str], whole: Whole | None = None) -> Look:
    """Raises NotThatEncoding where much of the file cannot be decoded."""
    look = Look(days={column: Counter() for column in columns})
    counted = [(column, look.days[column]) for column in columns]
    with _counting() as broken:
        for line in table.rows(whole=whole):
            look.rows += 1
            for column, values in counted:
                value = line.row[column]
                if isinstance(value, str) and value:
                    values[value.strip()] += 1
                elif isinstance(value, date):
                    values[value.isoformat()] += 0
    look.broken = broken.count
    few = (
        table.source.encoding is None and look.broken * 2 >= look.rows
    )  # in a short file, of which nobody said anything
    if look.broken and (few or look.broken > max(3, look.rows * _MANY)):
        raise another_encoding(head_of(table.path, table.format), table.encoding)
    return look


@contextmanager
def _counting() -> Iterator[Broken]:
    broken = Broken()
    files._counting.append(broken)
    try:
        yield broken
    finally:
        files._counting.remove(broken)
