"""What scanners, keyboards and people make of a code before it arrives, and is read all the same."""

import pytest

from barcodes import Doubt, Kind, ScanHints, Source, parse_scan
from barcodes.layouts import type_with

GTIN = "09506000134352"
SPELLINGS = {
    "brackets": ("<RS>", "<GS>", "<EOT>"), "braces": ("{RS}", "{GS}", "{EOT}"), "square": ("[RS]", "[GS]", "[EOT]"),
    "round": ("(RS)", "(GS)", "(EOT)"), "names": ("RS", "GS", "EOT"), "backslash": ("\\RS", "\\GS", "\\EOT"),
    "python": ("\\x1e", "\\x1d", "\\x04"), "json": ("\\u001e", "\\u001d", "\\u0004"), "c": ("0x1E", "0x1D", "0x04"),
    "url": ("%1E", "%1D", "%04"), "html": ("&#30;", "&#29;", "&#4;"), "tilde": ("~030", "~029", "~004"), "tilde, decimal": ("~d030", "~d029", "~d004"),
    "caret": ("^^", "^]", "^D"), "pictures": ("\u241e", "\u241d", "\u2404"), "cp437": ("▲", "↔", "♦"),
    "one sign": ("|", "|", "|"), "one caret": ("^", "^", "^"),
}  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_an_envelope_is_read_however_its_control_characters_are_spelt(spelling):
    rs, gs, eot = SPELLINGS[spelling]
    best = parse_scan(f"[)>{rs}06{gs}1PX-100{gs}SABC123{gs}1TL9{rs}{eot}").best
    assert (best.kind, best.serial, best.batch, best.extra["part"]) == (Kind.ISO15434, "ABC123", "L9", "X-100")


@pytest.mark.parametrize("spelling", [name for name in SPELLINGS if not name.startswith("one")])
def test_a_spelt_separator_divides_batch_and_serial(spelling):
    best = parse_scan(f"01{GTIN}10L1{SPELLINGS[spelling][1]}21SN456").best
    assert (best.gtin, best.batch, best.serial) == (GTIN, "L1", "SN456")


@pytest.mark.parametrize(
    ("text", "serial", "batch", "part"),
    [
        ("P/N: X-100", None, None, "X-100"), ("P/N X-100", None, None, "X-100"), ("REF X-100", None, None, "X-100"),
        ("REF: X-100", None, None, "X-100"), ("Part No. X-100", None, None, "X-100"), ("Art.-Nr.: 4711", None, None, "4711"),
        ("Артикул: АБ-1", None, None, "АБ-1"), ("型号：X-100", None, None, "X-100"), ("رقم القطعة: X-100", None, None, "X-100"),
        ("شماره قطعه: X-100", None, None, "X-100"), ("(S)ABC", "ABC", None, None), ("(S) ABC", "ABC", None, None),
        ("(1P)X-100", None, None, "X-100"), ("(1T)L9", None, "L9", None), ("(1P)X-100 (S)ABC", "ABC", None, "X-100"),
        ("P/N: X-100 S/N: ABC", "ABC", None, "X-100"), ("SN:ABC,PN:X-100", "ABC", None, "X-100"),
        ("REF X-100 LOT 55", None, "55", "X-100"), ("Model: X-100; S/N: ABC", "ABC", None, "X-100"),
    ],
)  # fmt: skip
def test_a_text_tells_the_part_the_batch_and_the_serial(text, serial, batch, part):
    best = parse_scan(text).best
    assert (best.serial, best.batch, best.extra.get("part")) == (serial, batch, part)


@pytest.mark.parametrize(
    "text",
    [
        f"01){GTIN}21)SN456", f"01){GTIN} 21)SN456", f"01 ) {GTIN} ( 21 ) SN456", f"（01）{GTIN}（21）SN456", f"【01】{GTIN}【21】SN456",
        f"(01) {GTIN} (21) SN456", f"https://id.example/?01={GTIN}&21=SN456", f"https://x.example/a?gtin={GTIN[1:]}&ser=SN456",
        f"HTTPS://X.EXAMPLE?21=SN456&01={GTIN}", f"id.example/01/{GTIN}/21/SN456", f"www.x.example/01/{GTIN}/21/SN456",
        f"x.example/p?01={GTIN}&21=SN456", f"01{GTIN}GS21SN456", f"]d201{GTIN}21SN456", f"]D201{GTIN}21sn456",
    ],
)  # fmt: skip
def test_a_message_is_read_in_whatever_dress(text):
    result = parse_scan(text, ScanHints(source=Source.WEDGE))
    assert (result.best.gtin, result.best.serial) == (GTIN, "SN456")
    assert Doubt.LAYOUT_GUESSED not in result.best.warnings


@pytest.mark.parametrize("text", ["https://example.com/?01=12345678901234", "https://x.example/?page=01&id=21"])
def test_any_other_address_is_no_message_and_no_layout(text):
    found = parse_scan(text, ScanHints(source=Source.WEDGE)).candidates
    assert all(each.gtin is None and not each.corrections for each in found)


@pytest.mark.parametrize("before", ["", "\x02", "\x16\x02", "\r\n", "\x00"])
@pytest.mark.parametrize("after", ["", "\r", "\n", "\t", "\x03", "\x03\r\n", "\x00", "\x04"])
def test_what_a_scanner_sends_around_a_text_is_no_part_of_it(before, after):
    assert parse_scan(f"{before}SN123{after}").best.serial == "SN123"
    assert parse_scan(f"{before}]C101{GTIN}21A{after}").best.gtin == GTIN


@pytest.mark.parametrize("aim", ["]e0", "]E0"])
def test_an_ean_behind_a_lowered_identifier_is_an_ean(aim):
    assert parse_scan(f"{aim}4006381333931").best.gtin == "04006381333931"


LINKED, ASKED = f"https://x.example/01/{GTIN}/21/SN456", f"https://x.example/?01={GTIN}&21=SN456"
ENVELOPE = "[)>\x1e06\x1dSSN456\x1d1PX\x1e\x04"
FOREIGN = [(layout, text) for layout in ("ru", "ir", "ar") for text in (LINKED, ASKED, ENVELOPE)]
FOREIGN += [("de", LINKED), ("de", ENVELOPE)]  # its key for "=" is a dead one, which types nothing


@pytest.mark.parametrize(("layout", "text"), FOREIGN)
def test_links_and_envelopes_survive_a_foreign_layout(layout, text):
    best = parse_scan(type_with(text, layout), ScanHints(source=Source.WEDGE)).best
    assert (best.serial, best.corrections[0]) == ("SN456", f"layout:{layout}")
