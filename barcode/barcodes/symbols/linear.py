"""Linear codes: python-barcode computes the modules, we draw them. Its own writers are slow and its quiet zones short."""

from collections.abc import Callable
from typing import Final

from barcode.base import Barcode
from barcode.charsets import code128 as tables
from barcode.codabar import CODABAR
from barcode.codex import Code39, Code128, Gs1_128
from barcode.ean import EuropeanArticleNumber8, EuropeanArticleNumber13
from barcode.itf import ITF
from barcode.upc import UniversalProductCodeA

from barcodes.gs1.table import GS
from barcodes.problems import EncodeError
from barcodes.symbols.spec import Symbology


class SafeCode128(Code128):
    """Code 128 that keeps a leading `99`.

    python-barcode 0.16.1 takes the data 99 for the switch to code set C and drops it (python-barcode#251, mended in
    #263, not released). Delete this class when the test of the plain one begins to pass.
    """

    def _try_to_optimize(self, encoded: list[int]) -> list[int]:
        if encoded[1] in (100, 101):  # a real switch to code set B or A
            encoded[:2] = [tables.TO[encoded[1]]]
        return encoded


_FNC1: Final = "\xf1"


def linear_modules(symbology: Symbology, content: str) -> tuple[str, ...]:
    """One row of modules for content that was checked. Raises EncodeError if the library refuses it all the same."""
    try:
        return (_CLASSES[symbology](content).build()[0].replace("G", "1"),)
    except Exception as error:  # the library raises IndexError, KeyError and its own kinds
        raise EncodeError(f"'{content[:40]}' cannot be drawn as {symbology}: {error!r}.") from error


_CLASSES: Final[dict[Symbology, Callable[[str], Barcode]]] = {
    Symbology.CODE128: SafeCode128,
    Symbology.GS1_128: lambda content: Gs1_128(content.replace(GS, _FNC1)),
    Symbology.CODE39: lambda content: Code39(content, add_checksum=False),
    Symbology.PZN: lambda content: Code39(content, add_checksum=False),
    Symbology.EAN13: lambda content: EuropeanArticleNumber13(content[:12]),
    Symbology.ISBN13: lambda content: EuropeanArticleNumber13(content[:12]),
    Symbology.EAN8: lambda content: EuropeanArticleNumber8(content[:7]),
    Symbology.UPCA: lambda content: UniversalProductCodeA(content[1:12]),
    Symbology.ITF: lambda content: ITF(content, narrow=1, wide=3),
    Symbology.CODABAR: lambda content: CODABAR(content, narrow=1, wide=3),
}
