"""A label as a plan in millimetres: texts, symbols and rules, the same for every printer and page."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from unicodedata import bidirectional

from barcodes.symbols.spec import ModuleMatrix


class Align(StrEnum):
    """`start` is the left of a Latin line and the right of a Persian one."""

    START = "start"
    CENTRE = "centre"
    END = "end"


def right_to_left(text: str) -> bool:
    """The first letter with a direction decides, as in Unicode's bidirectional algorithm."""
    return next((kind != "L" for c in text if (kind := bidirectional(c)) in {"L", "R", "AL"}), False)


@dataclass(frozen=True, slots=True)
class Text:
    """One line. `x`, `y`: the upper left of its box; `size`: the height of the line. `base`: whether the paragraph that it
    is cut from runs from right to left; without it the line itself tells. `setting.typeset` makes lines that fit."""

    x: float
    y: float
    width: float
    size: float
    text: str
    align: Align = Align.START
    bold: bool = False
    base: bool | None = None

    @property
    def rtl(self) -> bool:
        return right_to_left(self.text) if self.base is None else self.base

    @property
    def anchor(self) -> float:
        """Where the text begins, ends or is centred, 0 to 1 of the width."""
        if self.align is Align.CENTRE:
            return 0.5
        return 1.0 if (self.align is Align.END) != self.rtl else 0.0


@dataclass(frozen=True, slots=True)
class Symbol:
    """`x`, `y`: the upper left of its first dark module; the quiet zone lies around. `height`: of a linear code's bars."""

    x: float
    y: float
    matrix: ModuleMatrix
    module: float
    height: float = 0.0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height without quiet zones."""
        tall = self.height if self.matrix.linear else len(self.matrix.rows) * self.module
        return self.matrix.width * self.module, tall

    @property
    def quiet(self) -> tuple[float, float]:
        """The quiet zone beside and above; a linear code needs none above."""
        beside = self.matrix.quiet * self.module
        return beside, 0.0 if self.matrix.linear else beside

    def dots(self, dpmm: float) -> int:
        """Printer dots a module: whole ones, never more than planned, a twentieth of rounding aside."""
        return max(1, int(self.module * dpmm + 0.1))


@dataclass(frozen=True, slots=True)
class Rule:
    """A filled bar: a cut line, a ruler."""

    x: float
    y: float
    width: float
    height: float


Element = Text | Symbol | Rule


@dataclass(frozen=True, slots=True)
class Stock:
    """What lies in the printer: labels of one size, one a page or `columns` x `rows` on a sheet."""

    width: float
    height: float
    page: tuple[float, float] | None = None
    columns: int = 1
    rows: int = 1
    left: float = 0.0
    top: float = 0.0
    gap: tuple[float, float] = (0.0, 0.0)


STOCKS: Final = {
    "50x30": Stock(50, 30),
    "57x32": Stock(57, 32),
    "62x29": Stock(62, 29),
    "100x50": Stock(100, 50),
    "100x150": Stock(100, 150),
    "receipt": Stock(72, 120),
    "a4": Stock(210, 297),
    "a4-24": Stock(70, 37, (210, 297), 3, 8, 0, 0.5),
    "a4-21": Stock(63.5, 38.1, (210, 297), 3, 7, 7.2, 15.1, (2.5, 0)),
    "letter-30": Stock(66.7, 25.4, (215.9, 279.4), 3, 10, 4.8, 12.7, (3.1, 0)),
}
"""Common stock by name, sizes in millimetres."""


@dataclass(frozen=True, slots=True)
class Label:
    """A finished plan; every symbol in it has been read back.

    Each writer is loaded when it is asked for: PDF alone takes 35 MB, and a web process mostly gives out SVG.
    """

    width: float
    height: float
    elements: tuple[Element, ...]

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        return tuple(each for each in self.elements if isinstance(each, Symbol))

    def to_svg(self) -> str:
        """For the screen and for print from a browser."""
        from barcodes.labels.svg import label_svg

        return label_svg(self)

    def to_pdf(self) -> bytes:
        """One page of exactly this size. Raises FontMissing."""
        from barcodes.labels.pdf import pdf

        return pdf([self])

    def to_png(self, dpi: int = 203) -> bytes:
        """Black and white, whole dots a module. Raises FontMissing."""
        from barcodes.labels.raster import label_png

        return label_png(self, dpi)

    def to_zpl(self, dpmm: int = 8) -> str:
        """For label printers of 6, 8, 12 or 24 dots a millimetre. Raises FontMissing."""
        from barcodes.labels.zpl import label_zpl

        return label_zpl(self, dpmm)

    def to_escpos(self, width_dots: int = 576) -> bytes:
        """For receipt printers of 203 dpi. Raises FontMissing."""
        from barcodes.labels.escpos import label_escpos

        return label_escpos(self, width_dots)
