"""Receipts: signed over our public address, late, twice and in any order."""

import pytest
from twilio.request_validator import RequestValidator

from notifications import inbound
from notifications.inbound import BadSignature, check_signature
from notifications.message import Refused, Sent
from service_desk.foundation.db import fetchval
from service_desk.foundation.errors import NotFound
from tests.notifications.conftest import greet, history, row, send_due, state
from tests.notifications.peers import TOKEN

URL = "https://desk.example/hooks/twilio/status/ref?a=1"
FORM = {"MessageSid": ["SM1"], "MessageStatus": ["sent"], "Body": [" متن "], "Media": ["b", "a", "b"]}


class Multi(dict):
    def getall(self, name):
        return self[name]


@pytest.mark.parametrize("url", [URL, URL.replace(".example/", ".example:443/")])
@pytest.mark.parametrize("algorithm", ["HMAC_SHA1", "HMAC_SHA256"])
def test_our_check_agrees_with_twilios_own_library(url, algorithm):
    given = RequestValidator(TOKEN).compute_signature(url, Multi(FORM), algorithm)
    check_signature(TOKEN, URL, FORM, given, f"key=k,algorithm={algorithm}" if algorithm != "HMAC_SHA1" else "")


@pytest.mark.parametrize("change", [{"MessageStatus": ["delivered"]}, {"Extra": ["1"]}])
def test_a_changed_receipt_is_refused(change):
    given = RequestValidator(TOKEN).compute_signature(URL, Multi(FORM))
    with pytest.raises(BadSignature):
        check_signature(TOKEN, URL, FORM | change, given)


@pytest.mark.parametrize("settings", ["", "algorithm=HMAC_MD5"])
def test_no_signature_and_an_unknown_algorithm_are_refused(settings):
    with pytest.raises(BadSignature):
        check_signature(TOKEN, URL, FORM, "", settings)


@pytest.fixture
async def sent(db, noon, greeting, dispatcher, channel):
    """The id and reference of a text that Twilio took as SM1."""
    channel.name = "twilio"
    channel.script.append(Sent("SM1"))
    said = await greet()
    await send_due(dispatcher)
    return said, channel.sent[0].ref


async def report(ref, status, sid="SM1", **more):
    return await inbound.twilio_status(
        ref, {"MessageSid": [sid], "MessageStatus": [status], **{k: [v] for k, v in more.items()}}
    )


async def test_a_receipt_moves_the_message_on(sent):
    said, ref = sent
    assert await report(ref, "delivered")
    assert await state(said) == "delivered"


async def test_receipts_in_the_wrong_order_never_move_it_back(sent):
    said, ref = sent
    for status in ("delivered", "sent", "queued"):
        await report(ref, status)
    assert await state(said) == "delivered"
    assert len(await history(said)) == 5, "but each is in the history"


async def test_a_receipt_told_twice_is_noted_once(sent):
    said, ref = sent
    assert [await report(ref, "sent"), await report(ref, "sent")] == [True, False]
    assert (await history(said)).count(("receipt", "sent")) == 1


async def test_a_word_that_twilio_invents_is_noted_and_changes_nothing(sent):
    said, ref = sent
    assert not await report(ref, "levitating")
    assert await state(said) == "accepted"


async def test_news_of_another_copy_is_noted_and_changes_nothing(sent):
    said, ref = sent
    assert not await report(ref, "delivered", sid="SM2")
    assert await state(said) == "accepted"


async def test_a_bad_number_found_out_later_is_suppressed_and_mail_takes_over(sent):
    said, ref = sent
    await report(ref, "undelivered", ErrorCode="30005")
    assert ((await row(said))["state"], (await row(said))["error_code"]) == ("undelivered", "30005")
    assert await fetchval("select reason from suppression") == "bad_address"
    assert await fetchval("select medium from message where follows_id = $1", said) == "email"


async def test_a_filtered_message_is_not_said_again_elsewhere(sent):
    said, ref = sent
    await report(ref, "failed", ErrorCode="30007")
    assert await fetchval("select count(*) from message where follows_id = $1", said) == 0


async def test_a_receipt_for_nothing_of_ours_is_refused(db):
    with pytest.raises(NotFound):
        await report("nothing", "sent")


async def test_a_refused_message_is_not_revived_by_a_late_accepted(db, noon, greeting, dispatcher, channel):
    channel.script.append(Refused("x"))
    said = await greet()
    await send_due(dispatcher)
    await report(channel.sent[0].ref, "accepted")
    assert await state(said) == "failed"
