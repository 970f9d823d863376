"""A channel that its provider refused: whoever meets it reads why in their language, not a provider's code alone."""

import pytest

from notifications import queries
from notifications.actions import say
from notifications.channels.smtp import Smtp
from notifications.channels.twilio_codes import POLICY
from notifications.dispatcher import statements
from notifications.message import Medium, Recipient, Verdict, why_stopped
from service_desk import backlog
from service_desk.correspondence.words import TICKET_RECEIVED
from service_desk.foundation import clock
from service_desk.foundation.db import connection, execute
from service_desk.foundation.i18n import LANGUAGES
from service_desk.foundation.ids import uuid7
from service_desk.foundation.sentences import said

FOUNDATION = "service_desk.foundation"
STOPPING = sorted({code for policy in (Smtp.policy, POLICY) for code, does in policy.items() if does is Verdict.STOP})


@pytest.mark.parametrize("code", [*STOPPING, "a_code_of_the_house"])
def test_every_code_that_stops_a_channel_is_told_in_every_language(code):
    told = {language: said(why_stopped(code), FOUNDATION, language) for language in LANGUAGES}
    assert len(set(told.values())) == len(LANGUAGES)
    assert all(code in each for each in told.values())
    assert (code in STOPPING) == ("the provider answered with" not in told["en"])


async def test_the_probe_the_list_and_the_message_say_in_persian_why_nothing_goes(world):
    person = Recipient(str(world.ada), "fa", "UTC", {Medium.EMAIL: "ada@example.com"})
    await say(recipient=person, template="ticket_received", params=TICKET_RECEIVED.sample, dedupe_key="1")
    await execute(statements.STOP, uuid7(), "console", "auth_refused", clock.now())
    async with connection() as held:
        (trouble,) = await backlog.troubles(held)
    (channel,) = await queries.channels("fa")
    (message,) = (await queries.messages(visible=None, recipient_key=str(world.ada), language="fa")).items
    for told in (said(trouble, FOUNDATION, "fa"), channel.stopped.reason, message.why):
        assert "سرویس‌دهنده ورود را نمی‌پذیرد" in told
    assert channel.stopped.why == message.stopped == "auth_refused"
