"""What a workbook's own XML says and its reader does not: how far cells reach, hidden rows, numbers that are shown with zeros."""

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final, NamedTuple
from xml.parsers import expat

from service_desk.foundation.errors import Invalid
from service_desk.imports.reading.files import FileFormat
from service_desk.imports.rules import Cell
from service_desk.imports.rules.cells import Shown

MOST_CELLS: Final = 20_000_000  # empty ones between them cost memory too
_REF: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_PIECE: Final = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|([-/ ()+:]+)|(0+|#+)')
_SIGNS: Final = re.compile(r"[^\s.,٬٫%]+|[-/ ()+:\d]+")  # digits that nothing groups or divides
Started = Callable[[str, dict[str, str]], None]


class SheetReachesFar(Invalid):
    code = "sheet_reaches_far"
    message = (
        "The cells of the sheet '{sheet}' reach to row {rows} and column {columns}, with almost nothing between them. Delete "
        "what stands far from the table, or export the table as CSV."
    )


class Shape(NamedTuple):
    """A number format made of digits and signs alone, such as 00000000 or "SN-"0000: its pieces, None for a digit."""

    pieces: tuple[str | None, ...]
    padded: bool

    def shown(self, number: int) -> str:
        """As the spreadsheet shows the number."""
        places = self.pieces.count(None)
        digits = str(number)
        digits = digits.zfill(places) if self.padded else digits
        first, rest = digits[: max(len(digits) - places + 1, 0)], digits[max(len(digits) - places + 1, 0) :]
        left = [first, *rest]
        missing = places - len(left)
        out = ""
        for piece in self.pieces:
            if piece is not None:
                out += piece
            elif missing > 0:
                missing -= 1
            else:
                out += left.pop(0)
        return out


@dataclass
class SheetFacts:
    """By (row, column) from 0, of numbers that the sheet shows with more than their digits: the `shapes`, or what is `shown`."""

    hidden: int = 0
    shown: dict[tuple[int, int], str] = field(default_factory=dict)
    shapes: dict[tuple[int, int], Shape] = field(default_factory=dict)

    def as_shown(self, row: int, column: int, cell: Cell) -> Cell:
        """A whole number as people see it in the sheet."""
        if not isinstance(cell, str) or not cell.isdecimal():
            return cell
        if (shape := self.shapes.get((row, column))) is not None:
            return Shown(shape.shown(int(cell)), plain=cell)
        if (text := self.shown.get((row, column))) is not None:
            return Shown(text, plain=cell)
        return cell


def facts_of(path: Path, kind: FileFormat, sheet: str) -> SheetFacts:
    """Before the sheet is loaded. Raises SheetReachesFar, zipfile.BadZipFile, expat.ExpatError."""
    if kind is FileFormat.XLS:
        return SheetFacts()
    with zipfile.ZipFile(path) as archive:
        if kind is FileFormat.ODS:
            return _ods(archive, sheet)
        if "xl/workbook.xml" not in archive.namelist():
            return SheetFacts()
        return _xlsx(archive, sheet)


def shape_of(code: str) -> Shape | None:
    """None where the format shows digits alone, or more than digits and signs (dates, groups, decimals)."""
    at, kinds = 0, set()
    pieces: list[str | None] = []
    code = code.partition(";")[0]
    while at < len(code):
        found = _PIECE.match(code, at)
        if found is None:
            return None
        quoted, escaped, signs, places = found.groups()
        if places:
            pieces += [None] * len(places)
            kinds.add(places[0])
        elif said := quoted or escaped or signs:
            pieces.append(said)
        at = found.end()
    plain = all(piece is None for piece in pieces)
    if not kinds or (plain and (pieces.count(None) < 2 or "0" not in kinds)):
        return None
    return Shape(tuple(pieces), "0" in kinds)


def _xlsx(archive: zipfile.ZipFile, sheet: str) -> SheetFacts:
    shapes = _shapes(archive)
    facts = SheetFacts()
    row = column = rows = columns = -1

    def started(tag: str, said: dict[str, str]) -> None:
        nonlocal row, column, rows, columns
        if tag == "c":
            if (ref := _REF.fullmatch(said.get("r", ""))) is not None:
                row, column = int(ref[2]) - 1, _column(ref[1])
            else:
                column += 1
            if shapes and (shape := shapes.get(said.get("s", ""))) is not None:
                facts.shapes[row, column] = shape
        elif tag in {"v", "is"}:
            rows, columns = max(rows, row), max(columns, column)
        elif tag == "row":
            row, column = int(said.get("r") or row + 2) - 1, -1
            facts.hidden += said.get("hidden") in {"1", "true"}

    if (name := _file_of(archive, sheet)) is not None:
        with archive.open(name) as file:
            _parse(file, started)
    _check(sheet, rows + 1, columns + 1)
    return facts


def _shapes(archive: zipfile.ZipFile) -> dict[str, Shape]:
    """By the number of a cell's style."""
    codes: dict[str, Shape] = {}
    styles: dict[str, Shape] = {}
    within, count = False, 0

    def started(tag: str, said: dict[str, str]) -> None:
        nonlocal within, count
        if tag == "numFmt" and (shape := shape_of(said.get("formatCode", ""))) is not None:
            codes[said.get("numFmtId", "")] = shape
        elif tag in {"cellXfs", "cellStyles", "dxfs"}:
            within = tag == "cellXfs"
        elif tag == "xf" and within:
            if (found := codes.get(said.get("numFmtId", ""))) is not None:
                styles[str(count)] = found
            count += 1

    if "xl/styles.xml" in archive.namelist():
        with archive.open("xl/styles.xml") as file:
            _parse(file, started)
    return styles


def _file_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    ids: dict[str, str] = {}
    targets: dict[str, str] = {}

    def sheets(tag: str, said: dict[str, str]) -> None:
        if tag == "sheet":
            ids[said.get("name", "")] = next((value for key, value in said.items() if key.endswith(":id")), "")

    def relations(tag: str, said: dict[str, str]) -> None:
        if tag == "Relationship":
            targets[said.get("Id", "")] = said.get("Target", "")

    with archive.open("xl/workbook.xml") as file:
        _parse(file, sheets)
    if "xl/_rels/workbook.xml.rels" in archive.namelist():
        with archive.open("xl/_rels/workbook.xml.rels") as file:
            _parse(file, relations)
    target = targets.get(ids.get(sheet, ""), "")
    name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return name if name in archive.namelist() else None


def _ods(archive: zipfile.ZipFile, sheet: str) -> SheetFacts:
    """Of one sheet or, without a name, of all. Rows and cells may be repeated by a number; empty ones at the end, which every
    file has, cost nothing.
    """
    facts = SheetFacts()
    here, rows, columns = False, 0, 0
    row, after, column = 0, 0, 0  # of the row at work, and of the next one
    value, text = "", ""

    def started(tag: str, said: dict[str, str]) -> None:
        nonlocal here, row, after, column, rows, columns, value, text
        if tag == "table":
            here = not sheet or said.get("table:name") == sheet
            row = after = 0
        elif here and tag == "table-row":
            row, column = after, 0
            after += int(said.get("table:number-rows-repeated", 1))
            facts.hidden += "table:visibility" in said and said["table:visibility"] != "visible"
        elif here and tag in {"table-cell", "covered-table-cell"}:
            column += int(said.get("table:number-columns-repeated", 1))
            value, text = said.get("office:value", ""), ""
            if "office:value-type" in said:
                rows, columns = max(rows, after), max(columns, column)

    def ended(tag: str) -> None:
        nonlocal value
        if here and tag == "table-cell" and value:
            if value.isdecimal() and text != value and _SIGNS.fullmatch(text) and _digits(text) == int(value):
                facts.shown[row, column - 1] = text
            value = ""

    def heard(piece: str) -> None:
        nonlocal text
        if value:
            text += piece

    with archive.open("content.xml") as file:
        _parse(file, started, ended, heard)
    _check(sheet, rows, columns)
    return facts


def _digits(text: str) -> int:
    return int("".join(filter(str.isdecimal, text)) or -1)


def _check(sheet: str, rows: int, columns: int) -> None:
    if rows * columns > MOST_CELLS:
        raise SheetReachesFar(sheet=sheet[:60], rows=rows, columns=columns)


def _column(letters: str) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - 64
    return found - 1


def _parse(
    file: IO[bytes],
    started: Started,
    ended: Callable[[str], None] | None = None,
    heard: Callable[[str], None] | None = None,
) -> None:
    """Tags without their prefix."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, said: started(tag.rpartition(":")[2], said)
    if ended is not None:
        parser.EndElementHandler = lambda tag: ended(tag.rpartition(":")[2])
    parser.CharacterDataHandler = heard
    parser.ParseFile(file)
