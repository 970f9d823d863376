"""Pages for whoever has no link: is it genuine and covered, and send me my link again."""

from datetime import date, timedelta

import pytest

from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetch
from service_desk.portal.pages.asking import CHECKS, LINKS
from service_desk.products import actions as products
from service_desk.tickets import actions as tickets
from tests.pictures import plain_png
from tests.portal.test_link import look, send  # noqa: F401  # fixtures
from tests.world import NOON


@pytest.fixture(autouse=True)
def _noon():
    CHECKS.forget()
    LINKS.forget()
    with clock.at(NOON):
        yield


async def test_a_serial_is_told_genuine_and_until_when_it_is_covered_and_nothing_of_its_owner(look, world):  # noqa: F811
    page = await look("/check?serial=s1")
    assert "Genuine" in page.text
    assert "Under warranty until 15 March 2028" in page.text or "Under warranty until 14 March 2028" in page.text
    assert "Ada" not in page.text


async def test_the_end_of_a_warranty_is_told_too(look, world):  # noqa: F811
    with clock.at(NOON + timedelta(days=900)):
        assert "The warranty ended on" in (await look("/check?serial=S1")).text


async def test_a_unit_without_terms_and_one_that_nobody_knows_are_told_apart(look, world):  # noqa: F811
    await products.register_item(
        product_id=world.drill, serial="S-77", dates=[("invoice", date(2026, 1, 1))], by=SYSTEM
    )
    assert "Genuine" in (await look("/check?serial=S-77")).text
    assert "We do not know this serial number" in (await look("/check?serial=NOPE-1", status=404)).text


async def test_nothing_typed_and_a_photo_without_a_code_say_what_to_do(send, world):  # noqa: F811
    assert "Type the serial number" in (await send("/check", status=400)).text
    answer = await send("/check", status=400, files={"picture": ("x.png", plain_png(), "image/png")})
    assert "No code could be read" in answer.text


async def test_whoever_counts_serials_through_is_stopped(anonymous, world):
    answers = [await anonymous.get(f"/check?serial=S{n}") for n in range(20)]
    assert answers[-1].status_code == 429


async def test_a_new_link_goes_to_the_address_on_file_and_the_answer_never_tells_whether(send, world):  # noqa: F811
    ticket = await tickets.open_ticket(centre_id=world.ber, party_id=world.ada, words="x", by=world.cy)
    said = []
    for number, contact in (
        (ticket.number, "0151 12345678"), (ticket.number, "ADA@example.com"), (ticket.number, "0151 99999999"), ("BER-T-999999", "x@y.zz"),
    ):  # fmt: skip
        page = (await send("/l", status=200, number=number, contact=contact)).text
        said.append(page.replace(number, "").replace(contact, ""))
    assert len(set(said)) == 1
    messages = await fetch("select address, body, template from message where template = 'link_again'")
    assert [row["address"] for row in messages] == ["+4915112345678"]
    assert "/l/" in messages[0]["body"]
