"""Pictures: codes are found, bombs and rubbish refused, rivals not undercut."""

import contextlib
import os
import time
import zlib
from io import BytesIO
from itertools import product
from pathlib import Path
from struct import pack

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter, ImageOps

from barcodes import Doubt, images
from barcodes.images import FORMATS, decode_image
from barcodes.problems import ImageRefused
from barcodes.symbols import Symbology, SymbolSpec, encode
from benchmarks.barcode_plates import plain_reader, plate
from tests.barcodes.pixels import pixels

SAMPLES = Path(os.environ.get("BARCODE_SAMPLES", Path(__file__).parents[3] / "shared/data/barcodes"))


def _photo(spec, size=(4000, 3000), kind="JPEG"):
    grey = pixels(encode(spec), 6)
    symbol = Image.frombytes("L", grey.shape[::-1], bytes(grey)).rotate(
        7, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC
    )
    page = Image.new("L", size, 220)
    page.paste(symbol, (300, 200))
    out = BytesIO()
    page.save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("symbology", [Symbology.CODE128, Symbology.CODE39, Symbology.DATAMATRIX])
def test_light_bars_etched_into_a_black_plate_are_read(symbology):
    grey = pixels(encode(SymbolSpec(symbology, "SN-4711")), 4)
    plate = Image.new("L", (grey.shape[1] + 300, grey.shape[0] + 300), 40)
    light = Image.frombytes("L", grey.shape[::-1], bytes(grey)).point(lambda ink: 225 - ink * 185 // 255)
    plate.paste(light, (150, 150))
    out = BytesIO()
    plate.save(out, "PNG")
    assert [each.scan.best.serial for each in decode_image(out.getvalue())] == ["SN-4711"]


def _drawing(symbology, text, scale=4):
    grey = pixels(encode(SymbolSpec(symbology, text)), scale)
    return Image.frombytes("L", grey.shape[::-1], bytes(grey))


def _file(picture, kind="PNG", **more):
    out = BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def test_light_bars_on_a_black_plate_are_read_beside_a_sticker():
    plate = Image.new("L", (900, 500), 40)
    plate.paste(_drawing(Symbology.CODE128, "SN-4711", 2).point(lambda ink: 225 - ink * 185 // 255), (60, 300))
    plate.paste(_drawing(Symbology.QR, "PN-0815"), (60, 60))
    assert {each.scan.best.serial for each in decode_image(_file(plate))} == {"SN-4711", "PN-0815"}


def test_every_page_of_a_scanned_document_is_read_and_each_code_once():
    pages = [Image.new("L", (900, 400), 255) for _ in range(3)]
    for page, text in zip(pages, ["SN-1", "SN-2", "SN-1"], strict=True):
        page.paste(_drawing(Symbology.CODE128, text, 2), (60, 60))
    document = _file(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    assert [each.scan.best.serial for each in decode_image(document)] == ["SN-1", "SN-2"]
    assert [each.scan.best.serial for each in decode_image(document[: len(document) - 500])][:1] == ["SN-1"]


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_a_code_that_a_moving_picture_shows_only_later_is_read(kind):
    frames = [Image.new("RGB", (900, 400), "white") for _ in range(3)]
    frames[2].paste(_drawing(Symbology.CODE128, "SN-1", 2), (60, 60))
    moving = _file(frames[0], kind, save_all=True, append_images=frames[1:], duration=100, lossless=True)
    assert [each.scan.best.serial for each in decode_image(moving)] == ["SN-1"]


def test_white_on_a_clear_ground_is_read():
    ink = ImageOps.invert(_drawing(Symbology.CODE128, "SN-1", 2))
    picture = Image.new("RGBA", ink.size, (255, 255, 255, 0))
    picture.putalpha(ink)
    assert [each.scan.best.serial for each in decode_image(_file(picture))] == ["SN-1"]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_code_in_a_large_photo_is_found_where_it_is(kind):
    found = decode_image(_photo(SymbolSpec(Symbology.GS1_DATAMATRIX, "(01)09506000134352(10)A(21)S1"), kind=kind))
    assert [(each.scan.symbology, each.scan.best.serial, each.scan.best.batch) for each in found] == [
        ("]d2", "S1", "A")
    ]
    assert all(300 <= x <= 800 and 200 <= y <= 700 for x, y in found[0].corners)


def test_a_small_code_is_found_in_the_original():
    grey = pixels(encode(SymbolSpec(Symbology.CODE128, "SN-1")), 1)
    page = Image.new("L", (5000, 1000), 255)
    page.paste(
        Image.frombytes("L", grey.shape[::-1], bytes(grey)).resize((grey.shape[1] * 2, 60), Image.Resampling.NEAREST),
        (2000, 500),
    )
    out = BytesIO()
    page.save(out, "PNG")
    assert decode_image(out.getvalue())[0].scan.best.serial == "SN-1"


def test_dark_on_a_clear_ground_is_read():
    grey = pixels(encode(SymbolSpec(Symbology.QR, "SN-1")), 4)
    ink = Image.frombytes("L", grey.shape[::-1], bytes(grey)).point(lambda value: 255 - value)
    picture = Image.new("RGBA", ink.size, (0, 0, 0, 0))
    picture.putalpha(ink)
    out = BytesIO()
    picture.save(out, "PNG")
    assert decode_image(out.getvalue())[0].scan.best.serial == "SN-1"


def _bomb(width, height):
    def chunk(kind, data):
        return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(5001, 5000), (20_000, 20_000), (65_535, 65_535)])
def test_a_decompression_bomb_is_refused_before_it_unfolds(size):
    begun = time.process_time()
    with pytest.raises(ImageRefused):
        decode_image(_bomb(*size))
    assert time.process_time() - begun < 0.2


def test_a_picture_cut_off_is_refused():
    with pytest.raises(ImageRefused, match="damaged"):
        decode_image(_photo(SymbolSpec(Symbology.CODE128, "SN-1"), (900, 900))[:4000])


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"%PDF-1.4", b"<svg/>", b"\xff\xd8\xff" * 50, bytes(31_000_000)])
def test_what_is_no_picture_is_refused_with_what_to_send(data):
    with pytest.raises(ImageRefused, match=r"[sS]end"):
        decode_image(data)


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF\0\0\0\0WEBP", b"BM", b"II*\0"]),
)
def test_any_bytes_give_codes_or_a_refusal(data, head):
    with contextlib.suppress(ImageRefused):
        assert decode_image(head + data) == []


def _drawn(folder):
    """Every symbology as cameras see it: turned, blurred and small; and one picture without a code."""
    codes = [SymbolSpec(Symbology.CODE128, "SN-0001234"), SymbolSpec(Symbology.EAN13, "4006381333931"),
             SymbolSpec(Symbology.QR, "https://desk.example/01/04006381333931/21/SN-1"),
             SymbolSpec(Symbology.GS1_DATAMATRIX, "(01)04006381333931(10)A(21)S1")]  # fmt: skip
    for at, (spec, blur, turn) in enumerate(product(codes, (0, 1, 2), (0, 11, 90))):
        grey = pixels(encode(spec), 3)
        page = Image.new("L", (1000, 1000), 230)
        page.paste(Image.frombytes("L", grey.shape[::-1], bytes(grey)), (250, 300))
        seen = page.rotate(turn, fillcolor=230, resample=Image.Resampling.BICUBIC)
        seen.filter(ImageFilter.GaussianBlur(blur)).save(folder / f"{at}.png")
    Image.effect_noise((800, 800), 90).save(folder / "falsepositives.png")


def test_a_fine_serial_beside_a_coarse_ean_is_found_at_least_as_often_as_by_the_plain_decoder():
    found = plain = 0
    for at in range(24):
        drawn, out = plate(at), BytesIO()
        drawn.picture.save(out, "JPEG", quality=90)
        texts = {each.scan.raw for each in decode_image(out.getvalue(), deadline_ms=600_000)}
        bare = plain_reader(Image.open(out), FORMATS)
        assert bare <= texts, at
        found, plain = found + (drawn.serial in texts), plain + (drawn.serial in bare)
    assert found >= plain > 8


@pytest.mark.parametrize(
    ("kind", "content", "read"),
    [("UPCE", "04252614", "00042100005264"), ("ITF", "14006381333938", "14006381333938"), ("Code93", "SN-4711", "SN-4711"),
     ("Codabar", "A123456B", "A123456B"), ("PDF417", "SN-0001234", "SN-0001234"), ("Aztec", "SN-0001234", "SN-0001234"),
     ("DataBarOmni", "04006381333931", "04006381333931"), ("DataBarLtd", "04006381333931", "04006381333931"),
     ("MicroQRCode", "SN-1", "SN-1"), ("Code39", "SN-4711", "SN-4711"), ("UPCA", "036000291452", "00036000291452"),
     ("EAN8", "96385074", "00000096385074")],
)  # fmt: skip
def test_what_stands_on_cartons_small_parts_and_devices_is_read(kind, content, read):
    """`read`: the article number in 14 digits, or the serial."""
    symbol = zxingcpp.create_barcode(content, getattr(zxingcpp.BarcodeFormat, kind))
    grey = memoryview(symbol.to_image(scale=4))
    ink = Image.frombytes("L", grey.shape[::-1], bytes(grey))
    page = Image.new("L", (ink.width + 200, 400 + ink.height), 255)
    page.paste(ink.resize((ink.width, max(ink.height, 120))), (100, 100))
    out = BytesIO()
    page.save(out, "PNG")
    (found,) = decode_image(out.getvalue())
    best = found.scan.best
    assert (best.gtin or best.serial, found.seen_once) == (read, False)


def test_bars_that_only_one_look_saw_are_in_doubt(monkeypatch):
    monkeypatch.setattr(images, "_second_look", lambda *_: [])
    grey = pixels(encode(SymbolSpec(Symbology.UPCA, "036000291452")))
    out = BytesIO()
    Image.frombytes("L", grey.shape[::-1], bytes(grey)).save(out, "PNG")
    (found,) = decode_image(out.getvalue())
    assert (found.seen_once, found.scan.best.warnings) == (True, (Doubt.SEEN_ONCE,))


def test_what_mends_itself_is_sure_at_one_look(monkeypatch):
    monkeypatch.setattr(images, "_second_look", lambda *_: [])
    grey = pixels(encode(SymbolSpec(Symbology.DATAMATRIX, "SN-1")))
    out = BytesIO()
    Image.frombytes("L", grey.shape[::-1], bytes(grey)).save(out, "PNG")
    assert [each.seen_once for each in decode_image(out.getvalue())] == [False]


GIVEN = sorted(path.name for path in SAMPLES.iterdir()) if "BARCODE_SAMPLES" in os.environ or SAMPLES.is_dir() else []


@pytest.mark.parametrize("folder", ["drawn", *GIVEN])
def test_not_less_is_read_than_by_the_bare_reader(folder, tmp_path):
    place = SAMPLES / folder
    if folder == "drawn":
        _drawn(place := tmp_path)
    for path in place.iterdir():
        if path.suffix in {".txt", ".bin"}:
            continue
        found = {each.scan.raw for each in decode_image(path.read_bytes(), deadline_ms=10_000)}
        bare = zxingcpp.read_barcodes(Image.open(path), FORMATS, text_mode=zxingcpp.TextMode.Plain)
        assert {each.bytes.decode() if each.bytes.isascii() else each.text for each in bare} <= found, path.name
        assert not ("falsepositives" in f"{folder}{path.name}" and found), path.name


def test_blanks_and_line_ends_around_a_text_in_a_picture_are_kept():
    text = "  UI office hours\r\nroom 4 \r\n"
    grey = pixels(encode(SymbolSpec(Symbology.QR, text)), 3)
    out = BytesIO()
    Image.frombytes("L", grey.shape[::-1], bytes(grey)).save(out, "PNG")
    assert [each.scan.raw for each in decode_image(out.getvalue())] == [text]


def test_bars_inside_a_long_code_are_no_code_of_their_own():
    grey = pixels(encode(SymbolSpec(Symbology.CODE128, "99Rj]3,Cla,2NV4")), 3)
    out = BytesIO()
    Image.frombytes("L", grey.shape[::-1], bytes(grey)).save(out, "PNG")
    assert len(decode_image(out.getvalue())) == 1
