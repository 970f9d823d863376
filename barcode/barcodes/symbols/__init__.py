"""Draw codes: linear ones by python-barcode, square ones by zxing-cpp, both as plain modules."""

from barcodes.problems import EncodeError
from barcodes.symbols.encode import encode
from barcodes.symbols.spec import LINEAR, ModuleMatrix, Symbology, SymbolSpec
from barcodes.symbols.svg import path, svg

__all__ = ["LINEAR", "EncodeError", "ModuleMatrix", "SymbolSpec", "Symbology", "encode", "path", "svg"]
