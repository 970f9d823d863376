"""What may have been sent: never sent again blindly, healed by the provider, by a receipt, or given up in sight of staff."""

from datetime import timedelta
from uuid import UUID

import pytest

from notifications import inbound
from notifications.actions import NotRetryable, retry
from notifications.channels.port import CannotAsk
from notifications.message import Medium, Sent, State, Unknown
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import execute
from tests.notifications.conftest import NOON, greet, row, send_due, state

pytestmark = pytest.mark.usefixtures("db", "noon", "greeting")


def after(**time):
    return clock.at(NOON + timedelta(**time))


async def test_an_error_of_the_channels_own_code_leaves_the_message_unknown(dispatcher, channel):
    channel.script.append(RuntimeError("a bug"))
    said = await greet()
    await send_due(dispatcher)
    assert await state(said) == "unknown"


async def test_what_may_have_been_sent_is_never_queued_again_by_itself(dispatcher, channel):
    channel.script.append(Unknown("no_answer"))
    said = await greet()
    await send_due(dispatcher)
    with after(hours=2):
        await send_due(dispatcher)
    assert (await state(said), len(channel.sent)) == ("unknown", 1)


async def test_healing_adopts_what_the_provider_has(dispatcher, channel):
    channel.script.append(Unknown("no_answer"))
    said = await greet()
    await send_due(dispatcher)
    assert await send_due(dispatcher, "healing") == 0, "not before its time"
    channel.found = Sent("SM9", State.DELIVERED)
    with after(minutes=11):
        await send_due(dispatcher, "healing")
    assert ((await row(said))["state"], (await row(said))["provider_id"], len(channel.sent)) == ("delivered", "SM9", 1)


async def test_what_the_provider_does_not_have_is_given_up_and_shown_to_staff(dispatcher, channel):
    channel.script.append(Unknown("no_answer"))
    said = await greet()
    await send_due(dispatcher)
    with after(minutes=11):
        await send_due(dispatcher, "healing")
    assert ((await row(said))["state"], (await row(said))["error_code"]) == ("dead", "maybe_sent")
    await retry(message_id=said, by=SYSTEM)
    await send_due(dispatcher)
    assert await state(said) == "accepted"


async def test_a_mail_that_may_have_gone_goes_again_since_it_keeps_its_reference(dispatcher, channel):
    channel.script.append(Unknown("no_answer"))
    await greet(channels=[Medium.EMAIL])
    await send_due(dispatcher)
    with after(minutes=11):
        await send_due(dispatcher, "healing")
        await send_due(dispatcher)
    assert channel.sent[0].ref == channel.sent[1].ref


async def test_a_provider_that_cannot_be_asked_is_asked_later(dispatcher, channel):
    channel.script.append(Unknown("no_answer"))
    said = await greet()
    await send_due(dispatcher)
    channel.found = CannotAsk()
    with after(minutes=11):
        await send_due(dispatcher, "healing")
    assert await state(said) == "unknown"
    assert (await row(said))["not_before"] > NOON + timedelta(minutes=11)


async def test_a_worker_that_died_before_the_call_loses_nothing(dispatcher, channel):
    said = await greet()
    await _claimed(said, started=None)
    with after(minutes=2):
        await send_due(dispatcher)
    assert (await state(said), len(channel.sent)) == ("accepted", 1)


async def test_a_worker_that_died_in_the_call_leaves_it_unknown(dispatcher, channel):
    said = await greet()
    await _claimed(said, started=NOON)
    with after(minutes=2):
        await send_due(dispatcher)
    assert (await state(said), channel.sent) == ("unknown", [])


async def test_a_message_that_kills_its_workers_dies_too(dispatcher, channel):
    said = await greet()
    await execute("update message set attempts = 8 where id = $1", said)
    await send_due(dispatcher)
    assert (await state(said), channel.sent) == ("dead", [])


async def test_a_receipt_before_the_answer_of_the_call_is_kept(dispatcher, channel):
    async def receipt(message):
        await inbound.twilio_status(message.ref, {"MessageSid": ["SM1"], "MessageStatus": ["delivered"]})

    channel.during = receipt
    channel.script.append(Sent("SM1", State.ACCEPTED, "queued"))
    said = await greet()
    await send_due(dispatcher)
    assert ((await row(said))["state"], (await row(said))["provider_state"]) == ("delivered", "delivered")


async def test_a_receipt_heals_a_call_without_an_answer(dispatcher, channel):
    channel.script.append(Unknown("no_answer"))
    said = await greet()
    await send_due(dispatcher)
    await inbound.twilio_status(channel.sent[0].ref, {"MessageSid": ["SM1"], "MessageStatus": ["sent"]})
    with after(minutes=11):
        await send_due(dispatcher, "healing")
    assert ((await row(said))["state"], len(channel.sent)) == ("sent", 1)


async def test_a_worker_that_lost_its_lease_writes_nothing(dispatcher, channel):
    async def stolen(message):
        await execute("update message set lease_token = $2 where id = $1", message.id, UUID(int=9))

    channel.during = stolen
    said = await greet()
    await send_due(dispatcher)
    assert (await state(said), (await row(said))["provider_id"]) == ("sending", None)


async def _claimed(message_id, started):
    await execute(
        "update message set state = 'sending', attempts = 1, lease_token = $2, lease_until = $3, call_started_at = $4 where id = $1",
        message_id, UUID(int=1), NOON + timedelta(minutes=1), started,
    )  # fmt: skip


async def test_a_message_that_went_out_is_not_sent_again_by_hand(dispatcher):
    said = await greet()
    await send_due(dispatcher)
    with pytest.raises(NotRetryable, match="accepted"):
        await retry(message_id=said, by=SYSTEM)
