"""What an address on a label says, read strictly; no address, however odd, breaks the reading."""

from contextlib import suppress
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as some

from barcodes import make_token
from service_desk.foundation.errors import DeskError
from service_desk.foundation.web import html
from service_desk.links.rules import owns, proves
from service_desk.portal.rules import (
    Asked,
    Misread,
    NotALink,
    NotOnALabel,
    NotOurs,
    Sort,
    asked,
    linkset,
    mail_to,
    own_code,
    tail,
    wants_linkset,
)
from service_desk.products.rules.identity import NotAGtin, WrongCheckDigit

GTIN = "04006381333931"
GS1 = "".join(chr(c) for c in range(0x21, 0x7B) if chr(c) not in "#$@[\\]^`")


@pytest.mark.parametrize(
    ("path", "read"),
    [
        (GTIN, Asked(GTIN)),
        (f"{GTIN}/", Asked(GTIN)),
        ("4006381333931/21/SN-1", Asked(GTIN, serial="SN-1")),
        (f"{GTIN}/10/LOT%2F7", Asked(GTIN, batch="LOT/7")),
        (f"{GTIN}/10/L/21/S%2521", Asked(GTIN, batch="L", serial="S%21")),
        (f"{GTIN}/22/2A/10/L/21/S", Asked(GTIN, "2A", "L", "S")),
    ],
)
def test_a_whole_address_is_read(path, read):
    assert asked(path) == read


@pytest.mark.parametrize(
    ("path", "refusal"),
    [
        ("", NotAGtin),
        ("123/21/S", NotAGtin),
        ("04006381333932/21/S", WrongCheckDigit),
        (f"{GTIN}/21", NotALink),
        (f"{GTIN}/21/S/10/L", NotALink),
        (f"{GTIN}/21/S/21/S", NotALink),
        (f"{GTIN}/99/S", NotALink),
        (f"{GTIN}/21/a/b", NotALink),
        (f"{GTIN}/21/", NotALink),
        (f"{GTIN}/21/{'9' * 21}", NotOnALabel),
        (f"{GTIN}/21/A%00B", NotOnALabel),
        (f"{GTIN}/21/%FF", NotOnALabel),
        (f"{GTIN}/21/%D8%AF", NotOnALabel),
    ],
)
def test_an_address_that_no_label_holds_is_refused_with_a_sentence(path, refusal):
    with pytest.raises(refusal):
        asked(path)


@given(some.text(GS1, min_size=1, max_size=20), some.text(GS1, min_size=1, max_size=20))
def test_every_batch_and_serial_that_gs1_allows_comes_back_from_its_address(batch, serial):
    meant = Asked(GTIN, batch=batch, serial=serial)
    assert asked(meant.link("https://desk.example").partition("/01/")[2]) == meant


@given(some.text(max_size=80))
def test_no_address_does_more_than_be_refused(text):
    for path in (text, quote(text, safe="")):
        for read in (asked, own_code):
            with suppress(DeskError):
                assert read(path)


@pytest.mark.parametrize(
    ("body", "sort", "centre"),
    [
        ("TEH-T-000123", Sort.CLAIM, "TEH"),
        ("BER-R-000001", Sort.REPAIR, "BER"),
        ("BER-E-000001", Sort.ESTIMATE, "BER"),
        ("BER-I-000001", Sort.INVOICE, "BER"),
        ("LOC-BER-A-1", Sort.HOUSE, ""),
        ("CMD-START", Sort.HOUSE, ""),
    ],
)
def test_a_code_of_ours_says_what_it_is(body, sort, centre):
    code = own_code(make_token(body).lower())
    assert (code.sort, code.number, code.centre) == (sort, body, centre)


def test_one_wrong_character_of_a_code_is_noticed():
    with pytest.raises(Misread, match="last character"):
        own_code(make_token("TEH-T-000123").replace("123", "124"))


def test_a_sound_code_of_somebody_else_is_not_ours():
    with pytest.raises(NotOurs):
        own_code(make_token("PARCEL-77"))


def test_of_a_serial_only_the_end_is_repeated():
    assert (tail("SN-66255890"), tail("S1"), tail("")) == ("…5890", "S1", "")


def test_a_letter_keeps_its_lines_and_cannot_be_given_another_receiver():
    letter = mail_to("a+b@desk.example", "S & 1?cc=x", "one\ntwo&bcc=me@x.example")
    assert letter == "mailto:a%2Bb@desk.example?subject=S%20%26%201%3Fcc%3Dx&body=one%0D%0Atwo%26bcc%3Dme%40x.example"


@pytest.mark.parametrize(
    ("accept", "link_type", "wanted"),
    [
        ("application/linkset+json", None, True),
        ("*/*", "all", True),
        ("text/html", "linkset", True),
        ("text/html", "gs1:pip", False),
        ("text/html", None, False),
    ],
)
def test_a_machine_asks_for_links_by_header_or_by_link_type(accept, link_type, wanted):
    assert wants_linkset(accept, link_type) is wanted


def test_a_linkset_has_the_form_of_rfc_9264():
    (context,) = linkset("https://desk.example/01/1", "Saw")["linkset"]
    assert context.pop("anchor") == "https://desk.example/01/1"
    assert [
        (relation.startswith("https://"), [*target[0]], target[0]["hreflang"][:2])
        for relation, target in context.items()
    ] == [(True, ["href", "title", "type", "hreflang"], ["en", "fa"])] * 2


def test_a_long_mail_address_breaks_behind_its_sign_before_any_letter_does():
    assert "very.long.name@<wbr>service.example.com" in html.code("very.long.name@service.example.com")
    assert "&lt;b&gt;@<wbr>x" in html.code("<b>@x")


def test_a_mail_address_proves_its_owner_as_they_write_it():
    kept = ["info@xn--strae-oqa.example"]
    assert proves("Info＠Straße.example", (), kept)
    assert owns("info@straße.example", kept)
    assert not owns("info@strasse.example", kept)
