"""Codes that read back, and content that is refused with a sentence."""

import re

import pytest
import zxingcpp
from barcode.codex import Code128
from hypothesis import given
from hypothesis import strategies as st

from barcodes.labels.verify import Unreadable, prove, proven
from barcodes.symbols import EncodeError, ModuleMatrix, Symbology, SymbolSpec, encode, svg
from tests.barcodes.pixels import pixels, read_back

GS1 = "(01)09506000134352(10)LOT42(21)SN-0001"


@pytest.mark.parametrize("content", ["99", "990", "99A", "99-1", "99123456"])
def test_a_leading_99_is_kept(content):
    assert read_back(encode(SymbolSpec(Symbology.CODE128, content))) == content


@pytest.mark.xfail(strict=True, reason="python-barcode#251: when this passes, delete SafeCode128")
def test_python_barcode_alone_keeps_a_leading_99():
    rows = (Code128("99-1").build()[0],)
    assert read_back(ModuleMatrix(Symbology.CODE128, rows, "99-1", "99-1")) == "99-1"


@pytest.mark.parametrize(
    ("symbology", "content"),
    [
        ("code128", "SN (1)^~_"),
        ("gs1_128", GS1),
        ("code39", "ABC 123-./$+%"),
        ("ean13", "400638133393"),
        ("ean8", "96385074"),
        ("upca", "614141123452"),
        ("isbn13", "9783161484100"),
        ("itf", "14006381333935"),
        ("codabar", "A1234-5B"),
        ("pzn", "PZN-01234562"),
        ("datamatrix", "[)>\x1e06\x1d25SABC\x1e\x04"),
        ("gs1_datamatrix", GS1),
        ("qr", "https://desk.example/01/09506000134352/21/SN%2F1"),
        ("qr", "گارانتی"),
        ("gs1_qr", GS1),
        ("aztec", "hello"),
        ("pdf417", "hello world"),
    ],
)
def test_every_symbology_reads_back(symbology, content):
    matrix = encode(SymbolSpec(Symbology(symbology), content))
    assert read_back(matrix) == matrix.content


def test_separators_stand_where_they_must():
    assert encode(SymbolSpec(Symbology.GS1_DATAMATRIX, GS1)).content == "010950600013435210LOT42\x1d21SN-0001"


@pytest.mark.parametrize(
    ("symbology", "content", "sentence"),
    [
        ("code128", "", "takes 1 to 80"),
        ("code128", "سریال", "takes 1 to 80"),
        ("code39", "a_b", "takes 1 to 40"),
        ("code39", "A/B", "no letter behind"),
        ("ean13", "4006381333932", "should end in 1"),
        ("ean13", "40063813339310", "takes 13 digits"),
        ("isbn13", "4006381333931", "begins with 978"),
        ("itf", "123", "even number"),
        ("codabar", "1234", "between two of A"),
        ("pzn", "01234567", "should end in"),
        ("gs1_128", "(01)09506000134353", "wrong check digit"),
        ("gs1_datamatrix", "(01)09506000134352(17)261340", "impossible date"),
        ("gs1_qr", "(99999)1", "no GS1 element"),
        ("gs1_datamatrix", "(21)A(21)B", "once only"),
        ("gs1_128", "(01)09506000134352(10)" + "A" * 20 + "(21)" + "B" * 20, "Use a DataMatrix"),
        ("qr", "", "1 to 1,200"),
    ],
)
def test_unfit_content_is_refused_with_what_to_change(symbology, content, sentence):
    with pytest.raises(EncodeError, match=sentence):
        encode(SymbolSpec(Symbology(symbology), content))


@given(st.from_regex(r"[ -~]{1,40}", fullmatch=True))
def test_any_text_of_a_keyboard_reads_back_from_code_128_or_is_not_printed(content):
    matrix = encode(SymbolSpec(Symbology.CODE128, content))
    assert read_back(matrix) == content or not proven(matrix)


def test_bars_that_pass_for_another_code_are_not_printed():
    matrix = encode(SymbolSpec(Symbology.CODE128, "99Rj]3,Cla,2NV4"))
    with pytest.raises(Unreadable, match="something else"):
        prove(matrix)


@given(st.from_regex(r"[!%-?A-Z_a-z\"]{1,20}", fullmatch=True), st.from_regex(r"[!%-?A-Z_a-z\"]{1,20}", fullmatch=True))
def test_any_lot_and_serial_read_back_from_a_gs1_datamatrix(lot, serial):
    matrix = encode(SymbolSpec(Symbology.GS1_DATAMATRIX, f"010950600013435210{lot}\x1d21{serial}"))
    assert read_back(matrix) == f"010950600013435210{lot}\x1d21{serial}"


def test_an_svg_is_one_path_with_quiet_zones():
    drawn = svg(encode(SymbolSpec(Symbology.CODE128, "A<&1")))
    assert drawn.count("<path") == 1
    assert "translate(10 0)" in drawn
    assert "A&lt;&amp;1</text>" in drawn


def test_the_svg_path_holds_the_very_modules():
    matrix = encode(SymbolSpec(Symbology.DATAMATRIX, "SN-1"))
    assert _painted(svg(matrix), len(matrix.rows)) == list(matrix.rows)


def _painted(drawn: str, size: int) -> list[str]:
    grid = [["0"] * size for _ in range(size)]
    for row in re.search(r' d="([^"]+)"', drawn)[1].split("M")[1:]:
        x, y = 0, int(row.split()[1].split("m")[0])
        for step, width in re.findall(r"m(\d+) 0h(\d+)", row):
            x += int(step)
            grid[y][x : x + int(width)] = "1" * int(width)
    return ["".join(row) for row in grid]


def test_the_reader_that_proves_it_is_not_asked_for_its_readable_form():
    found = zxingcpp.read_barcodes(
        pixels(encode(SymbolSpec(Symbology.GS1_DATAMATRIX, GS1))), text_mode=zxingcpp.TextMode.Plain
    )
    assert found[0].symbology_identifier == "]d2"
