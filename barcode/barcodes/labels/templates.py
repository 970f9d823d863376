"""The plans of the labels, one function each."""

from dataclasses import replace

from barcodes.checks import is_digits
from barcodes.gs1.table import identifiers
from barcodes.labels.data import CalibrationLabel, ClaimSlip, CommandSheet, ItemLabel, OrderTag, PartLabel, ShelfLabel
from barcodes.labels.model import Align, Element, Label, Rule, Stock, Symbol, Text
from barcodes.labels.place import MARGIN, bars, must_bars, square
from barcodes.labels.setting import Wanted, typeset
from barcodes.problems import EncodeError
from barcodes.stations import CALIBRATION_GS1, CALIBRATION_TEXT
from barcodes.symbols import Symbology, SymbolSpec

_MOST_COMMANDS = 24


def item_label(data: ItemLabel, stock: Stock) -> Label:
    """DataMatrix at the left, readable text beside it, a short Code 128 of the serial at the foot where it fits."""
    inner, foot = stock.width - 2 * MARGIN, min(9.0, stock.height * 0.3)
    place = stock.height - MARGIN - foot
    bars_of = _linear(data.serial, MARGIN, place, inner, foot) if data.serial else None
    # Without bars their place is free for words.
    top = (place if bars_of else stock.height) - 2 * MARGIN
    code = square(_unit_code(data.gtin, data.batch, data.serial), MARGIN, MARGIN, inner * 0.4, place - MARGIN)
    left = code.x + code.size[0] + code.quiet[0] + 1
    shown = [Wanted(data.name), *(Wanted(line) for line in data.lines), Wanted(data.serial or data.batch, whole=True)]
    if data.gtin:
        shown.append(Wanted(f"GTIN {data.gtin.zfill(14)}", whole=True))
    words = typeset(shown, left, MARGIN, stock.width - MARGIN - left, top, 3.5)
    return Label(stock.width, stock.height, (code, *words, *([bars_of] if bars_of else [])))


def _linear(serial: str, x: float, y: float, width: float, height: float) -> Symbol | None:
    try:
        return bars(serial, x, y, width, height)
    except EncodeError:  # letters beyond ASCII: the square beside it carries them
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
    title = Wanted(data.number, whole=True, bold=True, ratio=1.75)
    shown = (title, Wanted(data.name), *(Wanted(line) for line in data.lines))
    words = typeset(shown, MARGIN, MARGIN, inner, code.y - MARGIN, 4.0, lead=data.name)
    return Label(stock.width, stock.height, (code, *words))


def part_label(data: PartLabel, stock: Stock) -> Label:
    """The code carries the GTIN, and the batch, where there is one, else the SKU. The SKU stands below it whole."""
    spec = _unit_code(data.gtin, data.batch, "") if data.gtin else SymbolSpec(Symbology.DATAMATRIX, data.sku)
    inner = stock.height - 2 * MARGIN
    code = square(spec, MARGIN, MARGIN, min(inner, stock.width * 0.4), inner)
    left = code.x + code.size[0] + code.quiet[0] + 1
    shown = (
        Wanted(data.sku, whole=True, bold=True, ratio=1.25),
        Wanted(data.name),
        Wanted(data.batch, whole=True),
        Wanted(data.place),
    )
    words = typeset(shown, left, MARGIN, stock.width - MARGIN - left, inner, 4.0, lead=data.name)
    return Label(stock.width, stock.height, (code, *words))


def shelf_label(data: ShelfLabel, stock: Stock) -> Label:
    inner, foot = stock.width - 2 * MARGIN, stock.height * 0.4
    code = must_bars(data.token, MARGIN, stock.height - MARGIN - foot, inner, foot)
    shown = (Wanted(data.code, whole=True, bold=True, ratio=2.3), Wanted(data.name))
    words = typeset(shown, MARGIN, MARGIN, inner, code.y - 2 * MARGIN, stock.height * 0.14, Align.CENTRE)
    return Label(stock.width, stock.height, (code, *words))


def claim_slip(data: ClaimSlip, stock: Stock) -> Label:
    """A QR that any phone opens, the number in large letters, the lines of the claim."""
    inner = stock.width - 2 * MARGIN
    side = min(inner, stock.height * 0.45, 45.0)
    placed = square(SymbolSpec(Symbology.QR, data.link), MARGIN, MARGIN + 14, side, side)
    code = replace(placed, x=(stock.width - placed.size[0]) / 2)
    head = (Wanted(data.title, ratio=0.85), Wanted(data.number, whole=True, bold=True))
    shown = typeset(head, MARGIN, MARGIN, inner, code.y - code.quiet[1] - MARGIN, 7, Align.CENTRE)
    below = code.y + code.size[1] + code.quiet[1] + 2
    lines = typeset([Wanted(line) for line in data.lines], MARGIN, below, inner, stock.height - MARGIN - below, 4.5)
    return Label(stock.width, stock.height, (code, *shown, *lines))


def command_sheet(data: CommandSheet, stock: Stock) -> Label:
    """Two columns of commands with room between them, so that a scanner catches one only; a 50 mm ruler at the foot."""
    if not 0 < len(data.commands) <= _MOST_COMMANDS:
        raise EncodeError(f"A sheet holds 1 to {_MOST_COMMANDS} commands; these are {len(data.commands)}.")
    column, row, top = (stock.width - 20) / 2, (stock.height - 34) / (_MOST_COMMANDS / 2), 20.0
    title = Wanted(data.title, bold=True)
    parts: list[Element] = [*typeset([title], 10, 6, stock.width - 20, 12, 8, Align.CENTRE)]
    for at, (token, words) in enumerate(data.commands):
        x, y = 10 + (at % 2) * column, top + (at // 2) * row
        parts.append(must_bars(token, x, y, column - 8, row * 0.42))
        parts += typeset([Wanted(words)], x, y + row * 0.46, column - 8, row * 0.5, min(5.0, row * 0.26), Align.CENTRE)
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
    foot = stock.height * 0.3
    wide, tall = stock.width - MARGIN - left, stock.height - foot - 2 * MARGIN - 3
    words = typeset([Wanted(data.words)], left, MARGIN + 2, wide, tall, 4)
    return Label(
        stock.width,
        stock.height,
        (code, *words, must_bars(CALIBRATION_TEXT, MARGIN, stock.height - MARGIN - foot, inner, foot)),
    )
