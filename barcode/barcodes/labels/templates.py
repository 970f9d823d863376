"""The plans of the labels, one function each."""

from dataclasses import replace

from barcodes.checks import is_digits
from barcodes.gs1.table import identifiers
from barcodes.labels.data import CalibrationLabel, ClaimSlip, CommandSheet, ItemLabel, OrderTag, PartLabel, ShelfLabel
from barcodes.labels.model import Align, Element, Label, Rule, Stock, Symbol, Text
from barcodes.labels.place import MARGIN, bars, beside, lines, must_bars, square
from barcodes.problems import EncodeError
from barcodes.stations import CALIBRATION_GS1, CALIBRATION_TEXT
from barcodes.symbols import Symbology, SymbolSpec

_MOST_COMMANDS = 24


def item_label(data: ItemLabel, stock: Stock) -> Label:
    """DataMatrix at the left, readable text beside it, a short Code 128 of the serial at the foot where it fits."""
    inner, foot = stock.width - 2 * MARGIN, min(9.0, stock.height * 0.3)
    top = stock.height - foot - 2 * MARGIN
    code = square(_unit_code(data.gtin, data.batch, data.serial), MARGIN, MARGIN, inner * 0.4, top)
    left = code.x + code.size[0] + code.quiet[0] + 1
    shown = [data.name, *data.lines, data.serial or data.batch, data.gtin and f"GTIN {data.gtin.zfill(14)}"]
    size = min(3.5, top / max(1, len([text for text in shown if text])))
    parts: list[Element] = [code, *lines(shown, left, MARGIN, stock.width - MARGIN - left, size)]
    if data.serial and (foot_code := _linear(data.serial, MARGIN, stock.height - MARGIN - foot, inner, foot)):
        parts.append(foot_code)
    return Label(stock.width, stock.height, tuple(parts))


def _linear(serial: str, x: float, y: float, width: float, height: float) -> Symbol | None:
    try:
        return bars(serial, x, y, width, height)
    except EncodeError:  # letters beyond ASCII: the DataMatrix cannot hold them either and has said so
        return None


def _unit_code(gtin: str, batch: str, serial: str) -> SymbolSpec:
    """GS1 with fixed elements first and the free one last; a serial that GS1 cannot hold goes in plain."""
    if not gtin:
        return SymbolSpec(Symbology.DATAMATRIX, serial or batch)
    if not is_digits(gtin) or len(gtin) > 14:
        raise EncodeError(f"'{gtin[:20]}' is no GTIN. It has 8, 12, 13 or 14 digits.")
    values = [(ai, value) for ai, value in (("10", batch), ("21", serial)) if value]
    if not all(identifiers()[ai].value.fullmatch(value) for ai, value in values):
        return SymbolSpec(Symbology.DATAMATRIX, serial or batch)
    return SymbolSpec(
        Symbology.GS1_DATAMATRIX, "\x1d".join(f"{ai}{value}" for ai, value in (("01", gtin.zfill(14)), *values))
    )


def order_tag(data: OrderTag, stock: Stock) -> Label:
    inner, foot = stock.width - 2 * MARGIN, max(8.0, stock.height * 0.35)
    code = must_bars(data.token, MARGIN, stock.height - MARGIN - foot, inner, foot)
    size = min(7.0, stock.height * 0.2)
    title = Text(MARGIN, MARGIN, inner, size, data.number, beside(data.name, data.number), bold=True)
    rest = lines(
        (data.name, *data.lines),
        MARGIN,
        MARGIN + size,
        inner,
        min(4.0, (code.y - MARGIN - size) / max(1, 1 + len(data.lines))),
    )
    return Label(stock.width, stock.height, (code, title, *rest))


def part_label(data: PartLabel, stock: Stock) -> Label:
    """The code carries the GTIN, and the batch, where there is one, else the SKU."""
    spec = _unit_code(data.gtin, data.batch, "") if data.gtin else SymbolSpec(Symbology.DATAMATRIX, data.sku)
    inner = stock.height - 2 * MARGIN
    code = square(spec, MARGIN, MARGIN, min(inner, stock.width * 0.4), inner)
    left = code.x + code.size[0] + code.quiet[0] + 1
    wide, size = stock.width - MARGIN - left, min(5.0, inner / 4)
    title = Text(left, MARGIN, wide, size, data.sku, beside(data.name, data.sku), bold=True)
    rest = lines((data.name, data.batch, data.place), left, MARGIN + size * 1.2, wide, size * 0.8)
    return Label(stock.width, stock.height, (code, title, *rest))


def shelf_label(data: ShelfLabel, stock: Stock) -> Label:
    inner, foot = stock.width - 2 * MARGIN, stock.height * 0.4
    code = must_bars(data.token, MARGIN, stock.height - MARGIN - foot, inner, foot)
    large = stock.height * 0.32
    title = Text(MARGIN, MARGIN, inner, large, data.code, Align.CENTRE, bold=True)
    return Label(
        stock.width,
        stock.height,
        (code, title, *lines((data.name,), MARGIN, MARGIN + large, inner, stock.height * 0.14, Align.CENTRE)),
    )


def claim_slip(data: ClaimSlip, stock: Stock) -> Label:
    """A QR that any phone opens, the number in large letters, the lines of the claim."""
    inner = stock.width - 2 * MARGIN
    side = min(inner, stock.height * 0.45, 45.0)
    placed = square(SymbolSpec(Symbology.QR, data.link), MARGIN, MARGIN + 14, side, side)
    code = replace(placed, x=(stock.width - placed.size[0]) / 2)
    shown = (
        Text(MARGIN, MARGIN, inner, 6, data.title, Align.CENTRE),
        Text(MARGIN, MARGIN + 6.5, inner, 7, data.number, Align.CENTRE, bold=True),
    )
    below = code.y + code.size[1] + code.quiet[1] + 2
    size = min(4.5, (stock.height - MARGIN - below) / max(1, len(data.lines)))
    return Label(stock.width, stock.height, (code, *shown, *lines(data.lines, MARGIN, below, inner, size)))


def command_sheet(data: CommandSheet, stock: Stock) -> Label:
    """Two columns of commands with room between them, so that a scanner catches one only; a 50 mm ruler at the foot."""
    if not 0 < len(data.commands) <= _MOST_COMMANDS:
        raise EncodeError(f"A sheet holds 1 to {_MOST_COMMANDS} commands; these are {len(data.commands)}.")
    column, row, top = (stock.width - 20) / 2, (stock.height - 34) / (_MOST_COMMANDS / 2), 20.0
    parts: list[Element] = [Text(10, 8, stock.width - 20, 8, data.title, Align.CENTRE, bold=True)]
    for at, (token, words) in enumerate(data.commands):
        x, y = 10 + (at % 2) * column, top + (at // 2) * row
        parts.append(must_bars(token, x, y, column - 8, row * 0.42))
        parts.append(Text(x, y + row * 0.46, column - 8, min(5.0, row * 0.26), words, Align.CENTRE))
    ruler = [Rule(10 + at * 10, stock.height - 10, 0.25, 3) for at in range(6)]
    return Label(
        stock.width,
        stock.height,
        (*parts, *ruler, Rule(10, stock.height - 7.2, 50.25, 0.25), Text(62, stock.height - 10.5, 30, 4, "50 mm")),
    )


def calibration_label(data: CalibrationLabel, stock: Stock) -> Label:
    inner = stock.width - 2 * MARGIN
    code = square(
        SymbolSpec(Symbology.GS1_DATAMATRIX, CALIBRATION_GS1), MARGIN, MARGIN, inner * 0.4, stock.height * 0.5
    )
    left = code.x + code.size[0] + code.quiet[0] + 4
    text = Text(left, MARGIN + 2, stock.width - MARGIN - left, 4, data.words)
    foot = stock.height * 0.3
    return Label(
        stock.width,
        stock.height,
        (code, text, must_bars(CALIBRATION_TEXT, MARGIN, stock.height - MARGIN - foot, inner, foot)),
    )
