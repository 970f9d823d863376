"""Scans and labels: speed per CPU second, and what must be nought. `make bench-barcodes`; figures in out/barcodes.json.

`--data DIR` names zxing-cpp's sample folders (default ../shared/data/barcodes); without it recognition is left out.
"""

import argparse
import random
import re
import time
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path

import zxingcpp
from PIL import Image, ImageFilter

from barcodes import ScanHints, Source, make_token, parse_scan
from barcodes.checks import gs1_check_digit
from barcodes.images import FORMATS, decode_image
from barcodes.labels import ItemLabel, Template, render_label, verify
from barcodes.labels.pdf import pdf
from barcodes.labels.raster import module_image
from barcodes.labels.verify import proven
from barcodes.layouts import LAYOUTS, type_with
from barcodes.symbols import ModuleMatrix, Symbology, SymbolSpec, encode, svg
from barcodes.tokens import token_body
from benchmarks.measure import Figure, write

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "barcodes"
SERIALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
GS1_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-/.()_+*%&'\"!,:;<=>?"
SEPARATORS = ("", "|", "#", "~", "^]", "<GS>", "\u241d", "{GS}", "\t", "?", "_")
TYPED_SEPARATORS = ("\x1d", "|", "#", "")
RANDOM = random.Random(20)


def _word(signs: str, longest: int, shortest: int = 1) -> str:
    return "".join(RANDOM.choices(signs, k=RANDOM.randint(shortest, longest)))


def _gtin(length: int = 14) -> str:
    body = _word("0123456789", length - 1, length - 1)
    return body + gs1_check_digit(body)


def rate(act: Callable[[str], object], values: Iterable[str]) -> float:
    """Calls per CPU second, the best of three rounds: other work on the machine only ever slows them."""
    values = list(values)
    best = 0.0
    for _ in range(3):
        begun = time.process_time()
        for value in values:
            act(value)
        best = max(best, len(values) / (time.process_time() - begun))
    return best


def speeds() -> list[Figure]:
    tokens = [make_token(f"TEH-R-{at:06}") for at in range(10_000)]
    plain = [RANDOM.choice((f"SN{at:08}", _gtin(13), f"XY-{at:06}Z")) for at in range(10_000)]
    labels = [f"]C101{_gtin()}17271231{'10'}{_word(SERIALS, 12)}\x1d21{_word(SERIALS, 12)}" for _ in range(5_000)]
    labels += [text[3:].replace("\x1d", RANDOM.choice("\x1d|")) for text in labels]
    parse_scan(labels[0])
    symbols = [f"SN-{at:08}" for at in range(4_000)]
    drawn = min(
        rate(lambda text: svg(encode(SymbolSpec(Symbology.CODE128, text))), symbols),
        rate(lambda text: svg(encode(SymbolSpec(Symbology.DATAMATRIX, text))), symbols),
    )
    return [
        Figure("own_token_per_s", rate(parse_scan, tokens), "1/CPU s", "parse_scan", 50_000, at_least=True),
        Figure("serial_per_s", rate(parse_scan, plain), "1/CPU s", "serials and GTINs", 10_000, at_least=True),
        Figure("gs1_per_s", rate(parse_scan, labels), "1/CPU s", "01+17+10+21, half with AIM", 3_000, at_least=True),
        Figure("symbols_per_s", drawn, "1/CPU s", "Code 128 or DataMatrix to SVG, the slower", 10_000, at_least=True),
    ]


def prints() -> list[Figure]:
    def item(at: int) -> ItemLabel:
        return ItemLabel(f"SN-{at:07}", "4006381333931", name="گارانتی دریل برقی", lines=("Drill D-100",))

    begun = time.process_time()
    labels = [render_label(Template.ITEM, item(at)) for at in range(1000)]
    made = time.process_time() - begun
    begun = time.process_time()
    pdf(labels)
    paper = time.process_time() - begun
    begun = time.process_time()
    for label in labels:
        label.to_zpl()
    zebra = time.process_time() - begun
    unfit = sum(bool(verify(label, dpi)) for label in labels[:100] for dpi in (203, 300))
    return [
        Figure("pdf_1000_cpu_s", made + paper, "CPU s", "item labels with a Persian line, read back", 5),
        Figure("zpl_1000_cpu_s", made + zebra, "CPU s", "the same", 10),
        Figure("labels_unfit", unfit, "labels", "200 verified at 203 and 300 dpi", 0),
    ]


def _isbn() -> str:
    body = "978" + _word("0123456789", 9, 9)
    return body + gs1_check_digit(body)


def _code39() -> str:
    while True:
        content = _word(SERIALS + ".$/+%", 14, 2)
        if not re.search("[$/+%][A-Z]", content):
            return content


def _any() -> str:
    return RANDOM.choice(("99", "99-", "", "", "")) + _word("".join(map(chr, range(33, 127))), 20, 2)


def _pzn() -> str:
    while True:
        body = _word("0123456789", 7, 7)
        check = sum(int(c) * at for at, c in enumerate(body, start=1)) % 11
        if check < 10:
            return f"{body}{check}"


CONTENTS: dict[Symbology, Callable[[], str]] = {
    Symbology.CODE128: _any,
    Symbology.GS1_128: lambda: f"01{_gtin()}10{_word(GS1_SIGNS, 10)}\x1d21{_word(GS1_SIGNS, 10)}",
    Symbology.CODE39: _code39,
    Symbology.EAN13: lambda: _gtin(13),
    Symbology.EAN8: lambda: _gtin(8),
    Symbology.UPCA: lambda: _gtin(12),
    Symbology.ISBN13: _isbn,
    Symbology.ITF: _gtin,
    Symbology.CODABAR: lambda: f"A{_word('0123456789-$:/.+', 12, 2)}B",
    Symbology.PZN: _pzn,
    Symbology.DATAMATRIX: _any,
    Symbology.GS1_DATAMATRIX: lambda: f"01{_gtin()}10{_word(GS1_SIGNS, 20)}\x1d21{_word(GS1_SIGNS, 20)}",
    Symbology.QR: _any,
    Symbology.GS1_QR: lambda: f"01{_gtin()}10{_word(GS1_SIGNS, 20)}\x1d21{_word(GS1_SIGNS, 20)}",
    Symbology.AZTEC: _any,
    Symbology.PDF417: _any,
}


def _page(matrix: ModuleMatrix, scale: int = 3) -> Image.Image:
    modules, quiet = module_image(matrix), matrix.quiet
    tall = 20 if matrix.linear else modules.height
    page = Image.new("L", (modules.width + 2 * quiet, tall + 2 * quiet), 255)
    page.paste(modules.resize((modules.width, tall), Image.Resampling.NEAREST), (quiet, quiet))
    return page.resize((page.width * scale, page.height * scale), Image.Resampling.NEAREST)


def identity(count: int) -> list[Figure]:
    """encode, draw, decode, parse: exactly what went in, or no print; for every symbology that is printed."""
    failures = refused = 0
    for at in range(count):
        symbology = list(Symbology)[at % len(Symbology)]
        matrix = encode(SymbolSpec(symbology, CONTENTS[symbology]()))
        if _same(matrix, zxingcpp.read_barcodes(_page(matrix), text_mode=zxingcpp.TextMode.Plain)):
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
        lot, serial, gtin = _word(SERIALS, 20), _word(SERIALS, 20), _gtin()
        if token_body(serial) is not None:
            continue
        arrived, truth = serial, (None, None, serial)
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


def recognition(data: Path) -> list[Figure]:
    ours = bare = false = 0
    for path in sorted(data.glob("*/*")):
        if path.suffix in {".txt", ".bin"}:
            continue
        found = bool(decode_image(path.read_bytes(), deadline_ms=10_000))
        if path.parent.name.startswith("falsepositives"):
            false += found
            continue
        ours += found
        bare += bool(zxingcpp.read_barcodes(Image.open(path), FORMATS, text_mode=zxingcpp.TextMode.Plain))
    return [
        Figure(
            "recognition_vs_bare",
            ours / bare,
            "ratio",
            f"{ours} pictures against {bare} by bare zxing-cpp",
            1,
            at_least=True,
        ),
        Figure("false_positives", false, "pictures", "pictures without a code", 0),
    ]


def photos(count: int) -> Figure:
    """Twelve megapixels with noise, tilt and blur, as JPEG; decoding the JPEG included."""
    spent = []
    for at in range(count):
        data = _photo(at)
        begun = time.process_time()
        found = decode_image(data)
        spent.append((time.process_time() - begun) * 1000 if found else 10_000.0)
    spent.sort()
    return Figure(
        "photo_12mp_p95_cpu_ms", spent[int(0.95 * (count - 1))], "CPU ms", f"{count} photos, all must be read", 150
    )


def _photo(at: int) -> bytes:
    specs = (
        SymbolSpec(Symbology.CODE128, f"SN-{at:06}"),
        SymbolSpec(Symbology.GS1_DATAMATRIX, f"(01)04006381333931(21)SN-{at}"),
        SymbolSpec(Symbology.QR, f"https://desk.example/01/04006381333931/21/SN-{at}"),
    )
    symbol = _page(encode(specs[at % 3]), RANDOM.choice((6, 8, 10)))
    if at % 3 == 0:
        symbol = symbol.resize((symbol.width, symbol.height * 2))
    symbol = symbol.rotate(RANDOM.uniform(-15, 15), expand=True, fillcolor=235, resample=Image.Resampling.BICUBIC)
    page = Image.effect_noise((4000, 3000), 40)
    page.paste(symbol, (RANDOM.randint(0, 1500), RANDOM.randint(0, 1000)))
    out = BytesIO()
    page.filter(ImageFilter.GaussianBlur(1)).convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=DATA)
    options.add_argument("--values", type=int, default=100_000, help="values for identity and silent losses")
    options.add_argument("--photos", type=int, default=40)
    given = options.parse_args()
    figures = [*speeds(), *prints(), *identity(given.values), silent_losses(given.values)]
    if given.data.is_dir():
        figures += recognition(given.data)
    else:
        print(f"{given.data} is not there: recognition is left out.")
    figures.append(photos(given.photos))
    write("barcodes", figures)
    if not all(each.ok for each in figures):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
