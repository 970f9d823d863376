"""GS1 by the book: identifiers, dates, links, and agreement with biip."""

import os
import re
from datetime import date
from pathlib import Path

import pytest
import zxingcpp
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_messages import GS1Message
from hypothesis import given
from hypothesis import strategies as st

from barcodes import Doubt, Kind, make_token, parse_scan
from barcodes.checks import gs1_check_digit
from barcodes.gs1.link import digital_link
from barcodes.gs1.split import element_string, hri, split, split_hri
from barcodes.gs1.table import identifiers
from barcodes.gs1.values import day_of

GIVEN = os.environ.get("GS1_DICTIONARY")
DICTIONARY = Path(GIVEN or Path(__file__).parents[3] / "shared/data/gs1/gs1-syntax-dictionary.txt")
"""GS1's own table, which is nobody's package: read where it was put, and never copied in."""
GTINS = st.from_regex(r"[0-9]{13}", fullmatch=True).map(lambda body: body + gs1_check_digit(body))
VALUES = st.from_regex(r"[!%-?A-Z_a-z\"]{1,20}", fullmatch=True)
DATES = st.dates(date(2000, 1, 1), date(2049, 12, 31)).map(lambda day: day.strftime("%y%m%d"))
MESSAGES = st.builds(
    lambda *values: tuple(zip(("01", "17", "10", "21"), values, strict=True)), GTINS, DATES, VALUES, VALUES
)


@given(MESSAGES)
def test_biip_reads_the_same_elements(elements):
    theirs = GS1Message.parse(element_string(elements)).element_strings
    assert (
        [(each.ai.ai, each.value) for each in theirs]
        == list(split(element_string(elements)).elements)
        == list(elements)
    )


@given(MESSAGES.filter(lambda elements: not any(c in value for _, value in elements for c in "()")))
def test_the_readable_form_says_the_same(elements):
    assert split_hri(hri(elements)).elements == elements
    assert parse_scan(hri(elements)).best.serial == elements[3][1]


@given(MESSAGES)
def test_a_digital_link_says_the_same_to_us_and_to_biip(elements):
    link = digital_link(elements, "https://desk.example/id")
    best = parse_scan(link).best
    assert (best.kind, best.gtin, best.batch, best.serial) == (
        Kind.GS1_DIGITAL_LINK,
        elements[0][1],
        elements[2][1],
        elements[3][1],
    )
    theirs = {each.ai.ai: each.value for each in GS1DigitalLinkURI.parse(link).element_strings}
    assert theirs == dict(elements)


@pytest.mark.parametrize(
    "link",
    [
        "HTTPS://ID.GS1.ORG/01/9506000134352/21/SN1",
        "http://x/gtin/09506000134352/ser/SN1",
        "https://x/a/b/01/09506000134352?21=SN1&utm=1",
    ],
)
def test_links_of_every_form_are_understood(link):
    best = parse_scan(link).best
    assert (best.gtin, best.serial) == ("09506000134352", "SN1")


@pytest.mark.parametrize(
    "link", ["https://example.com/", "https://x/01/123", "http://[", "https://x/01/", "https://x/s/NOT-A-TOKEN"]
)
def test_other_addresses_are_no_links(link):
    assert parse_scan(link).best.kind in {Kind.SERIAL, Kind.UNKNOWN, Kind.GS1_DIGITAL_LINK}
    assert not any(key.gtin for key in parse_scan(link).lookup_keys)


def test_the_short_address_of_a_token_is_the_token():
    assert parse_scan(f"https://desk.example/s/{make_token('TEH-R-000123')}").best.extra["token"] == "TEH-R-000123"


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("260200", date(2026, 2, 28)),
        ("280200", date(2028, 2, 29)),
        ("991231", date(1999, 12, 31)),
        ("251301", None),
        ("250230", None),
    ],
)
def test_dates_have_a_century_and_an_end_of_the_month(value, day):
    assert day_of(value) == day


def test_two_values_of_one_identifier_are_doubted():
    assert Doubt.REPEATED_AI in parse_scan("]d210A\x1d10B").best.warnings


def test_an_identifier_in_a_value_is_no_identifier_of_its_own():
    assert parse_scan("]d20109506000134352" + "10LOT(21)2\x1d21S").best.batch == "LOT(21)2"


def _writers():
    """The writer's table is made from GS1's syntax dictionary."""
    return {ai for at in range(10_000) if _written(ai := str(at).zfill(2))}


def _written(ai):
    try:
        zxingcpp.create_barcode(f"[{ai}]1", zxingcpp.BarcodeFormat.DataMatrix, gs1=True)
    except ValueError as refused:
        return "Invalid AI" not in str(refused)
    return True


def _dictionarys():
    rows = re.findall(r"^(\d{2,4})(?:-(\d{2,4}))?\s", DICTIONARY.read_text(encoding="utf-8"), re.MULTILINE)
    return {str(ai).zfill(2) for first, last in rows for ai in range(int(first), int(last or first) + 1)}


@pytest.mark.parametrize("theirs", [_writers, *([_dictionarys] if GIVEN or DICTIONARY.is_file() else [])])
def test_exactly_the_identifiers_that_others_know_are_known(theirs):
    assert theirs() == set(identifiers())
