"""Phones, mail addresses and names, without a database."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_desk.parties.rules import (
    InvalidEmail,
    InvalidPhone,
    NoName,
    UnknownRole,
    checked_name,
    checked_roles,
    normalise_email,
    normalise_phone,
)


@pytest.mark.parametrize(
    ("written", "region", "kept"),
    [
        ("۰۹۱۲ ۳۴۵ ۶۷۸۹", "IR", "+989123456789"),
        ("٠٩١٢٣٤٥٦٧٨٩", "IR", "+989123456789"),
        ("0098 912 345 67 89", "DE", "+989123456789"),
        ("\u200e+98 912 345 6789\u200f", None, "+989123456789"),
        ("030/901820", "DE", "+4930901820"),
        ("(650) 253-0000", "US", "+16502530000"),
        ("8 (495) 123-45-67", "RU", "+74951234567"),
        ("010-12345678", "CN", "+861012345678"),
    ],
)
def test_a_phone_is_kept_with_its_country(written, region, kept):
    assert normalise_phone(written, region) == kept


@pytest.mark.parametrize("written", ["", "abc", "0912", "110", "+999999999999999999", "1" * 10_000, "555-1234 ext 5"])
def test_what_is_no_phone_is_refused_with_how_to_write_one(written):
    with pytest.raises(InvalidPhone, match="with its country"):
        normalise_phone(written, "IR")


def test_without_a_region_a_phone_needs_its_country():
    with pytest.raises(InvalidPhone, match="Write it with its country"):
        normalise_phone("0912 345 6789")


@given(st.integers(9_000_000_000, 9_999_999_999))
def test_a_kept_phone_stays_as_it_is(national):
    kept = normalise_phone(f"0{national}", "IR")
    assert normalise_phone(kept) == kept


@given(st.text(max_size=60))
def test_no_text_breaks_the_phone_rule(written):
    with contextlib.suppress(InvalidPhone):
        assert normalise_phone(written, "DE").startswith("+")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" Ada@Example.COM ", "ada@example.com"),
        ("x@bücher.de", "x@xn--bcher-kva.de"),
        ("a.b+c@d-e.co.uk", "a.b+c@d-e.co.uk"),
    ],
)
def test_a_mail_address_is_kept_in_lower_case(written, kept):
    assert normalise_email(written) == kept


@pytest.mark.parametrize(
    "written", ["", "a", "a@b", "a b@c.de", "a@b..de", "a@b.de\nBcc: x@y.de", "a@-b.de", "x" * 300 + "@b.de"]
)
def test_what_is_no_mail_address_is_refused(written):
    with pytest.raises(InvalidEmail, match="name@example"):
        normalise_email(written)


@given(st.text(max_size=80))
def test_no_text_breaks_the_mail_rule(written):
    with contextlib.suppress(InvalidEmail):
        assert "@" in normalise_email(written)


def test_a_name_keeps_its_letters_and_loses_double_blanks():
    assert checked_name("  بهار \n محمدی ") == "بهار محمدی"


@pytest.mark.parametrize("name", ["", "  ", "\x00", "x" * 201])
def test_a_name_is_neither_empty_nor_endless(name):
    with pytest.raises(NoName):
        checked_name(name)


def test_roles_are_known_words():
    assert checked_roles(["vendor", "customer", "vendor"]) == ["customer", "vendor"]
    with pytest.raises(UnknownRole, match="customer, vendor or agency"):
        checked_roles(["boss"])
