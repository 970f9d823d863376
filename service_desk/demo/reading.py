"""Read sold units and customers' words from a folder that the user names: units/units.csv and repairs/*.csv."""

import csv
import html
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from service_desk.demo.rules.draw import Saying, Unit
from service_desk.foundation.errors import DeskError, Invalid
from service_desk.foundation.written import Phrase
from service_desk.products.rules import serial_forms

LONGEST_WORDS: Final = 2000


class NoData(Invalid):
    code = "no_demo_data"
    message = "{why}. --data names a folder with units/units.csv and repairs/*.csv; docs/demo.md says which columns."


def units(folder: Path) -> list[Unit]:
    """Rows with a serial, a model and two dates; others are left out."""
    path = folder / "units" / "units.csv"
    found = [unit for row in _rows(path, {"serial_number", "model", "min_date"}) if (unit := _unit(row)) is not None]
    if not found:
        raise NoData(why=Phrase("{path} holds no unit that can be used", path=str(path)))
    return found


def _unit(row: dict[str, str]) -> Unit | None:
    try:
        sold_on = date.fromisoformat(row["min_date"])
        last_seen = max(sold_on, date.fromisoformat(row.get("max_date") or row["min_date"]))
        serial = serial_forms(row["serial_number"])[-1]
        failed = float(row.get("failed") or 0) > 0
    except (ValueError, TypeError, DeskError):  # a short row, an impossible day, a serial that is none
        return None
    if not serial or not row["model"].strip():
        return None
    return Unit(
        serial, row["model"].strip()[:60], (row.get("manufacturer") or "").strip()[:60], sold_on, last_seen, failed
    )


def sayings(folder: Path) -> list[Saying]:
    """The words of every file that has a column `problem`."""
    paths = sorted((folder / "repairs").glob("*.csv"))
    found = [
        Saying(words[:LONGEST_WORDS], row.get("repair_status") or "Unknown")
        for path in paths
        if "problem" in _header(path)
        for row in _rows(path, {"problem"})
        if (words := " ".join(html.unescape(row["problem"] or "").split()))
    ]
    if not found:
        raise NoData(
            why=Phrase("no file in {folder} holds words in a column 'problem'", folder=str(folder / "repairs"))
        )
    return found


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
        return next(csv.reader(file), [])


def _rows(path: Path, needed: set[str]) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
            reader = csv.DictReader(file)
            if missing := needed - set(reader.fieldnames or ()):
                raise NoData(
                    why=Phrase("{path} has no column {columns}", path=str(path), columns=", ".join(sorted(missing)))
                )
            yield from reader
    except OSError as error:
        raise NoData(why=Phrase("{path} cannot be read ({problem})", path=str(path), problem=error.strerror)) from None
    except csv.Error as error:
        raise NoData(why=Phrase("{path} is not a CSV file ({problem})", path=str(path), problem=str(error))) from None
