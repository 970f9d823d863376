"""Sending: order, quiet hours and opt-outs at the last moment, errors, and what may have been sent."""

from dataclasses import replace
from datetime import timedelta

import pytest

from notifications.actions import clear_channel, set_error_rule, suppress
from notifications.dispatcher import Dispatcher
from notifications.message import Later, Medium, Refused
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetch, fetchval
from tests.notifications.conftest import ADA, NOON, Scripted, greet, history, row, send_due, state

pytestmark = pytest.mark.usefixtures("db", "noon", "greeting")


def after(**time):
    return clock.at(NOON + timedelta(**time))


async def test_a_message_goes_out_and_keeps_the_providers_id(dispatcher, channel):
    said = await greet()
    await send_due(dispatcher)
    found = await row(said)
    assert (found["state"], found["attempts"], found["channel"]) == ("accepted", 1, "scripted")
    assert found["provider_id"].startswith("id-1-")
    assert await history(said) == [("said", "queued"), ("call", "accepted")]


async def test_nothing_is_sent_twice(dispatcher, channel):
    await greet()
    await send_due(dispatcher)
    await send_due(dispatcher)
    assert len(channel.sent) == 1


async def test_messages_to_one_person_keep_their_order(dispatcher, channel):
    ids = [await greet(str(n)) for n in range(3)]
    assert [await send_due(dispatcher) for _ in ids] == [1, 1, 1]
    assert [message.id for message in channel.sent] == ids


async def test_a_message_to_another_person_does_not_wait(dispatcher):
    await greet("1")
    await greet("2", recipient=replace(ADA, key="bo"))
    assert await send_due(dispatcher) == 2


async def test_a_message_held_for_the_night_does_not_block_a_later_one(dispatcher, channel):
    with after(hours=11):
        held = await greet("1")
        mail = await greet("2", channels=[Medium.EMAIL])
        await send_due(dispatcher)
    assert [message.id for message in channel.sent] == [mail]
    assert await state(held) == "queued"


async def test_an_opt_out_between_saying_and_sending_is_heeded(dispatcher, channel):
    said = await greet()
    await suppress(medium=Medium.SMS, address="+4915112345678", reason="opted_out", by=SYSTEM)
    await send_due(dispatcher)
    assert channel.sent == []
    assert ((await row(said))["state"], (await row(said))["error_code"]) == ("suppressed", "opted_out")


async def test_quiet_hours_that_began_meanwhile_are_heeded_without_costing_a_try(dispatcher, channel):
    said = await greet()
    with after(hours=10):
        await send_due(dispatcher)
    found = await row(said)
    assert (found["state"], found["hold_reason"], found["attempts"], len(channel.sent)) == (
        "queued",
        "quiet_hours",
        0,
        0,
    )


async def test_a_message_that_came_too_late_expires(dispatcher, channel):
    said = await greet(expires_at=NOON + timedelta(hours=1))
    with after(hours=2):
        await send_due(dispatcher)
    assert (await state(said), channel.sent) == ("expired", [])


async def test_a_passing_error_is_tried_again_later(dispatcher, channel):
    channel.script.append(Later("not_connected"))
    said = await greet()
    await send_due(dispatcher)
    waiting = await row(said)
    assert waiting["state"] == "queued"
    assert NOON + timedelta(seconds=3) <= waiting["not_before"] <= NOON + timedelta(seconds=30)
    with after(minutes=1):
        await send_due(dispatcher)
    assert await state(said) == "accepted"


async def test_a_message_in_back_off_does_not_block_a_later_one(dispatcher, channel):
    channel.script.append(Later("not_connected"))
    await greet("1")
    second = await greet("2")
    await send_due(dispatcher)
    await send_due(dispatcher)
    assert await state(second) == "accepted"


async def test_a_rate_limit_stops_the_channel_for_as_long_as_it_says(dispatcher, channel):
    channel.script.append(Later("20429", after=30.0))
    said = await greet("1")
    await greet("2", recipient=replace(ADA, key="bo"))
    await send_due(dispatcher)
    assert len(channel.sent) == 1
    assert ((await row(said))["not_before"], (await row(said))["attempts"]) == (NOON + timedelta(seconds=30), 0)
    assert await send_due(dispatcher) == 0


async def test_a_permanent_refusal_suppresses_the_address_and_goes_on_to_the_next_medium(dispatcher, channel):
    channel.script.append(Refused("21211"))
    said = await greet(event_id=5, handler="room.tell")
    await send_due(dispatcher)
    await send_due(dispatcher)
    assert await state(said) == "failed"
    assert await fetchval("select reason from suppression") == "bad_address"
    follower = (await fetch("select * from message where follows_id = $1", said))[0]
    assert (follower["medium"], follower["state"], follower["handler_seq"]) == ("email", "accepted", 100)


async def test_a_stop_word_at_the_provider_is_written_down(dispatcher, channel):
    channel.script.append(Refused("21610"))
    await greet("1")
    await send_due(dispatcher)
    assert (await row(await greet("2")))["medium"] == "email"


async def test_the_staffs_rule_for_an_error_stands_above_the_channels(dispatcher, channel):
    await set_error_rule(channel="scripted", code="21211", verdict="retry", by=SYSTEM)
    channel.script.append(Refused("21211"))
    said = await greet()
    await send_due(dispatcher)
    assert await state(said) == "queued"


async def test_a_refused_account_stops_the_channel_until_staff_clear_it(dispatcher, channel):
    channel.script.append(Refused("20003"))
    said = await greet()
    await send_due(dispatcher)
    with after(hours=1):
        assert await send_due(dispatcher) == 0
        await clear_channel(channel="scripted", by=SYSTEM)
        await send_due(dispatcher)
    assert await state(said) == "accepted"


async def test_a_stopped_channel_does_not_hold_up_the_other_media():
    sms, mail = Scripted("texts", Refused("20003")), Scripted("mails")
    both = Dispatcher(lambda: {Medium.SMS: sms, Medium.EMAIL: mail, Medium.WHATSAPP: sms})
    await greet("1")
    await send_due(both)
    letter = await greet("2", channels=[Medium.EMAIL])
    with after(hours=1):
        await send_due(both)
    assert await state(letter) == "accepted"
