"""Labels as PDF pages and sheets. Loads fpdf2 and uharfbuzz: 35 MB, so only where PDF is made."""

from collections.abc import Sequence
from typing import Final

from fpdf import FPDF

from barcodes.labels.fonts import INVISIBLE, plain, runs
from barcodes.labels.model import Element, Label, Rule, Stock, Symbol, Text
from barcodes.labels.raster import module_image

_POINT: Final = 72 / 25.4
_RULER: Final = 50.0


def pdf(labels: Sequence[Label]) -> bytes:
    """One label a page, each page of its label's size. Raises FontMissing."""
    document = _document()
    for label in labels:
        document.add_page(format=(label.width, label.height))
        _place(document, label, 0, 0)
    return bytes(document.output())


def sheet(labels: Sequence[Label], stock: Stock, *, first: int = 0) -> bytes:
    """Labels on sheets of `stock`, leaving out the `first` places that are used up already.

    A ruler of 50 mm at the foot shows whether the printer scaled the page. Raises FontMissing; ValueError when the
    stock is no sheet.
    """
    if stock.page is None:
        raise ValueError("This stock has one label a page. Choose a sheet, such as a4-24.")
    document, on_page = _document(), stock.columns * stock.rows
    for at, label in enumerate(labels, start=first % on_page):
        if at % on_page == 0 or at == first % on_page:
            document.add_page(format=stock.page)
            _ruler(document, stock.page, stock.top + stock.rows * (stock.height + stock.gap[1]) - stock.gap[1])
        row, column = divmod(at % on_page, stock.columns)
        x = stock.left + column * (stock.width + stock.gap[0])
        y = stock.top + row * (stock.height + stock.gap[1])
        _place(document, label, x + (stock.width - label.width) / 2, y + (stock.height - label.height) / 2)
    return bytes(document.output())


def _document() -> FPDF:
    document = FPDF(unit="mm")
    document.set_auto_page_break(auto=False)
    document.set_margin(0)
    document.c_margin = 0
    return document


def _ruler(document: FPDF, page: tuple[float, float], bottom: float) -> None:
    """In the foot of the page; where the labels fill it, in the strip below the bars of the last row."""
    room = page[1] - bottom
    tall, y = (2.0, page[1] - room / 2) if room >= 4 else (0.8, bottom - 0.3)
    x = (page[0] - _RULER) / 2
    for at in range(6):
        long = tall if at % 5 == 0 else tall / 2
        document.rect(x + at * 10 - 0.1, y - long, 0.2, long, style="F")
    document.rect(x, y - 0.2, _RULER, 0.2, style="F")
    document.set_font("helvetica", size=2.5 * tall)
    document.text(x + _RULER + 0.5, y, "50 mm")


def _place(document: FPDF, label: Label, x: float, y: float) -> None:
    for element in label.elements:
        _draw(document, element, x, y)


def _draw(document: FPDF, element: Element, x: float, y: float) -> None:
    if isinstance(element, Symbol):
        width, height = element.size
        document.image(module_image(element.matrix).convert("1"), x + element.x, y + element.y, width, height)
    elif isinstance(element, Rule):
        document.rect(x + element.x, y + element.y, element.width, element.height, style="F")
    elif element.text:
        _write(document, element, x, y)


def _write(document: FPDF, text: Text, x: float, y: float) -> None:
    shown = _choose_fonts(document, text)
    size = text.size * 0.78 * _POINT
    document.set_font_size(size)
    wide = document.get_string_width(shown)
    if wide > text.width:  # a little: `setting` has made lines that fit
        document.set_font_size(size * text.width / wide * 0.99)
    document.set_xy(x + text.x, y + text.y)
    align = {0.0: "L", 0.5: "C", 1.0: "R"}[text.anchor]
    document.cell(text.width, text.size, shown, align=align)


def _choose_fonts(document: FPDF, text: Text) -> str:
    """Set the fonts of the text, the first for most of it; the text with □ for what none of them has."""
    found = runs(text.text, text.bold)
    paths = list(dict.fromkeys(path for path, _ in found if path is not None))
    if not paths or plain(text.text):
        document.set_text_shaping(False)
        document.set_fallback_fonts([])
        document.set_font("helvetica", "B" if text.bold else "")
        return text.text
    for path in paths:
        if path.stem.lower() not in document.fonts:
            document.add_font(path.stem.lower(), fname=path)
    first, *others = [path.stem.lower() for path in paths]
    document.set_font(first)
    document.set_fallback_fonts(others)
    document.set_text_shaping(True, direction="rtl" if text.rtl else "ltr")
    if len(found) == 1:
        return text.text  # with its joiners, which shape the letters
    known = iter("".join(letters for _, letters in found))
    return "".join(sign if sign in INVISIBLE else next(known) for sign in text.text)
