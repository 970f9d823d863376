"""Answering a customer by hand: on the ticket's page and at the door."""

from datetime import timedelta
from urllib.parse import parse_qsl, unquote

import pytest

from notifications.actions import suppress
from notifications.message import Medium, SuppressionReason
from notifications.templates import render
from service_desk.correspondence import actions, queries
from service_desk.correspondence.actions.answering import NothingToSend
from service_desk.correspondence.words import REPLIES, REPLY
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import execute, fetch, fetchval
from service_desk.foundation.i18n import LANGUAGES
from service_desk.parties import actions as parties
from service_desk.tickets import actions as tickets_actions
from service_desk.tickets import queries as tickets
from tests.opened import signed_in
from tests.world import NOON


@pytest.fixture
async def desk(anonymous, world):
    return await signed_in(anonymous, world.cy.id)


@pytest.fixture
async def ticket(world):
    opened = await tickets_actions.open_ticket(
        centre_id=world.ber, serial="S1", party_id=world.ada, words="Trigger dead", by=world.cy
    )
    return await tickets.ticket(opened.id)


async def messages():
    return await fetch("select * from message order by seq")


async def test_a_reply_waits_some_seconds_and_stands_in_the_time_line_with_what_became_of_it(desk, ticket):
    key = (await desk(f"/tickets/{ticket.number}")).fields["key"]
    for _ in range(2):
        sent = await desk.send(
            f"/tickets/{ticket.number}/replies", body="It is ready.\nCome by.", medium="sms", key=key
        )
        assert sent.status == 303
    (message,) = await messages()
    assert (message["body"], message["state"]) == ("It is ready.\nCome by.", "queued")
    assert message["not_before"] - message["created_at"] >= timedelta(seconds=10)
    page = await desk(f"/tickets/{ticket.number}")
    assert page.html.count("It is ready.") == 1
    assert "Take back" in page.text
    await execute("update message set state = 'delivered'")
    assert "Delivered" in (await desk(f"/tickets/{ticket.number}")).text


async def test_what_is_taken_back_is_never_sent_and_its_words_come_back(desk, ticket, world):
    await tickets_actions.hear_customer(ticket_id=ticket.id, words="When?", by=world.cy)
    entry = await actions.reply(ticket_id=ticket.id, body="Tomorrow", medium=Medium.SMS, by=world.cy)
    assert (await tickets.ticket(ticket.id)).unread_at is None
    back = await desk.send(f"/tickets/{ticket.number}/replies/back", entry=str(entry))
    assert f"ticket%3A{ticket.id}%3Areply" in str(back.headers.get_list("set-cookie"))
    assert [row["state"] for row in await messages()] == ["cancelled"]
    assert [each.body for each in await tickets.entries(ticket.id) if each.kind == "reply"] == []
    assert (await tickets.ticket(ticket.id)).unread_at is not None


async def test_a_ticket_that_was_resolved_with_a_reply_is_open_again_when_that_is_taken_back(desk, ticket):
    key = (await desk(f"/tickets/{ticket.number}")).fields["key"]
    sent = await desk.send(
        f"/tickets/{ticket.number}/replies", body="It is ready.", medium="sms", then="resolve", key=key
    )
    assert (await tickets.ticket(ticket.id)).state == "resolved"
    undo = next(
        unquote(each.split(";")[0].removeprefix("undo="))
        for each in sent.headers.get_list("set-cookie")
        if each.startswith("undo=")
    )
    address, _, fields = undo.partition("?")
    await desk.send(address, **dict(parse_qsl(fields)))
    assert [row["state"] for row in await messages()] == ["cancelled"]
    assert (await tickets.ticket(ticket.id)).state == "open"  # no move leads back to new


async def test_what_is_on_its_way_cannot_be_taken_back(ticket, world):
    entry = await actions.reply(ticket_id=ticket.id, body="Tomorrow", medium=Medium.SMS, by=world.cy)
    await execute("update message set state = 'accepted'")
    with pytest.raises(actions.NotTakenBack):
        await actions.take_back(ticket_id=ticket.id, entry_id=entry, by=world.cy)
    assert [each.body for each in await tickets.entries(ticket.id)] == ["Tomorrow"]


async def test_a_way_that_is_closed_says_why_and_keeps_what_was_typed(desk, ticket, world):
    party = await fetchval("select value from contact_point where party_id = $1 and kind = 'phone'", world.ada)
    await suppress(medium=Medium.SMS, address=party, reason=SuppressionReason.OPTED_OUT, by=SYSTEM)
    await parties.add_contact(party_id=world.ada, kind="email", value="ada@example.com", by=SYSTEM)
    page = await desk.send(f"/tickets/{ticket.number}/replies", body="Hello there", medium="sms", key="k" * 20)
    assert (page.status, "Hello there" in page.html, "asked for no more" in page.text) == (409, True, True)
    assert await messages() == []
    sent = await desk.send(f"/tickets/{ticket.number}/replies", body="Hello there", medium="email", key="k" * 20)
    assert sent.status == 303


@pytest.mark.parametrize(
    ("body", "told"),
    [("x" * 160, "SMS: 1 · GSM-7"), ("x" * 161, "SMS: 2 · GSM-7"), ("یک", "SMS: 1 · UCS-2"), ("“q” – it’s", "GSM-7")],
)
async def test_segments_are_counted_as_the_text_would_go(desk, ticket, body, told):
    page = await desk.send(f"/tickets/{ticket.number}/replies/measure", body=body, medium="sms")
    assert told in page.text


async def test_the_cost_is_what_that_country_cost_last(ticket, world):
    await actions.reply(ticket_id=ticket.id, body="One", medium=Medium.SMS, by=world.cy)
    assert (await queries.measured(ticket, "One", Medium.SMS)).price is None
    await execute("update message set price = -0.08, currency = 'EUR'")
    found = await queries.measured(ticket, "x" * 161, Medium.SMS)
    assert (str(found.price.normalize()), found.currency, found.segments) == ("0.16", "EUR", 2)


async def test_texts_to_begin_with_are_filled_with_the_ticket(client, ticket):
    answer = (await client.get(f"/api/v1/tickets/{ticket.number}/replies")).json()
    assert all(ticket.number in each["text"] for each in answer["suggestions"])
    assert len(answer["suggestions"]) == len(REPLIES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("entry", [REPLY, *REPLIES], ids=lambda entry: entry.key)
def test_replies_can_be_said_in_every_language(entry, language):
    assert (entry.folder / f"{language}.txt").exists()
    assert "{" not in render(entry, language, Medium.SMS, entry.sample).body
    assert "None" not in render(entry, language, Medium.EMAIL, entry.sample | {"phone": ""}).body


def test_a_long_line_goes_whole():
    told = queries.rules.reply_words(REPLY.sample, "1", "word " * 400)
    assert render(REPLY, "en", Medium.EMAIL, told).body.count("word") == 400


async def test_a_reply_by_the_door_is_taken_back_by_the_door(client, ticket):
    with clock.at(NOON):
        sent = await client.post(
            f"/api/v1/tickets/{ticket.number}/replies",
            json={"body": "Soon", "medium": "sms"},
            headers={"Idempotency-Key": "r" * 20},
        )
        assert sent.status_code == 201, sent.text
        back = await client.post(
            f"/api/v1/tickets/{ticket.number}/replies/withdrawal",
            json=sent.json(),
            headers={"Idempotency-Key": "w" * 20},
        )
    assert back.json() == {"body": "Soon"}


async def test_an_unanswered_ticket_is_marked_in_the_queue_until_it_is_answered(desk, ticket, world):
    await tickets_actions.hear_customer(ticket_id=ticket.id, words="When?", by=world.cy)
    assert "Unanswered" in (await desk("/tickets?unread=yes")).text
    await actions.reply(ticket_id=ticket.id, body="Tomorrow", medium=Medium.SMS, by=world.cy)
    page = await desk("/tickets?unread=yes", **{"HX-Request": "true", "HX-Request-Type": "partial"})
    assert ticket.number not in page.text


@pytest.mark.parametrize("body", ["\u200b", "\u200e \u2069", "\ufeff\n", "\u00ad"])
async def test_a_reply_of_which_nothing_would_be_seen_is_not_sent(ticket, world, body):
    with pytest.raises(NothingToSend):
        await actions.reply(ticket_id=ticket.id, body=body, medium=Medium.SMS, by=world.cy)
    assert await messages() == []


async def test_who_has_a_number_but_no_account_is_not_said_to_have_neither(ticket):
    ways = {way.medium: way for way in (await queries.answering(ticket, "en")).ways}
    assert ways[Medium.SMS].why is None
    assert ways[Medium.WHATSAPP].why == "The customer has no address of this kind: choose another way, or add one."
