"""Random contents of every symbology, and whether they come back as they went in."""

import random
import re
from collections.abc import Callable

import zxingcpp
from PIL import Image

from barcodes import ScanHints, Source, parse_scan
from barcodes.checks import gs1_check_digit
from barcodes.labels.raster import module_image
from barcodes.labels.verify import proven
from barcodes.layouts import LAYOUTS, type_with
from barcodes.symbols import ModuleMatrix, Symbology, SymbolSpec, encode
from barcodes.tokens import token_body
from benchmarks.measure import Figure

SERIALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
GS1_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-/.()_+*%&'\"!,:;<=>?"
SEPARATORS = ("", "|", "#", "~", "^]", "<GS>", "\u241d", "{GS}", "\t", "?", "_")
TYPED_SEPARATORS = ("\x1d", "|", "#", "")
RANDOM = random.Random(20)


def word(signs: str, longest: int, shortest: int = 1) -> str:
    return "".join(RANDOM.choices(signs, k=RANDOM.randint(shortest, longest)))


def gtin_of(length: int = 14) -> str:
    body = word("0123456789", length - 1, length - 1)
    return body + gs1_check_digit(body)


def _isbn() -> str:
    body = "978" + word("0123456789", 9, 9)
    return body + gs1_check_digit(body)


def _code39() -> str:
    while True:
        content = word(SERIALS + ".$/+%", 14, 2)
        if not re.search("[$/+%][A-Z]", content):
            return content


def _any() -> str:
    return RANDOM.choice(("99", "99-", "", "", "")) + word("".join(map(chr, range(33, 127))), 20, 2)


def _pzn() -> str:
    while True:
        body = word("0123456789", 7, 7)
        check = sum(int(c) * at for at, c in enumerate(body, start=1)) % 11
        if check < 10:
            return f"{body}{check}"


CONTENTS: dict[Symbology, Callable[[], str]] = {
    Symbology.CODE128: _any,
    Symbology.GS1_128: lambda: f"01{gtin_of()}10{word(GS1_SIGNS, 10)}\x1d21{word(GS1_SIGNS, 10)}",
    Symbology.CODE39: _code39,
    Symbology.EAN13: lambda: gtin_of(13),
    Symbology.EAN8: lambda: gtin_of(8),
    Symbology.UPCA: lambda: gtin_of(12),
    Symbology.ISBN13: _isbn,
    Symbology.ITF: gtin_of,
    Symbology.CODABAR: lambda: f"A{word('0123456789-$:/.+', 12, 2)}B",
    Symbology.PZN: _pzn,
    Symbology.DATAMATRIX: _any,
    Symbology.GS1_DATAMATRIX: lambda: f"01{gtin_of()}10{word(GS1_SIGNS, 20)}\x1d21{word(GS1_SIGNS, 20)}",
    Symbology.QR: _any,
    Symbology.GS1_QR: lambda: f"01{gtin_of()}10{word(GS1_SIGNS, 20)}\x1d21{word(GS1_SIGNS, 20)}",
    Symbology.AZTEC: _any,
    Symbology.PDF417: _any,
}


def page(matrix: ModuleMatrix, scale: int = 3) -> Image.Image:
    modules, quiet = module_image(matrix), matrix.quiet
    tall = 20 if matrix.linear else modules.height
    paper = Image.new("L", (modules.width + 2 * quiet, tall + 2 * quiet), 255)
    paper.paste(modules.resize((modules.width, tall), Image.Resampling.NEAREST), (quiet, quiet))
    return paper.resize((paper.width * scale, paper.height * scale), Image.Resampling.NEAREST)


def identity(count: int) -> list[Figure]:
    """encode, draw, decode, parse: exactly what went in, or no print; for every symbology that is printed."""
    failures = refused = 0
    for at in range(count):
        symbology = list(Symbology)[at % len(Symbology)]
        matrix = encode(SymbolSpec(symbology, CONTENTS[symbology]()))
        if _same(matrix, zxingcpp.read_barcodes(page(matrix), text_mode=zxingcpp.TextMode.Plain)):
            continue
        if proven(matrix):
            failures += 1
        else:
            refused += 1
    scope = f"{count} values, {len(Symbology)} symbologies"
    return [
        Figure("identity_failures", failures, "values", scope, 0),
        Figure("identity_refused", refused, "values", "would read as something else, so never printed"),
    ]


def _same(matrix: ModuleMatrix, found: list[zxingcpp.Barcode]) -> bool:
    if len(found) != 1 or found[0].bytes.decode("latin-1") != matrix.content:
        return False
    result = parse_scan(found[0].bytes, ScanHints(aim=found[0].symbology_identifier, source=Source.CAMERA))
    if result.normalized != matrix.content:
        return False
    if matrix.symbology.startswith("gs1"):
        best, rest = result.best, matrix.content[18:].split("\x1d21", 1)
        return (best.gtin, best.batch, best.serial) == (matrix.content[2:16], rest[0], rest[1])
    return any(
        matrix.content in {key.serial, key.code, (key.gtin or "")[-len(matrix.content) :]} for key in result.lookup_keys
    )


def silent_losses(count: int) -> Figure:
    """Separator dropped or replaced, keyboard wrong: the right answer or a question, never another answer.

    A serial that ends in a hyphen and a right check character is an own token by decision, and left out.
    """
    hints, lost, made = ScanHints(source=Source.WEDGE), 0, 0
    while made < count:
        layout = LAYOUTS[made % len(LAYOUTS)]
        lot, serial, gtin = word(SERIALS, 20), word(SERIALS, 20), gtin_of()
        if token_body(serial) is not None:
            continue
        arrived = serial
        truth: tuple[str | None, str | None, str] = (None, None, serial)
        if made % 2:
            separators = SEPARATORS if layout == "us" else TYPED_SEPARATORS
            arrived, truth = f"01{gtin}10{lot}{RANDOM.choice(separators)}21{serial}", (gtin, lot, serial)
        result = parse_scan(type_with(arrived, layout) if layout != "us" else arrived, hints)
        best = result.best
        lost += (best.gtin, best.batch, best.serial) != truth and not result.ambiguous
        made += 1
    return Figure(
        "silent_losses", lost, "scans", f"{count} scans, {len(LAYOUTS)} layouts, {len(SEPARATORS)} separators", 0
    )
