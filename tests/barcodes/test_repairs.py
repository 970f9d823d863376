"""What was lost on the way is found, repaired where only one reading is possible, and asked otherwise."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from barcodes import Doubt, Kind, ScanHints, Source, StationProfile, make_token, parse_scan
from barcodes.layouts import LAYOUTS, type_with, undo_layout

GTIN = "09506000134352"
LABEL = f"]d201{GTIN}10LOT42\x1d21SN-0001"
FOREIGN = [layout for layout in LAYOUTS if layout != "us"]
LOTS = st.from_regex(r"[A-Z0-9]{1,20}", fullmatch=True)


def _facts(each):
    return (each.gtin, each.batch, each.serial)


def test_a_lost_separator_is_asked_for():
    result = parse_scan(f"01{GTIN}10ABC12321SN0001")
    assert result.ambiguous
    assert {_facts(each) for each in result.candidates if each.kind is Kind.GS1} == {
        (GTIN, "ABC123", "SN0001"),
        (GTIN, "ABC12321SN0001", None),
    }
    assert Doubt.SEPARATOR_LOST in result.best.warnings


def test_a_lost_separator_with_one_way_to_read_it_is_repaired():
    result = parse_scan(f"01{GTIN}10ABCDEFGHIJKLMNOPQRST21SN0001")
    assert _facts(result.best) == (GTIN, "ABCDEFGHIJKLMNOPQRST", "SN0001")
    assert not result.ambiguous


@given(LOTS, LOTS)
def test_without_its_separator_the_true_reading_is_among_those_asked(lot, serial):
    result = parse_scan(f"01{GTIN}10{lot}21{serial}")
    readings = [_facts(each) for each in result.candidates]
    assert (GTIN, lot, serial) in readings or Doubt.TOO_MANY_READINGS in result.best.warnings
    assert readings[0] == (GTIN, lot, serial) or result.ambiguous


@pytest.mark.parametrize("sign", ["|", "#", "~", "^]", "<GS>", "\u241d", "{GS}", "\t", "$", "\\x1d", "?", "_"])
def test_a_replaced_separator_is_put_back_or_asked_for(sign):
    result = parse_scan(f"01{GTIN}10LOT42{sign}21SN-0001")
    assert (GTIN, "LOT42", "SN-0001") in [_facts(each) for each in result.candidates]
    assert _facts(result.best) == (GTIN, "LOT42", "SN-0001") or result.ambiguous


def test_a_camera_keeps_separators_so_nothing_is_suspected():
    result = parse_scan(f"01{GTIN}10ABC12321SN0001", ScanHints(aim="]d2", source=Source.CAMERA))
    assert (result.best.batch, result.ambiguous) == ("ABC12321SN0001", False)


@pytest.mark.parametrize("layout", FOREIGN)
@pytest.mark.parametrize(
    "text", [LABEL.replace("\x1d", "|"), LABEL, make_token("TEH-R-000123"), f"(01){GTIN}(21)SN1", "SN-0001aZ"]
)
def test_a_foreign_layout_is_undone(layout, text):
    assert _facts(parse_scan(type_with(text, layout)).best) == _facts(parse_scan(text).best)


@pytest.mark.parametrize("layout", FOREIGN)
@given(text=st.from_regex(r"[A-Za-z0-9-]{4,20}", fullmatch=True))
def test_a_serial_typed_under_a_foreign_layout_is_found_or_asked(layout, text):
    one_key, two_keys = re.search("[bTGB]", text), re.search("g[hYHN]", text)
    assume(layout != "ar" or not (one_key and two_keys))  # lam and alef come from one key or from two: not mixed
    result = parse_scan(type_with(text, layout), ScanHints(source=Source.WEDGE))
    assert (
        text in {each.serial for each in result.candidates} | {each.extra.get("token") for each in result.candidates}
        or result.best.kind is Kind.INTERNAL
    )
    assert result.best.serial == text or result.ambiguous or result.best.kind is not Kind.SERIAL


@pytest.mark.parametrize("layout", LAYOUTS)
@given(text=st.from_regex(r"[A-Za-z0-9./;,-]{1,30}", fullmatch=True))
def test_what_a_layout_typed_can_be_undone(layout, text):
    assume(layout != "ar" or not re.search("g[hYHN]", text))  # lam and alef of two keys look like those of one
    assert undo_layout(type_with(text, layout), layout) == text


def test_y_and_z_of_an_unknown_keyboard_are_asked_for():
    result = parse_scan("XYZ123", ScanHints(source=Source.WEDGE))
    assert [each.serial for each in result.candidates] == ["XYZ123", "XZY123"]
    assert result.ambiguous


@pytest.mark.parametrize(
    "hints", [ScanHints(source=Source.CAMERA), ScanHints(source=Source.MANUAL), ScanHints(station=StationProfile())]
)
def test_where_the_keyboard_is_known_nothing_is_asked(hints):
    assert len(parse_scan("XYZ123", hints).candidates) == 1


def test_a_station_takes_off_what_its_scanner_adds():
    station = StationProfile(prefix="@", suffix="#", layout="ru", separator="|", aim=True)
    result = parse_scan(
        "@" + type_with(LABEL.replace("\x1d", "|"), "ru") + "#", ScanHints(source=Source.WEDGE, station=station)
    )
    assert _facts(result.best) == (GTIN, "LOT42", "SN-0001")
    assert {"prefix", "suffix", "layout:ru", "separator:|"} <= set(result.best.corrections)


def test_of_two_strings_of_one_scan_the_one_with_proof_is_taken():
    token = make_token("BIN-12")
    result = parse_scan(type_with(token, "ru"), ScanHints(alt_raw=token))
    assert result.best.extra["token"] == "BIN-12"
    both = parse_scan("XZY-1", ScanHints(alt_raw="XYZ-1", source=Source.WEDGE))
    assert both.ambiguous


@given(st.from_regex(r"[A-Z][0-9A-Z-]{0,20}[0-9A-Z]", fullmatch=True), st.sampled_from(LAYOUTS))
def test_an_own_token_survives_every_layout(body, layout):
    assume(not body.endswith("-"))
    result = parse_scan(type_with(make_token(body), layout), ScanHints(source=Source.WEDGE))
    assert result.best.extra.get("token") == body or result.ambiguous


def test_a_carrier_whose_case_was_swapped_is_put_right():
    assert _facts(parse_scan(LABEL.swapcase()).best) == (GTIN, "LOT42", "SN-0001")


@pytest.mark.parametrize(
    ("layout", "printed"),
    [
        ("ir", f"01{GTIN}10643" + "21P"),
        ("ir", f"01{GTIN}100T2159"),
        ("de", f"01{GTIN}10X5HS0EHWWS5DCB6TR0ED|21DXEQSPJZWKYT15F"),
        ("fr", "GILZ6U"),
    ],
)
def test_readings_that_once_went_wrong_unasked_are_right_or_asked(layout, printed):
    result = parse_scan(type_with(printed, layout), ScanHints(source=Source.WEDGE))
    meant = parse_scan(printed, ScanHints(source=Source.CAMERA)).best
    assert result.ambiguous or _facts(result.best) == _facts(meant)
