"""What a scan means: kinds, ranks, keys."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barcodes import Doubt, Kind, ScanHints, Source, make_token, parse_scan

GTIN = "09506000134352"


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("SN-0001", Kind.SERIAL),
        ("TEH-R-000123-P", Kind.INTERNAL),
        ("]C1010950600013435210AB-123", Kind.GS1),
        ("(01)09506000134352(21)SN1", Kind.GS1),
        ("4006381333931", Kind.GTIN),
        ("]E04006381333931", Kind.GTIN),
        ("490154203237518", Kind.IMEI),
        ("106141412345678908", Kind.SSCC),
        ("https://id.gs1.org/01/09506000134352/21/SN1", Kind.GS1_DIGITAL_LINK),
        ("urn:epc:id:sgtin:0614141.812345.6789", Kind.EPC),
        ("3074257BF7194E4000001A85", Kind.EPC),
        ("[)>\x1e06\x1d25SABC\x1d1T33\x1e\x04", Kind.ISO15434),
    ],
)
def test_each_kind_is_told_apart(raw, kind):
    assert parse_scan(raw).best.kind is kind


def test_the_element_string_of_the_trade_page_is_read_whole():
    best = parse_scan("]C101095060001343521727123110AB-123\x1d21SN0007").best
    assert (best.gtin, best.batch, best.serial, best.expiry) == (GTIN, "AB-123", "SN0007", date(2027, 12, 31))


def test_day_00_is_the_last_of_the_month():
    assert parse_scan(f"01{GTIN}17280200").best.expiry == date(2028, 2, 29)


def test_an_unknown_identifier_is_kept_and_does_not_cut_the_rest():
    best = parse_scan(f"]d201{GTIN}05ABC\x1d21SN0007").best
    assert (best.serial, best.extra["rest"], best.warnings) == ("SN0007", "05ABC", (Doubt.UNKNOWN_AI,))


def test_an_impossible_date_is_said_and_spoils_nothing_else():
    best = parse_scan(f"]d201{GTIN}1725130121SN0007").best
    assert (best.serial, best.expiry, best.extra["17"]) == ("SN0007", None, "251301")
    assert best.warnings == (Doubt.WRONG_DATE,)


@pytest.mark.parametrize("raw", ["4006381333932", "]E04006381333932", "]C1010950600013435321SN1"])
def test_a_wrong_check_digit_is_said_and_never_looked_up(raw):
    result = parse_scan(raw)
    assert any(Doubt.WRONG_CHECK_DIGIT in each.warnings for each in result.candidates)
    assert not any(key.gtin for key in result.lookup_keys)


@pytest.mark.parametrize("raw", ["9501101530003", "12345670", "490154203237518"])
def test_digits_that_pass_a_check_may_still_be_a_serial(raw):
    result = parse_scan(raw)
    assert result.ambiguous
    assert raw in {key.serial for key in result.lookup_keys}


def test_what_the_screen_expects_comes_first():
    hints = ScanHints(expect=frozenset({Kind.SERIAL}))
    assert parse_scan("9501101530003", hints).best.kind is Kind.SERIAL


def test_an_own_token_of_a_known_format_leaves_no_doubt():
    token = make_token("TEH-R-000123")
    assert len(parse_scan(token, ScanHints(internal_formats=("TEH-",))).candidates) == 1
    assert parse_scan(token.lower()).best.extra["token"] == "TEH-R-000123"


def test_a_serial_is_offered_as_written_first_then_in_upper_case():
    keys = parse_scan(" sn-۱۲۳٤ ab ").lookup_keys
    assert [(key.serial, key.exact) for key in keys][:2] == [("sn-1234ab", True), ("SN-1234AB", False)]


@pytest.mark.parametrize(
    ("raw", "doubt"),
    [
        ("x" * 10_000, Doubt.TOO_LONG),
        (b"\x89PNG\x00\xff", Doubt.BINARY),
        ("a\x00b", Doubt.BINARY),
        ("", Doubt.EMPTY),
        (" \r\n", Doubt.EMPTY),
        ("\ud800", Doubt.BINARY),
    ],
)
def test_what_cannot_be_a_scan_says_why(raw, doubt):
    result = parse_scan(raw)
    assert (result.best.kind, result.best.warnings, result.lookup_keys) == (Kind.UNKNOWN, (doubt,), ())


@pytest.mark.parametrize(
    ("raw", "gtin"),
    [
        ("96385074", "00000096385074"),
        ("614141123452", "00614141123452"),
        ("0614141123452", "00614141123452"),
        ("04006381333931", "04006381333931"),
    ],
)
def test_a_gtin_has_fourteen_digits(raw, gtin):
    assert (
        next((each.gtin for each in parse_scan(raw).candidates if each.kind is Kind.GTIN and not each.warnings), None)
        == gtin
    )


def test_a_short_upc_is_made_whole():
    assert parse_scan("04252614", ScanHints(symbology="UPCE")).best.gtin == "00042100005264"


def test_a_camera_gives_the_identifier_apart():
    result = parse_scan(f"01{GTIN}10AB21X", ScanHints(aim="]d2", source=Source.CAMERA))
    assert (result.symbology, result.best.batch, result.ambiguous) == ("]d2", "AB21X", False)


@given(
    st.one_of(
        st.text(max_size=200), st.binary(max_size=200), st.text(alphabet="0123456789()[]\x1d]C1dEQ:/.hts%", max_size=80)
    )
)
def test_no_scan_raises_and_reading_twice_changes_nothing(raw):
    first = parse_scan(raw)
    assert first.candidates
    if first.symbology is None:  # it tells that the keyboard was right, and is not in the text any more
        assert parse_scan(first.normalized).normalized == first.normalized
