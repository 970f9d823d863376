"""The doors: what was said, and receipts that are believed by their signature."""

from dataclasses import replace

import pytest

from notifications.actions import say
from notifications.message import Medium, Recipient
from service_desk.correspondence.words import TICKET_RECEIVED
from service_desk.foundation import clock
from service_desk.foundation.db import fetchval
from service_desk.foundation.settings import environment
from tests.notifications.peers import PUBLIC, TOKEN, receipt
from tests.world import NOON

ADA = Recipient("ada", "en", "UTC", {Medium.SMS: "+4915112345678", Medium.EMAIL: "ada@example.com"})


@pytest.fixture(autouse=True)
def settings(monkeypatch):
    known = replace(environment(), public_url=PUBLIC, twilio_token=TOKEN)
    for place in ("notifications.signed", "service_desk.foundation.web.hooked"):
        monkeypatch.setattr(f"{place}.environment", lambda: known)


async def tell(key="1", recipient=ADA, **more):
    with clock.at(NOON):
        ids = await say(
            recipient=recipient, template="ticket_received", params=TICKET_RECEIVED.sample, dedupe_key=key, **more
        )
    return ids[0]


async def test_messages_are_listed_by_what_is_asked(client, world):
    await tell("1", thread="ticket:1", centre_id=world.ber)
    await tell("2", thread="ticket:2")
    answer = (await client.get("/api/v1/messages", params={"thread": "ticket:1", "medium": "sms"})).json()
    assert [message["thread"] for message in answer["items"]] == ["ticket:1"]


async def test_a_message_is_shown_with_its_history(client):
    said = await tell()
    shown = (await client.get(f"/api/v1/messages/{said}")).json()
    assert shown["message"]["body"].startswith("Aftercare: we have your report")
    assert [line["state"] for line in shown["history"]] == ["queued"]


async def test_a_message_that_is_not_there_says_so(client):
    answer = await client.get("/api/v1/messages/018f0000-0000-7000-8000-000000000000")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_a_bad_cursor_and_a_bad_medium_are_sentences(client):
    assert (await client.get("/api/v1/messages", params={"cursor": "x"})).json()["code"] == "bad_cursor"
    assert (await client.get("/api/v1/messages", params={"medium": "pigeon"})).status_code == 400


async def test_messages_are_not_for_strangers(anonymous):
    assert (await anonymous.get("/api/v1/messages")).status_code == 401


async def test_a_waiting_message_is_cancelled_through_the_door(client):
    said = await tell()
    key = {"Idempotency-Key": "cancel-message-0001"}
    first = await client.post(f"/api/v1/messages/{said}/cancellation", headers=key)
    again = await client.post(f"/api/v1/messages/{said}/cancellation", headers=key)
    assert (first.status_code, again.headers.get("idempotency-replayed")) == (201, "true")
    assert (await client.get("/api/v1/messages", params={"state": "cancelled"})).json()["items"][0]["id"] == str(said)


async def test_an_address_is_suppressed_and_lifted(client):
    body = {"medium": "sms", "address": "+4915112345678", "reason": "opted_out"}
    assert (await client.post("/api/v1/suppressions", json=body)).status_code == 204
    assert (await client.post("/api/v1/suppressions", json=body)).json()["code"] == "already_suppressed"
    lift = {"medium": "sms", "address": "+4915112345678", "note": "asked for it"}
    assert (await client.post("/api/v1/suppressions/lift", json=lift)).status_code == 204


async def test_a_signed_receipt_moves_the_message_on_without_a_log_in(client, anonymous):
    said = await tell()
    reference = await reference_of(said)
    anonymous.headers.pop("Authorization", None)
    assert (await receipt(anonymous, reference, "delivered")).status_code == 204
    assert await shown_state(said) == "delivered"


async def test_a_receipt_with_a_forged_signature_is_refused(anonymous):
    said = await tell()
    answer = await receipt(anonymous, await reference_of(said), "delivered", token="guessed")
    assert (answer.status_code, answer.json()["code"], await shown_state(said)) == (403, "bad_signature", "queued")


async def test_a_receipt_without_a_signature_and_an_oversize_one_are_refused(anonymous):
    assert (await anonymous.post("/hooks/twilio/status/x", data={"MessageSid": "1"})).status_code == 403
    assert (await anonymous.post("/hooks/twilio/status/x", content=b"a" * 100_001)).status_code == 413


async def test_a_receipt_for_an_unknown_reference_is_not_found(anonymous):
    assert (await receipt(anonymous, "nothing-of-ours", "sent")).status_code == 404


async def reference_of(message_id):
    return await fetchval("select reference from message where id = $1", message_id)


async def shown_state(message_id):
    return await fetchval("select state from message where id = $1", message_id)


REACHED = [
    ([], "neither a mobile number nor an e-mail address"),
    ([{"kind": "phone", "value": "+493012345678"}], "a landline, which takes no text messages"),
    ([{"kind": "phone", "value": "+4915112345678"}], None),
    ([{"kind": "phone", "value": "+493012345678"}, {"kind": "email", "value": "ada@example.com"}], None),
]


@pytest.mark.parametrize(("contacts", "said"), REACHED)
async def test_who_takes_a_report_hears_at_once_that_no_message_will_reach_the_customer(client, world, contacts, said):
    body = {
        "centre_id": str(world.ber), "serial": "S1", "words": "dead",
        "new_party": {"name": "Otto", "language": "en", "contacts": contacts},
    }  # fmt: skip
    opened = await client.post("/api/v1/tickets", json=body, headers={"Idempotency-Key": "k" * 20})
    warned = [each["message"] for each in opened.json()["warnings"] if each["code"] == "unreachable"]
    assert len(warned) == (said is not None)
    shown = (await client.get(f"/api/v1/tickets/{opened.json()['id']}")).json()["unreachable"]
    assert shown == (warned[0] if warned else None)
    assert said is None or said in shown


async def test_who_opted_out_on_every_way_is_told_apart_on_the_ticket_and_in_the_list(client, world):
    body = {
        "centre_id": str(world.ber), "serial": "S1", "words": "dead",
        "new_party": {"name": "Otto", "language": "en", "contacts": [{"kind": "phone", "value": "+4915199999999"}]},
    }  # fmt: skip
    ticket = (await client.post("/api/v1/tickets", json=body, headers={"Idempotency-Key": "k" * 20})).json()["id"]
    stop = {"medium": "sms", "address": "+4915199999999", "reason": "opted_out"}
    await client.post("/api/v1/suppressions", json=stop, headers={"Idempotency-Key": "s" * 20})
    shown = (await client.get(f"/api/v1/tickets/{ticket}")).json()
    assert "asked for no more messages" in shown["unreachable"]
    await tell("9", Recipient("otto", "en", "UTC", {Medium.SMS: "+4915199999999"}), thread="ticket:9")
    (listed,) = (await client.get("/api/v1/messages?thread=ticket:9")).json()["items"]
    assert (listed["state"], listed["why"]) == ("suppressed", shown["unreachable"])


@pytest.mark.parametrize("language", ["fa", "ar", "zh", "ru"])
def test_why_a_message_does_not_go_is_said_in_every_language(language):
    from notifications.message import SuppressionReason, why
    from notifications.message.reaching import SENTENCES

    assert {reason.value for reason in SuppressionReason} <= set(SENTENCES)
    assert all(why(reason, language) != str(sentence) for reason, sentence in SENTENCES.items())
    assert why("30006", language) is None
