"""One door for all codes: check the content first, since the libraries below silently cut or replace."""

from barcodes.symbols.content import checked
from barcodes.symbols.linear import linear_modules
from barcodes.symbols.matrix import matrix_modules
from barcodes.symbols.spec import LINEAR, ModuleMatrix, SymbolSpec


def encode(spec: SymbolSpec) -> ModuleMatrix:
    """The modules of a symbol that reads back as its content.

    Raises EncodeError, with what to change, for content that the symbology cannot hold, a wrong check digit, an
    impossible date in a GS1 code, or an empty one.
    """
    content = checked(spec)
    if spec.symbology in LINEAR:
        rows = linear_modules(spec.symbology, content.carried)
    else:
        rows = matrix_modules(spec.symbology, content.bracketed or content.carried)
    return ModuleMatrix(spec.symbology, rows, content.carried, content.text)
