"""What the house says of its messages at the doors: who must not be written to, which channels stopped, when, in which words."""

import httpx
import pytest

from notifications.actions import say
from notifications.dispatcher import statements
from notifications.message import Medium, Recipient
from service_desk.correspondence.words import TICKET_RECEIVED
from service_desk.foundation import clock
from service_desk.foundation.db import execute
from service_desk.foundation.ids import uuid7
from service_desk.foundation.kept import forget_kept
from tests.doors.conftest import program, refused, token_of

API = "/api/v1"


@pytest.fixture
def post(client):
    def send(path, body=None, **headers):
        return client.post(f"{API}{path}", json=body, headers={"Idempotency-Key": str(uuid7())} | headers)

    return send


@pytest.fixture
def put(client):
    return lambda path, body: client.put(f"{API}{path}", json=body)


@pytest.fixture
async def read(client):
    async def get(path, **asked):
        answer = await client.get(f"{API}{path}", params=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return get


async def tell(world, phone="+989120000101", key="1"):
    person = Recipient(str(world.ada), "en", "UTC", {Medium.SMS: phone})
    await say(recipient=person, template="ticket_received", params=TICKET_RECEIVED.sample, dedupe_key=key)


async def test_the_list_is_read_searched_and_lifted_with_a_reason(post, read):
    await post("/suppressions", {"medium": "email", "address": " Ada@Example.COM", "reason": "bounced"})
    assert [one["reason"] for one in (await read("/suppressions", address="ada@"))["items"]] == ["bounced"]
    assert (
        await post("/suppressions/lift", {"medium": "email", "address": "ADA@example.com", "note": ""})
    ).status_code == 400
    await post("/suppressions/lift", {"medium": "email", "address": "ADA@example.com", "note": "a new mailbox"})
    assert (await read("/suppressions", address="ada@"))["items"] == []
    assert [one["note"] for one in (await read("/suppressions", lifted=True))["items"]] == ["a new mailbox"]


async def test_a_withdrawn_consent_silences_and_a_new_one_speaks_again(world, post, read):
    path = f"/customers/{world.ada}/consents"
    word = {"medium": "sms", "category": "service", "source": "phone", "wording": "No more texts, please."}
    for given, state in ((False, "suppressed"), (True, "queued")):
        assert (await post(path, word | {"given": given})).status_code == 201
        await tell(world, "+4915112345678", key=str(given))
        assert (await read("/messages", party_id=str(world.ada)))["items"][0]["state"] in {state, "held"}
    assert [(one["given"], one["in_force"]) for one in (await read(path))["items"]] == [(True, True), (False, False)]


async def test_a_stopped_channel_is_told_everywhere_and_started_by_one_call(world, post, read, anonymous, monkeypatch):
    await tell(world, "+4915112345678")
    await execute(statements.STOP, uuid7(), "console", "authentication_refused", clock.now())
    (message,) = (await read("/messages", party_id=str(world.ada)))["items"]
    assert message["stopped"] == "authentication_refused"
    (channel,) = (await read("/channels"))["items"]
    assert (channel["channel"], channel["waiting"], channel["stopped"]["why"]) == (
        "console",
        1,
        "authentication_refused",
    )
    answer = await post("/channels/console/start")
    assert answer.json()["items"][0]["stopped"] is None
    assert (await read("/messages", party_id=str(world.ada)))["items"][0]["stopped"] is None
    refused(await post("/channels/console/start"), 409, "channel_not_stopped", "nothing to start")


async def test_only_who_manages_messages_everywhere_starts_a_channel(app, world):
    async with program(app, await token_of({"messages.manage"}, world.ber)) as there:
        answer = await there.post(f"{API}/channels/console/start", headers={"Idempotency-Key": str(uuid7())})
    assert answer.status_code == 403


async def test_quiet_hours_are_set_and_the_built_in_ones_come_back(put, read):
    built_in = {one["medium"]: one for one in (await read("/send-windows"))["items"]}
    own = {"windows": [{"weekday": 1, "opens": 600, "closes": 660}]}
    shown = (await put("/send-windows/sms", own)).json()
    assert shown == {"medium": "sms", "own": True, "version": shown["version"]} | own
    backwards = await put("/send-windows/sms", {"windows": [{"weekday": 1, "opens": 660, "closes": 600}]})
    refused(backwards, 400, "bad_window", "opens before it closes")
    shown = (await put("/send-windows/sms", {"windows": []})).json()
    assert shown == built_in["sms"]


async def test_own_words_are_tried_published_said_and_given_up_again(world, post, read):
    words = {"medium": "sms", "language": "en", "body": "Hello {{ name }}, {{ number }} is here."}
    tried = (await post("/message-texts/ticket_received/preview", words)).json()
    assert tried == {"subject": "", "body": "Hello Ada Lovelace, BER-T-000123 is here.", "parts": 1}
    published = (await post("/message-texts/ticket_received", words, **{"If-Match": "0"})).json()
    assert published["in_force"]["number"] == 1
    assert (await post("/message-texts/ticket_received", words, **{"If-Match": "0"})).status_code == 412
    await tell(world, "+4915112345678")
    assert (await read("/messages"))["items"][0]["body"] == tried["body"]
    given_up = (await post("/message-texts/ticket_received/withdrawal", {"medium": "sms", "language": "en"})).json()
    assert given_up["in_force"] == given_up["shipped"]
    assert [one["number"] for one in given_up["own"]] == [1]
    await tell(world, "+4915112345678", key="2")
    assert (await read("/messages"))["items"][0]["body"] != tried["body"]


async def test_words_that_name_what_is_not_there_are_refused(post):
    words = {"medium": "sms", "language": "en", "body": "Hello {{ nobody }}"}
    assert (await post("/message-texts/ticket_received", words)).json()["code"] == "bad_template"


async def test_a_rule_for_a_code_is_set_listed_and_dropped(client, put, read):
    assert (await put("/error-rules/twilio/30007", {"verdict": "retry"})).json()["verdict"] == "retry"
    assert (await put("/error-rules/twilio/30007", {"verdict": "shrug"})).status_code == 400
    assert (await client.delete(f"{API}/error-rules/twilio/30007")).status_code == 204
    assert (await read("/error-rules"))["items"] == []
    assert (await client.delete(f"{API}/error-rules/twilio/30007")).status_code == 404


async def test_readiness_names_the_stopped_channel(committed_world, app):
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.local") as watcher:
        assert (await watcher.get("/readyz")).json() == {"ready": True}
        await execute(statements.STOP, uuid7(), "smtp", "authentication_refused", clock.now())
        forget_kept()  # many probes share one answer for a moment
        answer = (await watcher.get("/readyz")).json()
    assert answer["ready"] is True
    assert "desk channels start smtp" in answer["detail"][0]
