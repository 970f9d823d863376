"""What a customer sees who points a phone at one of our labels."""

import json
import re
import time
import tomllib
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote, unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from barcodes import make_token
from service_desk.centres.actions import set_setting
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetchval
from service_desk.foundation.i18n import LANGUAGES
from service_desk.foundation.web import html, pace
from service_desk.foundation.web.pace import BURST, PACE
from service_desk.portal import queries
from service_desk.products import actions as products
from service_desk.repairs import actions as repairs
from service_desk.scanning.actions import labels_to_print
from service_desk.scanning.queries.labelling import claim_link
from service_desk.scanning.rules import LabelKind
from service_desk.tickets import actions as tickets

GTIN = "04006381333931"
SERIAL = "SN-0001/A&<b>"
UNIT = f"/01/{GTIN}/21/{quote(SERIAL, safe='')}"
CLAIM = make_token("TEH-T-000123")
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
UNSAFE_TO_LOAD = re.compile(r'(?:src|href|action|content)="?(?:https?:)?//')


class Opened(HTMLParser):
    """A page as a browser takes it apart: its tags, what it loads, its text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.loads, self.links, self.words, self.root = [], [], [], [], {}
        self.feed(text)
        self.text = " ".join("".join(self.words).split())

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append(tag)
        self.root = given if tag == "html" else self.root
        self.loads += [given["href"]] if tag == "link" else [given["src"]] if "src" in given else []
        self.links += [given["href"]] if tag == "a" else []
        assert not any(name.startswith("on") or name == "style" for name in given), given

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture(autouse=True)
def _unhurried():
    PACE.forget()


@pytest.fixture
async def saw(world):
    model = await products.create_product(
        sku="S-1", gtin=GTIN, name={"en": "Saw <1>", "fa": "اره"}, brand="Nord & Co", by=SYSTEM
    )
    return await products.register_item(product_id=model, serial=SERIAL, owner_id=world.bahar, by=SYSTEM)


@pytest.fixture
def look(anonymous, world):
    async def at(path, language="en", status=200, **headers):
        answer = await anonymous.get(path, headers=BROWSER | {"Accept-Language": language} | headers)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        return Opened(answer.text)

    return at


async def reachable(centre, phone, email):
    for name, value in (("service_phone", phone), ("service_email", email)):
        await set_setting(name=name, value=value, valid_from=date(2020, 1, 1), centre_id=centre, by=SYSTEM)


@pytest.mark.parametrize(("language", "name", "direction"), [("en", "Saw <1>", "ltr"), ("fa-IR", "اره", "rtl")])
async def test_a_label_opens_its_unit_in_the_language_of_the_browser(look, saw, language, name, direction):
    page = await look(UNIT, language)
    assert (page.root["lang"], page.root["dir"]) == (language[:2], direction)
    assert name in page.text
    assert "Nord & Co" in page.text
    assert "…&<b>" in page.text
    assert {link for link in page.links if link.startswith("?")} == {
        f"?lang={other}" for other in LANGUAGES if other != language[:2]
    }


async def test_a_language_chosen_on_the_page_wins_and_the_claim_stays(look, saw):
    page = await look(f"{UNIT}?claim={CLAIM}&lang=ru", "fa")
    assert page.root["lang"] == "ru"
    assert f"?lang=fa&claim={CLAIM}" in page.links


async def test_nothing_personal_stands_on_the_page_while_the_unit_is_in_repair(look, world, saw, anonymous):
    before = (await anonymous.get(UNIT)).text
    await repairs.start(centre_id=world.ber, party_id=world.ada, items=[repairs.Brought(item_id=saw)], by=world.cy)
    assert (await anonymous.get(UNIT)).text == before
    assert not any(word in before for word in ("بهار", "Ada", "912", "repair order", str(saw)))


async def test_a_page_runs_no_script_and_loads_our_stylesheet_alone(anonymous, world, saw):
    answer = await anonymous.get(UNIT)
    policy, page = answer.headers["content-security-policy"], Opened(answer.text)
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not {"script", "iframe", "form", "img"} & set(page.tags)
    assert page.loads == ["data:,", f"/style/{html.STYLE}"]
    assert UNSAFE_TO_LOAD.search(answer.text) is None
    assert answer.headers["referrer-policy"] == "no-referrer"
    style = await anonymous.get(page.loads[1])
    assert (style.headers["content-type"], "immutable" in style.headers["cache-control"]) == (
        "text/css; charset=utf-8",
        True,
    )
    assert "url(" not in style.text


def test_the_stylesheet_names_no_left_and_no_right():
    style = (html.PACKAGE / "foundation" / "templates" / "page.css").read_text()
    assert re.findall(r"(?:margin|padding|border|text-align|float)[-: ]*(?:left|right)", style) == []


async def test_the_letter_to_the_centre_of_the_claim_is_ready(look, world, saw):
    await reachable(world.teh, "+98 21 8855 0100", "tehran@example.com")
    await reachable(world.ber, "+49 30 901820", "berlin@example.com")
    page = await look(f"{UNIT}?claim={CLAIM}")
    (letter,) = [unquote(link) for link in page.links if link.startswith("mailto:")]
    assert letter.startswith(
        "mailto:tehran@example.com?subject=Service: Saw <1> SN-0001/A&<b>&body=Product: Saw <1>\r\n"
    )
    assert f"Serial number: {SERIAL}\r\nNumber: TEH-T-000123\r\n" in letter
    assert "tel:+982188550100" in page.links
    assert {link[:14] for link in (await look(UNIT)).links if link[0] == "m"} == {"mailto:tehran@", "mailto:berlin@"}


async def test_without_phone_and_mail_the_company_is_named(look, saw):
    assert "turn to Aftercare Works" in (await look(UNIT)).text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (f"/01/{GTIN}/21/SN-0009", "We do not know this unit"),
        (f"/01/{GTIN}/10/LOT-1", "We do not know this unit"),
        ("/01/09501101530003/21/S1", "We do not know this product"),
    ],
)
async def test_what_we_do_not_know_is_said_with_what_was_read_and_what_to_do(look, saw, path, said):
    page = await look(path, status=404)
    assert said in page.text
    assert path.rpartition("/")[2] in page.text
    assert "Compare what was read with the label" in page.text


async def test_a_product_without_a_unit_has_its_page(look, saw):
    assert "stands on the label of the unit" in (await look(f"/01/{GTIN}")).text


async def test_a_batch_is_known_by_its_product(look, world):
    model = await products.create_product(
        sku="G-1", gtin="9501101530003", name={"en": "Glue"}, tracking="batch", by=SYSTEM
    )
    await products.register_item(product_id=model, batch="L/7", quantity=Decimal(3), by=SYSTEM)
    assert "L/7" in (await look("/01/09501101530003/10/L%2F7")).text
    await look("/01/09501101530003/10/L-8", status=404)


async def test_a_unit_of_another_product_is_not_shown_by_its_serial(look, world):
    """S1 is a drill without GTIN: a foreign label with the serial S1 must not open it."""
    await products.create_product(sku="S-1", gtin=GTIN, name={"en": "Saw"}, by=SYSTEM)
    assert "Drill" not in (await look(f"/01/{GTIN}/21/S1", status=404)).text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (f"/01/{GTIN}/21", "not whole"),
        ("/01/04006381333932/21/S1", "04006381333932\u2069 is wrong"),
        ("/01/letters", "is not a GTIN"),
        ("/01", "is not a GTIN"),
        (f"/01/{GTIN}/21/%00", "no label can hold"),
        (f"/s/{CLAIM[:-1]}_", "was not read right: its last character"),
    ],
)
async def test_a_broken_address_is_refused_with_a_sentence(look, path, said):
    assert said in (await look(path, status=400)).text


async def test_a_refusal_speaks_the_language_of_the_browser_and_keeps_codes_apart(look):
    page = await look("/s/TEH-T-000123-Z", "fa", status=400)
    assert page.root["dir"] == "rtl"
    assert "\u2068TEH-T-000123-Z\u2069 درست خوانده نشد" in page.text


@given(path=some.text(some.characters(codec="utf-8"), max_size=60), raw=some.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_address_makes_the_door_fail(anonymous, world, path, raw):
    PACE.forget()
    typed = quote(path, safe="/%" if raw else "")
    for door in (f"/01/{typed}", f"/01/{GTIN}/21/{typed}", f"/01/{GTIN}/10/{typed}", f"/s/{typed}"):
        answer = await anonymous.get(door, headers=BROWSER)
        assert answer.status_code in {200, 400, 404}, (door, answer.text)
        assert answer.headers["content-type"].startswith("text/html")
        assert "Traceback" not in answer.text


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "\u202eevil"])
async def test_what_stands_in_an_address_stays_text(anonymous, world, text):
    for door in (f"/01/{quote(text, safe='')}", f"/s/{quote(text, safe='')}", f"/{quote(text, safe='')}"):
        answer = await anonymous.get(door, headers=BROWSER)
        page = Opened(answer.text)
        assert not {"script", "img"} & set(page.tags)
        assert "\u202e" not in page.text


async def test_the_short_address_tells_what_a_slip_is_and_whom_it_reaches(look, world):
    await reachable(world.teh, "+98 21 8855 0100", "")
    page = await look(f"/s/{CLAIM}")
    assert "Your service claim TEH-T-000123" in page.text
    assert "tel:+982188550100" in page.links
    assert "Please name this number" in page.text


async def test_a_number_that_was_never_given_out_looks_like_any_other(look, world):
    """Otherwise one could count how much work there is."""
    ticket = await tickets.open_ticket(centre_id=world.ber, party_id=world.ada, words="broken", serial="X", by=world.cy)
    pages = [(await look(f"/s/{make_token(number)}")).text for number in (ticket.number, "BER-T-999999")]
    assert pages[0].replace(ticket.number, "") == pages[1].replace("BER-T-999999", "")


@pytest.mark.parametrize(("body", "status"), [("LOC-BER-A-1", 200), ("CMD-START", 200), ("XYZ-T-000001", 404)])
async def test_codes_for_the_staff_and_of_other_houses_are_told_apart(look, body, status):
    assert ("for our staff" in (await look(f"/s/{make_token(body)}", status=status)).text) is (status == 200)


async def test_the_address_on_a_printed_slip_opens_and_is_still_scanned_to_the_record(look, client, saw, world):
    for number, gtin, serial in (("TEH-T-000123", GTIN, "SN-0001"), ("BER-T-000001", None, None)):
        link = claim_link(number, gtin, serial)
        assert number in (await look(link.partition(":8000")[2], status=404 if gtin else 200)).text
    scanned = await client.post("/api/v1/scans", json={"raw": f"http://127.0.0.1:8000{UNIT}?claim={CLAIM}"})
    assert scanned.json()["record"]["id"] == str(saw)


async def test_a_printed_slip_leads_a_phone_to_the_page_of_its_customer_and_a_scanner_to_its_record(
    anonymous, client, saw, world
):
    known = await tickets.open_ticket(centre_id=world.ber, party_id=world.ada, item_id=saw, words="broken", by=world.cy)
    other = await tickets.open_ticket(centre_id=world.ber, party_id=world.ada, serial="X", words="hums", by=world.cy)
    for ticket in (known, other):
        ((_, slip),) = await labels_to_print(LabelKind.CLAIM, [ticket.id], None, world.cy)
        path = slip.link.partition(":8000")[2]
        led = await anonymous.get(path, headers=BROWSER, follow_redirects=False)
        assert (led.status_code, led.headers["location"][:3]) == (303, "/l/")
        assert "We have your report" in (await anonymous.get(led.headers["location"], headers=BROWSER)).text
        wrong = await anonymous.get(path[:-4] + "zzzz", headers=BROWSER, follow_redirects=False)
        assert wrong.status_code == 200  # as a label that anybody may scan
        scanned = (await client.post("/api/v1/scans", json={"raw": slip.link})).json()["record"]
        assert scanned["id"] == str(saw if ticket is known else ticket.id)
    preview = await client.get(f"/api/v1/labels/claim/{known.id}")
    assert preview.status_code == 200
    assert await fetchval("select count(*) from customer_link where origin = 'slip'") == 2


async def test_a_machine_gets_the_links_of_a_unit(anonymous, saw):
    for asked in ({"headers": {"Accept": "application/linkset+json"}}, {"params": {"linkType": "all"}}):
        answer = await anonymous.get(UNIT, **asked)
        assert answer.headers["content-type"] == "application/linkset+json"
        assert answer.json()["linkset"][0]["anchor"].endswith(UNIT)
    unknown = await anonymous.get(f"/01/{GTIN}/21/SN-0009", headers={"Accept": "application/linkset+json"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_our_code")


async def test_whoever_asks_too_fast_is_asked_to_wait(look, anonymous, monkeypatch):
    at_once = time.monotonic()  # however long the machine takes for them
    monkeypatch.setattr(pace, "time", SimpleNamespace(monotonic=lambda: at_once))
    for _ in range(BURST):
        await anonymous.get(f"/s/{CLAIM}")
    page = await look(f"/s/{CLAIM}", status=429)
    assert "Wait a little" in page.text
    assert (await anonymous.get("/", headers=BROWSER)).headers["retry-after"] == "10"


async def test_the_head_alone_can_be_asked_for(anonymous, saw):
    assert (await anonymous.head(UNIT)).headers["content-language"] == "en"


async def test_what_breaks_inside_is_told_without_its_insides(look, monkeypatch):
    async def broken(_asked):
        raise RuntimeError("secret")

    monkeypatch.setattr(queries, "seen", broken)
    page = await look(UNIT, "ru", status=500)
    assert "Сообщая о сбое, назовите этот номер" in page.text
    assert "secret" not in page.text


async def test_the_start_page_helps_customers_and_staff(look):
    page = await look("/")
    assert "Aftercare Works" in page.text
    assert "/docs" in page.links
    assert "/sign-in?lang=en" in page.links


async def test_the_start_page_stands_before_there_is_a_company(anonymous):
    assert "After-sales service" in (await anonymous.get("/", headers=BROWSER)).text


async def test_a_browser_that_is_lost_gets_a_page_and_a_program_gets_a_problem(look, anonymous):
    page = await look("/no/such/page", "fa", status=404)
    assert "/?lang=fa" in page.links
    program = await anonymous.get("/no/such/page")
    assert program.headers["content-type"] == "application/problem+json"
    api = await anonymous.get("/api/v1/nowhere", headers=BROWSER)
    assert json.loads(api.content)["code"] == "unknown_address"


@pytest.mark.parametrize("room", ["foundation", "portal"])
def test_the_words_of_pages_are_whole_in_every_language(room):
    words = tomllib.loads((Path(html.PACKAGE) / room / "templates" / "words.toml").read_text())
    places = {key: {tuple(sorted(re.findall(r"{\w+}", text))) for text in said.values()} for key, said in words.items()}
    assert {key for key, said in words.items() if set(said) != set(LANGUAGES)} == set()
    assert {key for key, kinds in places.items() if len(kinds) != 1} == set()
