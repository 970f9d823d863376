"""The records decide: none, one, or a choice; serials compare alike; tags are folded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barcodes import Kind, Outcome, ScanHints, Source, normalise_serial, parse_scan, resolve
from barcodes.rfid import read_tags

GTIN = "09506000134352"
TAG = "3074257BF7194E4000001A85"


def _found(raw, hints=None, **serials):
    result = parse_scan(raw, hints or ScanHints())
    matches = {
        key: serials[key.serial.replace("-", "_")]
        for key in result.lookup_keys
        if key.serial and key.serial.replace("-", "_") in serials
    }
    return resolve(result, matches)


def test_a_serial_that_is_known_is_one():
    found = _found("SN-1", SN_1=["a"])
    assert (found.outcome, found.found) == (Outcome.ONE, "a")


def test_a_serial_of_two_items_is_a_choice():
    assert _found("SN-1", SN_1=["a", "b"]).outcome is Outcome.SEVERAL


def test_the_exact_serial_goes_before_its_upper_case():
    assert _found("ab1", ab1=["exact"], AB1=["upper"]).found == "exact"
    assert _found("ab1", AB1=["upper"]).found == "upper"


def test_of_two_readings_without_a_separator_the_known_one_is_taken():
    found = _found(f"01{GTIN}10ABC12321SN0001", SN0001=["a"])
    assert (found.found, found.matches[0].candidate.batch) == ("a", "ABC123")


def test_two_readings_that_are_both_known_are_a_choice():
    found = _found("XYZ123", ScanHints(source=Source.WEDGE), XYZ123=["a"], XZY123=["b"])
    assert [match.found for match in found.matches] == ["a", "b"]


def test_digits_that_are_a_known_serial_are_that_serial_although_they_pass_for_a_gtin():
    assert _found("9501101530003", **{"9501101530003": ["a"]}).found == "a"


def test_what_nobody_knows_is_shown_with_its_readings():
    found = _found("XYZ123", ScanHints(source=Source.WEDGE))
    assert (found.outcome, found.found, len(found.candidates)) == (Outcome.NONE, None, 2)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" sn-۱۲۳٤ ab ", "SN-1234AB"),
        ("ＳＮ１２３", "SN123"),
        ("\u200esn\u200b12\u200f\ufeff", "SN12"),
        ("O0-0O", "O0-0O"),
        ("", ""),
    ],
)
def test_a_serial_is_kept_without_blanks_and_marks_in_latin_digits(written, kept):
    assert normalise_serial(written) == kept


@given(st.text(max_size=80), st.booleans())
def test_a_kept_serial_stays_as_it_is(written, upper):
    kept = normalise_serial(written, upper=upper)
    assert normalise_serial(kept, upper=upper) == kept


def test_a_tag_that_is_read_often_is_one_tag():
    lines = [f"{TAG},ant1,-55"] * 300 + [
        "urn:epc:id:sgtin:0614141.812345.6789",
        "",
        "ant2 hello",
        "E2801160600002054CC2096F",
    ]
    reads = read_tags(lines)
    assert [(each.best.gtin, each.best.serial) for each in reads.tags] == [("80614141123458", "6789")]
    assert list(reads.reads.values()) == [301]
    assert reads.unread == ["ant2 hello", "E2801160600002054CC2096F"]


@pytest.mark.parametrize("memory", ["FF74257BF7194E4000001A85", "30FC257BF7194E4000001A85", "307"])
def test_memory_that_holds_no_code_is_no_tag(memory):
    assert parse_scan(memory, ScanHints(source=Source.RFID)).best.kind is not Kind.EPC


def test_an_envelope_gives_serial_batch_and_part():
    best = parse_scan("[)>\x1e06\x1d25SABC 1\x1d1T33\x1d1PX-9\x1e\x04").best
    assert (best.serial, best.batch, best.extra["part"]) == ("ABC1", "33", "X-9")


def test_an_envelope_without_separators_is_not_guessed():
    best = parse_scan("[)>0625SABC1T33").best
    assert (best.kind, best.serial, best.extra["rest"]) == (Kind.ISO15434, None, "25SABC1T33")


def test_an_envelope_with_gs1_elements_is_read_as_such():
    best = parse_scan(f"[)>\x1e05\x1d01{GTIN}\x1d21S1\x1e\x04").best
    assert (best.gtin, best.serial) == (GTIN, "S1")
