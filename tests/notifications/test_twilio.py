"""Twilio against a peer of our own on this machine, and against its published description where that is at hand."""

import json
import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from notifications.channels.port import CannotAsk
from notifications.channels.twilio_sms import Twilio, checked_sender, open_channel
from notifications.dispatcher import Dispatcher
from notifications.message import Later, Medium, Refused, Sent, State, Unknown
from service_desk.foundation import clock
from service_desk.foundation.db import fetchval
from service_desk.foundation.settings import BadEnvironment, Environment
from tests.notifications.conftest import NOON, Scripted, greet, row, send_due, state
from tests.notifications.peers import ACCOUNT, PUBLIC, SENDER, TOKEN, outgoing

DESCRIPTION = Path(__file__).resolve().parents[3] / "shared" / "data" / "twilio" / "twilio_api_v2010.json"


@pytest.fixture
async def twilio(peer):
    channel = Twilio(ACCOUNT, TOKEN, SENDER, PUBLIC, peer.url, timeout=0.5)
    yield channel
    await channel.close()


@pytest.fixture
def dispatcher(twilio):
    mails = Scripted("mails")
    return Dispatcher(lambda: {Medium.SMS: twilio, Medium.EMAIL: mails, Medium.WHATSAPP: twilio})


def text(**changes):
    return outgoing(**({"medium": Medium.SMS, "address": "+4915112345678", "body": "Hello Ada"} | changes))


async def test_a_text_is_taken_with_its_own_callback(twilio, peer):
    answer = await twilio.send(text())
    headers, form = peer.requests[0]
    assert answer == Sent(f"SM{0:032d}", State.ACCEPTED, "queued", Decimal("0.0079"), "USD")
    assert form == {
        "To": "+4915112345678", "From": SENDER, "Body": "Hello Ada", "StatusCallback": f"{PUBLIC}/hooks/twilio/status/ref-1"
    }  # fmt: skip
    assert headers["Authorization"].startswith("Basic ")


async def test_whatsapp_is_addressed_as_such(twilio, peer):
    await twilio.send(text(medium=Medium.WHATSAPP))
    assert (peer.requests[0][1]["To"], peer.requests[0][1]["From"]) == ("whatsapp:+4915112345678", f"whatsapp:{SENDER}")


async def test_an_approved_template_goes_without_a_body(twilio, peer):
    await twilio.send(text(medium=Medium.WHATSAPP, content_sid="HX1", params={"name": "Ada"}))
    form = peer.requests[0][1]
    assert (form["ContentSid"], json.loads(form["ContentVariables"]), "Body" in form) == ("HX1", {"name": "Ada"}, False)


async def test_a_messaging_service_stands_in_for_the_sender(peer):
    channel = Twilio(ACCOUNT, TOKEN, "MG" + "1" * 32, PUBLIC, peer.url)
    await channel.send(text())
    await channel.close()
    assert ("From" in peer.requests[0][1], peer.requests[0][1]["MessagingServiceSid"]) == (False, "MG" + "1" * 32)


@pytest.mark.parametrize(
    ("step", "outcome"),
    [
        (("error", 429, 20429, {"Retry-After": "7"}), Later("20429", "told to", 7.0)),
        (("error", 429, 20429, {}), Later("20429", "told to", 1.0)),
        (("error", 503, 20503, {"Retry-After": "3"}), Later("20503", "told to", 3.0)),
        (("error", 503, 20503, {}), Unknown("20503", "told to")),
        (("error", 500, 20500, {}), Unknown("20500", "told to")),
        (("error", 400, 21610, {}), Refused("21610", "told to")),
        (("error", 401, 20003, {}), Refused("20003", "told to")),
        ("hang", Unknown("no_answer", "TimeoutError")),
        ("drop", Unknown("no_answer", "ServerDisconnectedError")),
        ("lost", Unknown("no_answer", "ServerDisconnectedError")),
    ],
)
async def test_an_answer_is_understood(twilio, peer, step, outcome):
    peer.script.append(step)
    answer = await twilio.send(text())
    assert (type(answer), answer.code, getattr(answer, "after", None)) == (
        type(outcome),
        outcome.code,
        getattr(outcome, "after", None),
    )
    assert len(peer.requests) == 1, "a POST is never repeated by the library"


async def test_a_host_that_is_not_there_was_not_told(unused_tcp_port):
    channel = Twilio(ACCOUNT, TOKEN, SENDER, PUBLIC, f"http://127.0.0.1:{unused_tcp_port}")
    assert await channel.send(text()) == Later("not_connected", "ClientConnectorError")
    await channel.close()


async def test_a_lost_answer_is_found_again_by_words_person_and_sender(twilio, peer):
    peer.script.append("lost")
    await twilio.send(text())
    found = await twilio.find(text())
    assert found.provider_id == peer.messages[0]["sid"]


async def test_one_message_at_twilio_never_serves_for_two_of_ours(twilio, peer):
    await twilio.send(text())
    assert await twilio.find(text(provider_ids_in_use=frozenset({peer.messages[0]["sid"]}))) is None


async def test_other_words_are_not_taken_for_ours(twilio, peer):
    await twilio.send(text())
    assert await twilio.find(text(body="Hello Bo")) is None


async def test_a_twilio_that_is_away_cannot_be_asked(unused_tcp_port):
    channel = Twilio(ACCOUNT, TOKEN, SENDER, PUBLIC, f"http://127.0.0.1:{unused_tcp_port}")
    with pytest.raises(CannotAsk):
        await channel.find(text())
    await channel.close()


@pytest.mark.usefixtures("db", "noon", "greeting")
async def test_a_lost_answer_heals_to_exactly_one_text(dispatcher, peer):
    peer.script.append("lost")
    said = await greet()
    await send_due(dispatcher)
    assert await state(said) == "unknown"
    with clock.at(NOON + timedelta(minutes=11)):
        await send_due(dispatcher, "healing")
        await send_due(dispatcher)
    assert (await state(said), len(peer.messages)) == ("accepted", 1)
    assert (await row(said))["provider_id"] == peer.messages[0]["sid"]


@pytest.mark.usefixtures("db", "noon", "greeting")
async def test_a_500_is_never_sent_again_blindly(dispatcher, peer):
    peer.script.append(("error", 500, 20500, {}))
    said = await greet()
    for hours in (0, 1, 2, 3):
        with clock.at(NOON + timedelta(hours=hours)):
            await send_due(dispatcher)
            await send_due(dispatcher, "healing")
    posts = [form for _headers, form in peer.requests if "Body" in form]
    assert (await state(said), len(posts)) == ("dead", 1)


@pytest.mark.usefixtures("db", "noon", "greeting")
async def test_a_stop_at_twilio_is_kept_and_mail_takes_over(dispatcher, peer):
    peer.script.append(("error", 400, 21610, {}))
    said = await greet()
    await send_due(dispatcher)
    await send_due(dispatcher)
    assert await state(said) == "failed"
    assert await fetchval("select reason from suppression where address = '+4915112345678'") == "opted_out"
    assert await fetchval("select state from message where follows_id = $1", said) == "accepted"


def test_twilio_without_an_account_says_what_to_set():
    with pytest.raises(BadEnvironment, match="DESK_TWILIO_ACCOUNT"):
        open_channel(Environment())


if DESCRIPTION.exists():

    async def test_our_request_has_the_shape_that_twilio_describes(twilio, peer):
        await twilio.send(text(medium=Medium.WHATSAPP, content_sid="HX" + "0" * 32, params={"a": "b"}))
        await twilio.send(text())
        operation = json.loads(DESCRIPTION.read_text())["paths"]["/2010-04-01/Accounts/{AccountSid}/Messages.json"][
            "post"
        ]
        schema = operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
        for headers, form in peer.requests:
            assert headers["Content-Type"].startswith("application/x-www-form-urlencoded")
            assert set(form) <= set(schema["properties"])
            assert set(schema["required"]) <= set(form)
            for name, value in form.items():
                assert re.search(schema["properties"][name].get("pattern", ""), value)

    async def test_our_question_has_the_shape_that_twilio_describes(twilio, peer):
        await twilio.find(text())
        described = json.loads(DESCRIPTION.read_text())["paths"]["/2010-04-01/Accounts/{AccountSid}/Messages.json"][
            "get"
        ]
        assert set(peer.requests[0][1]) <= {parameter["name"] for parameter in described["parameters"]}


@pytest.mark.parametrize(
    ("written", "sender"),
    [
        ("+49 30 123456", "+4930123456"),
        ("Acme Repair", "Acme Repair"),
        ("MG" + "0" * 32, "MG" + "0" * 32),
        ("32665", "32665"),
    ],
)
def test_a_sender_that_networks_take_is_taken(written, sender):
    assert checked_sender(written) == sender


@pytest.mark.parametrize(
    "written",
    ["Acme Repairs Ltd", "شرکت", "Acmé", "Acme-Shop", "+0491234567", "123456789012", "", "a\nb", "MG12 too long"],
)
def test_a_sender_that_networks_refuse_stops_the_start(written):
    with pytest.raises(BadEnvironment, match="DESK_TWILIO_SENDER"):
        checked_sender(written)
