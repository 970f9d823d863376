"""Labels: every code on them reads back, on paper, on a label printer and on a receipt."""

import base64
import json
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from barcodes import make_token, parse_scan
from barcodes.commands import Command, command_token
from barcodes.images import decode_image
from barcodes.labels import (
    STOCKS,
    CalibrationLabel,
    ClaimSlip,
    CommandSheet,
    EncodeError,
    FontMissing,
    ItemLabel,
    Label,
    OrderTag,
    PartLabel,
    ShelfLabel,
    Template,
    Unreadable,
    fonts,
    raster,
    render_label,
    verify,
)
from barcodes.labels.model import Symbol, Text
from barcodes.labels.pdf import sheet
from barcodes.labels.shaping import visible
from barcodes.labels.verify import prove
from barcodes.symbols import ModuleMatrix, Symbology
from tests.peer import missing, program

ROOT = Path(__file__).parents[2]
NODE = next((path for path in (shutil.which("node"), ROOT / ".venv/bin/node") if path and Path(path).exists()), None)
RENDERER = ROOT / "node_modules/zpl-renderer-js"
GTIN, TOKEN = "4006381333931", make_token("TEH-R-000123")
LABELS = {
    Template.ITEM: ItemLabel("SN-0001234", GTIN, name="گارانتی دریل", lines=("Drill D-100",)),
    Template.ORDER: OrderTag(TOKEN, "TEH-R-000123", "Ada", ("Drill D-100",)),
    Template.PART: PartLabel("P-BAT", GTIN, "L-1", "باتری", "A-12"),
    Template.SHELF: ShelfLabel(make_token("S-TEH-A12"), "A-12", "انبار"),
    Template.CLAIM: ClaimSlip(f"https://desk.example/01/0{GTIN}/21/SN-1", "TEH-T-000123", "رسید", ("Drill",)),
    Template.COMMANDS: CommandSheet(
        [(command_token(each), each.lower()) for each in Command if each is not Command.REASON], "میز کار"
    ),
    Template.CALIBRATION: CalibrationLabel("Scan both codes"),
}


@pytest.fixture(scope="module", params=list(LABELS))
def label(request):
    return render_label(request.param, LABELS[request.param])


def _contents(label):
    return sorted(each.matrix.content for each in label.symbols)


def _read(image):
    return sorted(
        each.bytes.decode("latin-1") for each in zxingcpp.read_barcodes(image, text_mode=zxingcpp.TextMode.Plain)
    )


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_every_label_is_fit_to_print(label, dpi):
    assert verify(label, dpi) == []


@pytest.mark.parametrize("dpi", [203, 300])
def test_a_png_reads_back(label, dpi):
    assert _read(Image.open(BytesIO(label.to_png(dpi)))) == _contents(label)


def test_a_picture_of_the_sheet_shows_coarse_and_fine_codes():
    sheet = [("CMD-STOP-M", "stop"), ("CMD-REASON-WRONG-PART-N", "wrong part"), ("CMD-START-C", "start")]
    label = render_label(Template.COMMANDS, CommandSheet(sheet, "Commands"))
    assert {each.scan.raw for each in decode_image(label.to_png(203))} == {code for code, _ in sheet}


@pytest.mark.peer
@pytest.mark.parametrize("dpi", [203, 300])
def test_a_pdf_reads_back(label, dpi, tmp_path):
    (tmp_path / "label.pdf").write_bytes(label.to_pdf())
    assert [_read(page) for page in _pages(tmp_path / "label.pdf", dpi)] == [_contents(label)]


def _pages(path, dpi):
    subprocess.run([program("pdftoppm"), "-r", str(dpi), "-gray", path, path.with_suffix("")], check=True)
    return [Image.open(page) for page in sorted(path.parent.glob("*.pgm"))]


@pytest.mark.peer
@pytest.mark.parametrize("stock", ["a4-24", "a4-21", "letter-30"])
def test_a_sheet_reads_back_beginning_at_a_later_place(stock, tmp_path):
    labels = [
        render_label(Template.ITEM, ItemLabel(f"SN-{at:04}", GTIN, name="دریل"), STOCKS[stock]) for at in range(30)
    ]
    (tmp_path / "sheet.pdf").write_bytes(sheet(labels, STOCKS[stock], first=5))
    pages = _pages(tmp_path / "sheet.pdf", 300)
    assert len(pages) == 2
    assert sorted(code for page in pages for code in _read(page)) == sorted(
        code for label in labels for code in _contents(label)
    )


@pytest.mark.peer
@pytest.mark.parametrize("dpmm", [8, 12])
def test_zpl_reads_back(dpmm):
    labels = [render_label(template, data) for template, data in LABELS.items()]
    labels += [_one(Symbology.CODE128, text) for text in ("99-1", "A>^~_1", "SN12345678901")]
    labels += [_one(Symbology.DATAMATRIX, text) for text in ("A^~_|1", "a\\b_^")]
    labels += [
        _one(Symbology.GS1_128, f"010{GTIN}10A\x1d21B1"),
        _one(Symbology.GS1_DATAMATRIX, f"010{GTIN}10A_1\x1d21B"),
        _one(Symbology.EAN13, GTIN),
    ]
    drawn = _rendered([(each.to_zpl(dpmm), each.width, each.height) for each in labels], dpmm)
    assert [_read(image) for image in drawn] == [_contents(each) for each in labels]


def _one(symbology, content):
    from barcodes.symbols import SymbolSpec, encode

    return Label(
        80, 40, (Symbol(8, 8, encode(SymbolSpec(symbology, content)), 0.5 if "matrix" in symbology else 0.25, 12),)
    )


def _rendered(labels, dpmm):
    if NODE is None or not RENDERER.is_dir():
        missing("zpl-renderer-js or Node is not here; `make setup` installs both.")
    script = (
        "const {ready}=require('zpl-renderer-js');const fs=require('fs');(async()=>{const {api}=await ready;const out=[];"
        f"for(const [z,w,h] of JSON.parse(fs.readFileSync(0)))out.push(await api.zplToBase64Async(z,w,h,{dpmm}));"
        "fs.writeSync(1,out.join('\\n'));process.exit(0)})()"
    )
    done = subprocess.run(
        [NODE, "-e", script], input=json.dumps(labels), cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [Image.open(BytesIO(base64.b64decode(image))).convert("L") for image in done.stdout.split()]


def test_a_receipt_reads_back_from_its_raster():
    label = render_label(Template.CLAIM, LABELS[Template.CLAIM])
    data, rows = label.to_escpos(), []
    while (at := data.find(b"\x1dv0\x00")) >= 0:
        wide, tall = int.from_bytes(data[at + 4 : at + 6], "little"), int.from_bytes(data[at + 6 : at + 8], "little")
        rows.append(data[at + 8 : at + 8 + wide * tall])
        data = data[at + 8 + wide * tall :]
    ink = b"".join(rows)
    assert _read(
        Image.frombytes("1", (576, len(ink) // 72), ink).convert("L").point(lambda value: 255 - value)
    ) == _contents(label)


def test_what_is_wider_than_the_paper_is_refused():
    with pytest.raises(ValueError, match="narrower stock"):
        render_label(Template.CALIBRATION, LABELS[Template.CALIBRATION]).to_escpos()


def test_an_svg_holds_its_codes_and_words():
    drawn = render_label(Template.ITEM, LABELS[Template.ITEM]).to_svg()
    assert drawn.count("<path") == 2
    assert 'direction="rtl"' in drawn
    assert "گارانتی دریل" in drawn


@settings(max_examples=60)
@given(st.from_regex(r"[!-~]{1,20}", fullmatch=True), st.sampled_from(["", GTIN]))
def test_a_scan_of_an_item_label_gives_its_serial(serial, gtin):
    label = render_label(Template.ITEM, ItemLabel(serial, gtin), STOCKS["100x50"])
    square = next(each.matrix for each in label.symbols if not each.matrix.linear)
    aim = "]d2" if square.symbology is Symbology.GS1_DATAMATRIX else "]d1"
    assert serial in {
        key.serial or key.code for key in parse_scan(aim + square.content).lookup_keys
    } or serial.startswith("]")


@pytest.mark.parametrize(
    ("template", "data", "sentence"),
    [
        (Template.ITEM, ItemLabel("SN-1", "4006381333932"), "wrong check digit"),
        (Template.ITEM, ItemLabel("SN-1", "ABC"), "no GTIN"),
        (Template.ITEM, ItemLabel(), "takes 1 to"),
        (Template.ORDER, OrderTag("A" * 60, "1"), "wider stock"),
        (Template.CLAIM, ClaimSlip("https://x/" + "a" * 1100, "1"), "larger stock"),
        (Template.COMMANDS, CommandSheet([]), "1 to 24"),
    ],
)
def test_what_cannot_be_printed_says_what_to_change(template, data, sentence):
    with pytest.raises(EncodeError, match=sentence):
        render_label(template, data)


def test_data_of_another_template_is_refused():
    with pytest.raises(TypeError, match="takes OrderTag"):
        render_label(Template.ORDER, ItemLabel("S1"))


def test_a_symbol_that_does_not_read_back_is_never_given_out():
    broken = ModuleMatrix(Symbology.CODE128, ("1101001000010011",), "SN-1", "SN-1")
    with pytest.raises(Unreadable, match="Print it as a DataMatrix"):
        prove(broken)


def test_a_text_in_the_quiet_zone_is_found():
    label = render_label(Template.ORDER, LABELS[Template.ORDER])
    spoilt = Label(
        label.width, label.height, (*label.elements, Text(label.symbols[0].x - 2, label.symbols[0].y, 4, 4, "X"))
    )
    assert "quiet_zone" in {each.code for each in verify(spoilt)}


def test_a_label_too_small_for_its_printer_is_found():
    label = render_label(Template.ORDER, LABELS[Template.ORDER])
    assert {each.code for each in verify(label, 100)} >= {"dots"}


@pytest.mark.parametrize(
    ("written", "rtl", "seen"),
    [
        ("سلام", True, "\ufee1\ufefc\ufeb3"),  # meem, lam-alef as one sign, seen; joined where they meet
        ("پمپ P-1", True, "P-1 \ufb57\ufee4\ufb58"),
        ("P-1 پمپ", False, "P-1 \ufb57\ufee4\ufb58"),
        ("قطعه (V)", True, "(V) \ufeea\ufecc\ufec4\ufed7"),
        ("Abc 12", False, "Abc 12"),
        ("吸尘器", False, "吸尘器"),
    ],
)
def test_letters_are_joined_and_in_the_order_in_which_they_are_seen(written, rtl, seen):
    assert visible(written, rtl) == seen


def test_a_text_without_a_font_says_what_to_install(monkeypatch):
    monkeypatch.setattr(fonts, "_fonts", lambda *_: ())
    fonts.forget()
    label = Label(50, 30, (Text(1, 1, 40, 5, "سلام"),))
    for printed in (label.to_pdf, label.to_png, label.to_zpl):
        with pytest.raises(FontMissing, match="make setup"):
            printed()
    fonts.forget()
    assert Label(50, 30, (Text(1, 1, 40, 5, "Hello"),)).to_pdf().startswith(b"%PDF")


@pytest.mark.parametrize("text", ["Drill gjpq", "Ölfilter", "غسالة إله", "پمپ ژاپنی", "洗衣机 gÅ", "Ёлка Щщ"])
def test_no_letter_loses_its_lower_end(text):
    _, ink = raster.text_dots(Text(0, 0, 80, 7, text), 203 / 25.4)
    dark = Image.eval(ink, lambda value: 255 if value < 128 else 0)
    assert dark.getbbox()[3] < ink.height


def test_a_claim_slip_has_its_code_in_the_middle():
    slip = render_label(Template.CLAIM, LABELS[Template.CLAIM])
    (code,) = slip.symbols
    assert code.x + code.size[0] / 2 == pytest.approx(slip.width / 2)


def test_numbers_under_a_persian_name_begin_where_it_begins():
    label = render_label(Template.ITEM, ItemLabel("SN-1", "09501101530003", "", "دریل", ("D-100",)))
    assert {text.anchor for text in label.elements if isinstance(text, Text)} == {1.0}
    label = render_label(Template.ITEM, ItemLabel("SN-1", "09501101530003", "", "Drill", ("دریل",)))
    assert {text.anchor for text in label.elements if isinstance(text, Text)} == {0.0}
