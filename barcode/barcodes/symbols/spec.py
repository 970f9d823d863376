"""What is to be drawn, and what drawing gives: modules, dark or light."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Symbology(StrEnum):
    """The codes that read back. Aliases of python-barcode are not among them: its `gs1` is ISBN-13, its `gtin` EAN-14."""

    CODE128 = "code128"
    GS1_128 = "gs1_128"
    CODE39 = "code39"
    EAN13 = "ean13"
    EAN8 = "ean8"
    UPCA = "upca"
    ISBN13 = "isbn13"
    ITF = "itf"
    CODABAR = "codabar"
    PZN = "pzn"
    DATAMATRIX = "datamatrix"
    GS1_DATAMATRIX = "gs1_datamatrix"
    QR = "qr"
    GS1_QR = "gs1_qr"
    AZTEC = "aztec"
    PDF417 = "pdf417"


LINEAR: Final = frozenset(list(Symbology)[:10])
_QUIET: Final = {
    Symbology.EAN13: 11, Symbology.ISBN13: 11, Symbology.EAN8: 7, Symbology.UPCA: 9, Symbology.ITF: 10,
    Symbology.DATAMATRIX: 1, Symbology.GS1_DATAMATRIX: 1, Symbology.QR: 4, Symbology.GS1_QR: 4, Symbology.AZTEC: 1,
    Symbology.PDF417: 2,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SymbolSpec:
    """`content` as it shall be read. GS1 codes take an element string with separators (`\\x1d`) or `(01)…(21)…`."""

    symbology: Symbology
    content: str


@dataclass(frozen=True, slots=True)
class ModuleMatrix:
    """`rows` of `1` (dark) and `0`, one row for linear codes. `quiet`: modules that stay light on each side.

    `content` is what a reader gives back, `text` what stands below the bars for people.
    """

    symbology: Symbology
    rows: tuple[str, ...]
    content: str
    text: str

    @property
    def quiet(self) -> int:
        """At least what the standards ask for; 10 for Code 128 and Code 39, whatever the library says."""
        return _QUIET.get(self.symbology, 10)

    @property
    def linear(self) -> bool:
        return len(self.rows) == 1

    @property
    def width(self) -> int:
        """In modules, without quiet zones."""
        return len(self.rows[0])
