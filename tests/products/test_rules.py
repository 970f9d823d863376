"""Serials, GTINs, masks and dates, without a database."""

import contextlib
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_desk.foundation.errors import Invalid
from service_desk.foundation.i18n import NoWords, checked_words
from service_desk.products.rules import (
    Basis,
    FutureDate,
    NoBatch,
    NoSerial,
    ProductFacts,
    SerialNotInMask,
    SerialTooLong,
    UnreadableSerial,
    WrongCheckDigit,
    checked_day,
    gtin14,
    lookalikes,
    normalise_serial,
    serial_forms,
)
from service_desk.products.rules.identity import NotAGtin, NotAMask, checked_mask
from service_desk.products.rules.kinds import ImpossibleDay
from service_desk.products.rules.tracking import NotPositive, OneBySerial, identity_of

TODAY = date(2026, 11, 25)


def _product(tracking):
    return ProductFacts(uuid4(), "P", None, {"en": "P"}, "model", tracking, "", "", "pcs", None, 1, retired=False)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" sn-۱۲۳٤ ab ", "SN-1234AB"),
        ("ＳＮ１２３", "SN123"),
        ("\u200esn\u200b12\u200f\ufeff", "SN12"),
        ("S\u00a0N\t1\n", "SN1"),
        ("O0-0O", "O0-0O"),
        ("", ""),
    ],
)
def test_a_serial_is_kept_without_blanks_and_marks_in_latin_digits(written, kept):
    assert normalise_serial(written) == kept


@pytest.mark.parametrize("length", [65, 201, 10_000])
def test_an_endless_serial_is_refused_with_its_length(length):
    with pytest.raises(SerialTooLong, match=f"this one has {length:,}"):
        normalise_serial("x" * length)


def test_a_serial_that_grows_in_upper_case_is_still_bounded():
    with pytest.raises(SerialTooLong):
        normalise_serial("ß" * 40)


@pytest.mark.parametrize("written", ["a\x00b", "\x1bA", "\ud800", "\ue000"])
def test_signs_that_cannot_be_printed_are_refused(written):
    with pytest.raises(UnreadableSerial):
        normalise_serial(written)


@given(st.text(max_size=300))
def test_a_kept_serial_stays_as_it_is(written):
    try:
        kept = normalise_serial(written)
    except (SerialTooLong, UnreadableSerial):
        return
    assert normalise_serial(kept) == kept
    assert len(kept) <= 64


@pytest.mark.parametrize(
    ("mask", "written", "kept"),
    [
        ("AA-9999", "sn-1234", "SN-1234"),
        ("aXx9", "bcdd1"[1:], "cDd1"),
        ("SN*", "sn12ab", "SN12AB"),
        ("999*", "123", "123"),
    ],
)
def test_a_mask_says_what_is_made_upper_case(mask, written, kept):
    assert normalise_serial(written, mask) == kept


@pytest.mark.parametrize(("mask", "written"), [("AA99", "A123"), ("AA99", "AB123"), ("AA99*", "AB1"), ("SN-9", "SX-1")])
def test_a_serial_that_does_not_fit_its_mask_is_refused(mask, written):
    with pytest.raises(SerialNotInMask, match="against the label"):
        normalise_serial(written, mask)


@pytest.mark.parametrize("mask", ["", "A*9", "A 9", "x" * 65, "A\n"])
def test_a_mask_has_its_star_at_the_end_and_no_blanks(mask):
    with pytest.raises(NotAMask):
        checked_mask(mask)


def test_a_serial_of_an_unknown_product_is_looked_for_as_written_first():
    assert serial_forms(" ab-1 ") == ["ab-1", "AB-1"]
    assert serial_forms("AB-1") == ["AB-1"]


def test_lookalikes_are_offered_never_taken():
    assert "S0-1" in lookalikes("SO-1")
    assert "SO-1" not in lookalikes("SO-1")
    assert lookalikes("XYZ") == []
    assert len(lookalikes("O" * 64)) < 32


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("09506000134352", "09506000134352"),
        ("6291041500213", "06291041500213"),
        ("4006381333931", "04006381333931"),
        ("۴۰۰۶۳۸۱۳۳۳۹۳۱", "04006381333931"),
        ("9638 5074", "00000096385074"),
    ],
)
def test_a_gtin_is_kept_as_fourteen_digits(written, kept):
    assert gtin14(written) == kept


@pytest.mark.parametrize("written", ["09506000134353", "4006381333932", "96385075"])
def test_a_wrong_check_digit_is_said_to_be_one(written):
    with pytest.raises(WrongCheckDigit, match=written):
        gtin14(written)


@pytest.mark.parametrize("written", ["", "123", "400638133393X", "1" * 10_000, "²" * 8])
def test_what_is_no_gtin_is_refused(written):
    with pytest.raises(NotAGtin):
        gtin14(written)


@given(st.integers(0, 10**13 - 1), st.integers(1, 9))
def test_every_single_wrong_digit_is_noticed(number, slip):
    body = f"{number:013d}"
    good = next(body + str(c) for c in range(10) if _passes(body + str(c)))
    at = number % 14
    bad = good[:at] + str((int(good[at]) + slip) % 10) + good[at + 1 :]
    assert not _passes(bad)


def _passes(digits):
    try:
        return gtin14(digits) == digits
    except WrongCheckDigit:
        return False


@pytest.mark.parametrize(
    ("tracking", "serial", "batch", "quantity", "error"),
    [
        ("serial", None, None, 1, NoSerial),
        ("serial", " \u200e", None, 1, NoSerial),
        ("serial", "S1", None, 2, OneBySerial),
        ("batch", None, None, 1, NoBatch),
        ("batch", None, "B1", 0, NotPositive),
        ("none", None, None, -1, NotPositive),
        ("none", None, None, "NaN", NotPositive),
        ("none", None, None, "0.0000001", NotPositive),
        ("none", None, None, "1e30", NotPositive),
    ],
)
def test_an_item_says_what_its_tracking_asks_for(tracking, serial, batch, quantity, error):
    with pytest.raises(error):
        identity_of(_product(tracking), serial, batch, Decimal(quantity))


def test_the_written_serial_is_kept_only_where_it_differs():
    assert identity_of(_product("serial"), "s1", None, Decimal(1)).written == "s1"
    assert identity_of(_product("serial"), "S1", None, Decimal(1)).written is None


def test_a_quantity_of_a_batch_may_be_fractional():
    assert identity_of(_product("batch"), None, "b 7", Decimal("2.5")).batch == "B7"


def test_a_future_date_is_refused_when_it_is_entered():
    assert checked_day(Basis.PURCHASE, TODAY, TODAY) == TODAY
    with pytest.raises(FutureDate, match="lies in the future"):
        checked_day(Basis.PURCHASE, date(2026, 11, 26), TODAY)


def test_a_date_before_all_machines_is_refused():
    with pytest.raises(ImpossibleDay, match="Check the year"):
        checked_day(Basis.PURCHASE, date(1405, 1, 1), TODAY)


@pytest.mark.parametrize("words", [{}, {"en": " "}, {"xx": "Drill"}, {"en": "x" * 201}])
def test_a_name_is_in_a_language_of_the_desk(words):
    with pytest.raises(NoWords, match="en, fa, ar, zh or ru"):
        checked_words(words)


@given(st.text(max_size=80), st.text(max_size=20))
def test_no_text_breaks_the_mask(written, mask):
    with contextlib.suppress(Invalid):
        assert normalise_serial(written, mask).isprintable()
