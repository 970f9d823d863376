"""Put codes where they fit: the largest whole modules, quiet zones kept free."""

from typing import Final

from barcodes.labels.model import Symbol
from barcodes.labels.verify import proven
from barcodes.problems import EncodeError
from barcodes.symbols import ModuleMatrix, Symbology, SymbolSpec, encode

LINEAR_MODULES: Final = (0.5, 0.375, 0.25)
"""Millimetres: 4, 3 and 2 dots at 203 dpi, 6, 4 and 3 at 300."""
SQUARE_MODULES: Final = (1.0, 0.875, 0.75, 0.625, 0.5, 0.375)
FINEST: Final[dict[Symbology, tuple[float, ...]]] = {Symbology.DATAMATRIX: (0.25,)}
"""Two dots at 203 dpi, where a long text leaves no other way. Scanners read it; a QR is for phones, which want more."""
MARGIN: Final = 1.5


def fitted(content: ModuleMatrix, width: float, height: float) -> float | None:
    """The largest module with which the symbol and its quiet zones fit, or None."""
    quiet = 2 * content.quiet
    modules: tuple[float, ...] = (
        LINEAR_MODULES if content.linear else (*SQUARE_MODULES, *FINEST.get(content.symbology, ()))
    )
    for module in modules:
        tall = 0 if content.linear else (len(content.rows) + quiet) * module
        if (content.width + quiet) * module <= width + 1e-6 and tall <= height + 1e-6:
            return module
    return None


def bars(content: str, x: float, y: float, width: float, height: float) -> Symbol | None:
    """A Code 128 centred in a box, or None where it is too long for it or would be read as something else."""
    matrix = encode(SymbolSpec(Symbology.CODE128, content))
    module = fitted(matrix, width, height)
    if module is None or not proven(matrix):
        return None
    return Symbol(x + (width - matrix.width * module) / 2, y, matrix, module, height)


def must_bars(content: str, x: float, y: float, width: float, height: float) -> Symbol:
    """As `bars`. Raises EncodeError where it does not fit."""
    symbol = bars(content, x, y, width, height)
    if symbol is None:
        raise EncodeError(f"'{content}' has no readable bars of {width:g} mm. Take wider stock or a shorter code.")
    return symbol


def square(spec: SymbolSpec, x: float, y: float, width: float, height: float) -> Symbol:
    """A square code in the upper left of a box, its quiet zone inside. Raises EncodeError where it does not fit."""
    matrix = encode(spec)
    module = fitted(matrix, width, height)
    if module is None:
        raise EncodeError(f"The code is too large for {width:g} x {height:g} mm. Take larger stock or less text.")
    return Symbol(x + matrix.quiet * module, y + matrix.quiet * module, matrix, module)
