"""Phones and mail addresses: one normal form each, however and wherever they were typed."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as some

from service_desk.foundation.emails import InvalidEmail, normalise_email
from service_desk.foundation.phones import (
    AmbiguousPhone,
    InvalidPhone,
    PhoneWithLetters,
    PhoneWithoutCountry,
    normalise_phone,
    possible_phones,
    spellings,
    takes_sms,
    telephone,
)


@pytest.mark.parametrize(
    ("written", "region", "kept"),
    [
        ("۰۹۱۲ ۳۴۵ ۶۷۸۹", "IR", "+989123456789"),
        ("٠٩١٢٣٤٥٦٧٨٩", "IR", "+989123456789"),
        ("०९१२३४५६७८९", "IR", "+989123456789"),
        ("０９１２３４５６７８９", "IR", "+989123456789"),
        ("＋９８９１２３４５６７８９", None, "+989123456789"),
        ("0098 912 345 67 89", "DE", "+989123456789"),
        ("\u200e+98 912 345 6789\u200f", None, "+989123456789"),
        ("(+98) 912 345 6789", "DE", "+989123456789"),
        ("+98 0912 345 6789", None, "+989123456789"),
        ("9123456789", "IR", "+989123456789"),
        ("030/901820", "DE", "+4930901820"),
        ("+49 (0)30 901820", "IR", "+4930901820"),
        ("(650) 253-0000", "US", "+16502530000"),
        ("8 (495) 123-45-67", "RU", "+74951234567"),
        ("010-12345678", "CN", "+861012345678"),
        ("tel:+49-30-901820", None, "+4930901820"),
        ("whatsapp:+552187654321", None, "+552187654321"),
        ("+52 1 55 1234 5678", None, "+525512345678"),
        ("+229 61 23 45 67", None, "+2290161234567"),
        ("0912 345 6789", ("AE", "IR"), "+989123456789"),
        ("49 171 2345678", "DE", "+491712345678"),
        ("43 664 1234567", "AT", "+436641234567"),
        ("06 12345678", "IT", "+390612345678"),
    ],
)
def test_a_phone_is_kept_with_its_country(written, region, kept):
    assert normalise_phone(written, region) == kept
    assert normalise_phone(kept) == kept


@pytest.mark.parametrize(
    "written",
    [
        "030 1234 Ali",
        "0171 234567 Opa",
        "0172 1234567 Fax",
        "0172 1234567 دفتر",
        "1-800-FLOWERS",
        "030 1234 张",
        "Tel. 030 901820",
    ],
)
def test_letters_beside_a_number_are_never_read_as_digits(written):
    with pytest.raises(PhoneWithLetters, match="label"):
        normalise_phone(written, "DE")


@pytest.mark.parametrize(
    "written",
    [
        "030 901820 ext. 12", "030 901820 x12", "030 901820 X 12", "030 901820#12", "030 901820 داخلی ۱۲", "030 901820 داخلي 12",
        "030 901820 доб. 12", "030 901820 分机12", "030 901820 转12", "030 901820 Durchwahl 12", "tel:+49-30-901820;ext=12",
        "030 901820 (ext 12)", "030 901820 تحويلة ١٢",
    ],
)  # fmt: skip
def test_an_extension_stands_apart_from_the_number(written):
    assert telephone(written, "DE") == ("+4930901820", "12")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "abc",
        "0912",
        "110",
        "+999999999999999999",
        "1" * 10_000,
        "*31#",
        "+",
        "12 ext 5",
        "0912 000 0143 / 021 55",
        "0912 345 678",
    ],
)
def test_what_is_no_phone_is_refused_with_how_to_write_one(written):
    with pytest.raises(InvalidPhone, match="with its country"):
        normalise_phone(written, "IR")


def test_without_a_region_a_phone_needs_its_country():
    with pytest.raises(PhoneWithoutCountry, match="Write it with its country"):
        normalise_phone("0912 345 6789")


def test_a_number_of_two_countries_is_asked_for_and_looked_for_in_both():
    with pytest.raises(AmbiguousPhone, match=r"\+989120000143 or \+499120000143"):
        normalise_phone("09120000143", ["IR", "DE"])
    assert possible_phones("09120000143", ["IR", "DE"]) == ["+989120000143", "+499120000143"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("+5521987654321", "+552187654321"),
        ("+5511976543210", "+551176543210"),
        ("+525512345678", "+5215512345678"),
        ("+5491123456789", "+541123456789"),
        ("+2290161234567", "+22961234567"),
    ],
)
def test_the_spellings_of_one_account_name_each_other(one, other):
    assert spellings(one) == [one, other]
    assert spellings(other) == [other, one]


@pytest.mark.parametrize(
    "number", ["+552127654321", "+4915112345678", "+989123456789", "+390612345678", "ada@example.com"]
)
def test_other_numbers_have_one_spelling(number):
    assert spellings(number) == [number]


@pytest.mark.parametrize(
    ("number", "mobile"),
    [("+552187654321", True), ("+552127654321", False), ("+5491123456789", True), ("+541123456789", False)],
)
def test_a_mobile_is_one_in_its_old_spelling_too(number, mobile):
    assert takes_sms(number) is mobile


@given(some.integers(9_000_000_000, 9_999_999_999))
def test_a_kept_phone_stays_as_it_is(national):
    kept = normalise_phone(f"0{national}", "IR")
    assert normalise_phone(kept) == kept


@given(some.text(max_size=60))
def test_no_text_breaks_the_phone_rule(written):
    with contextlib.suppress(InvalidPhone):
        assert normalise_phone(written, "DE").startswith("+")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" Ada@Example.COM ", "ada@example.com"),
        ("x@bücher.de", "x@xn--bcher-kva.de"),
        ("x@BÜCHER.de", "x@xn--bcher-kva.de"),
        ("x@xn--bcher-kva.de", "x@xn--bcher-kva.de"),
        ("info@straße.example", "info@xn--strae-oqa.example"),
        ("info@strasse.example", "info@strasse.example"),
        ("x@βόλος.com", "x@xn--nxasmm1c.com"),
        ("x@می\u200cخواهم.example", "x@xn--mgbn2ecje63gr19l.example"),
        ("x@میخواهم.example", "x@xn--mgbn2ecje63g.example"),
        ("\u200cada@exam\u200cple.com\u200f", "ada@example.com"),
        ("ada＠ｅｘａｍｐｌｅ．com", "ada@example.com"),
        ("ada@例子。公司", "ada@xn--fsqu00a.xn--55qx5d"),
        ("mailto:Ada@example.com", "ada@example.com"),
        ("a.b+c@d-e.co.uk", "a.b+c@d-e.co.uk"),
        ("a@ab--cd.example", "a@ab--cd.example"),
    ],
)  # fmt: skip
def test_a_mail_address_is_kept_as_the_name_servers_know_it(written, kept):
    assert normalise_email(written) == kept
    assert normalise_email(kept) == kept


@pytest.mark.parametrize(
    "written",
    ["", "a", "a@b", "a b@c.de", "a@b..de", "a@b.de\nBcc: x@y.de", "a@-b.de", "x" * 300 + "@b.de", "a@😀.example", "a@xn--.de", "a@b.de" + " " * 600],
)  # fmt: skip
def test_what_is_no_mail_address_is_refused(written):
    with pytest.raises(InvalidEmail, match="name@example"):
        normalise_email(written)


@given(some.text(max_size=80))
def test_no_text_breaks_the_mail_rule(written):
    with contextlib.suppress(InvalidEmail):
        assert "@" in normalise_email(written)
