"""What a person looks through can be searched by words; who is on the phone is found by their number in every list of work."""

import json
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from notifications.actions import say
from notifications.message import Medium, Recipient
from service_desk.correspondence.words import TICKET_RECEIVED
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetchrow
from service_desk.parties.actions import create_party
from service_desk.parts import actions as parts
from service_desk.products.actions import register_item
from service_desk.repairs.actions import start
from service_desk.scanning import actions as scanning
from service_desk.scanning.rules import LabelKind
from service_desk.scanning.rules.sessions import Purpose
from service_desk.tickets.actions import open_ticket
from tests.doors.test_filters import charged

API = "/api/v1"


@pytest.fixture
async def work(world):
    zoe = await create_party(
        name="Zoë Quandt", language="en",
        contacts=[("phone", "+989123456789"), ("email", "zoe@example.com")], by=SYSTEM,
    )  # fmt: skip
    item = await register_item(product_id=world.drill, serial="ZQ-1", owner_id=zoe, by=SYSTEM)
    ticket = await open_ticket(centre_id=world.ber, item_id=item, party_id=zoe, words="whistles", by=world.cy)
    order = await start(ticket_id=ticket.id, by=world.cy)
    other = await open_ticket(centre_id=world.ber, serial="X1", party_id=world.bahar, words="hums", by=world.cy)
    await start(ticket_id=other.id, by=world.cy)
    return str(ticket.id), str(order.id)


@pytest.mark.parametrize(
    "typed",
    [
        "6789",
        "0912 345 6789",
        "+98 912 3456789",
        "۶۷۸۹",
        "3456",
        "0912",
        "00989123456789",
        "zoe@example.com",
        "ZOE@EXAMPLE.COM",
    ],
)
async def test_the_customers_phone_or_mail_finds_their_tickets_and_orders(client, work, typed):
    for list_, right in zip(("tickets", "repairs"), work, strict=True):
        answer = await client.get(f"{API}/{list_}", params={"words": typed})
        assert right in [row["id"] for row in answer.json()["items"]], (list_, answer.text)


@pytest.mark.parametrize("typed", ["nobody@example.com", "999888777", "0913"])
async def test_a_phone_or_mail_of_nobody_finds_no_work(client, work, typed):
    for list_ in ("tickets", "repairs", "messages", "charges", "invoices"):
        answer = await client.get(f"{API}/{list_}", params={"words": typed})
        assert (answer.status_code, answer.json()["items"]) == (200, []), (list_, answer.text)


@pytest.mark.parametrize("typed", ["Quandt", "zoe qua", "6789", "0912 345 6789", "۳۴۵۶۷۸۹", "ZOE@example.com"])
async def test_the_customers_name_phone_or_mail_finds_what_was_said_and_charged(client, world, work, typed):
    order = await fetchrow("select id::text, number, party_id from repair_order where id = $1", UUID(work[1]))
    zoe = order["party_id"]
    bill = await charged(order, replace(world, ada=zoe))
    told = Recipient(str(zoe), "en", "UTC", {Medium.SMS: "+989123456789"})
    (said,) = await say(recipient=told, template="ticket_received", params=TICKET_RECEIVED.sample, dedupe_key="z")
    for list_, right in (("messages", said), ("charges", bill), ("invoices", bill)):
        answer = await client.get(f"{API}/{list_}", params={"words": typed})
        assert [row["id"] for row in answer.json()["items"]] == [str(right)], (list_, answer.text)


async def test_a_delivery_is_found_by_its_note_and_its_place_and_labels_by_their_printer(client, world):
    for note in ("LS-77", "LS-78"):
        place = await parts.create_location(
            centre_id=world.ber, code=f"P{note}", name={"en": note}, kind="bench", by=world.cy
        )
        await scanning.start_session(location_id=place, purpose=Purpose.RECEIPT, number=note, by=world.cy)
    for typed in ("ls-77", "77 pls", "\u06f7\u06f7"):
        found = (await client.get(f"{API}/receiving", params={"words": typed})).json()["items"]
        assert [row["number"] for row in found] == ["LS-77"], typed
    assert len((await client.get(f"{API}/receiving")).json()["items"]) == 2
    for code in ("NORTH", "SOUTH"):
        printer = await scanning.add_printer(
            centre_id=world.ber, code=code, kind="raw_tcp", address="127.0.0.1:9100", by=world.cy
        )
        await scanning.print_labels(printer_id=printer, kind=LabelKind.PART, ids=[world.battery], by=world.cy)
    found = (await client.get(f"{API}/print-jobs", params={"words": "nor"})).json()["items"]
    assert [row["printer"] for row in found] == ["NORTH"]


# Short, or found by what it belongs to; why a person needs no words there.
WITHOUT_WORDS = {
    "/account-roles/gaps": "what is missing, mostly nothing",
    "/centres": "a company has few",
    "/extensions": "a company has few",
    "/channels": "three",
    "/clocks/forgotten": "an empty list on most days",
    "/error-rules": "a table of a provider's codes",
    "/events": "a feed for programs",
    "/events/kinds": "a table for programs",
    "/fault-schemes": "a company has few",
    "/imports": "runs of one's own, the newest first",
    "/message-texts": "by key, medium and language",
    "/me/sessions": "of oneself",
    "/messages/counts": "sums",
    "/packs": "one for each country",
    "/periods": "twelve a year",
    "/rights": "a table of names",
    "/ticket-views": "twenty of one's own, and of a centre",
    "/roles": "a company has few",
    "/scans": "what one station scanned, the newest first",
    "/scans/pictures": "what one sent oneself",
    "/send-windows": "one for each medium",
    "/settings": "a table of names",
    "/taxes": "a company has few",
    "/tokens": "of one person",
}


def test_every_list_that_a_person_looks_through_takes_words():
    document = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text())
    without = set()
    for path, ways in document["paths"].items():
        told = ways.get("get", {})
        asked = {each["name"] for each in told.get("parameters", ())}
        if "cursor" in asked and "words" not in asked and "{" not in path:
            without.add(path.removeprefix(API))
    assert without - set(WITHOUT_WORDS) == set()
    assert set(WITHOUT_WORDS) - without == set(), "these take words by now, or are gone"
