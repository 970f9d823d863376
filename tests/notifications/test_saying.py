"""Saying something: once, on the right medium, at the right hour, or with the reason why not."""

from datetime import timedelta

import pytest

from notifications import queries
from notifications.actions import (
    AlreadySuppressed,
    BadWindow,
    NotCancellable,
    NoteMissing,
    NotSuppressed,
    UnknownVerdict,
    cancel,
    lift,
    publish_text,
    record_consent,
    say,
    set_error_rule,
    set_windows,
    suppress,
)
from notifications.message import NOBODY, Category, Medium, Recipient, Window
from notifications.templates import BadTemplate, UnknownTemplate
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetchval
from tests.notifications.conftest import ADA, NOON, greet, history, row, state

pytestmark = pytest.mark.usefixtures("db", "noon", "greeting")


async def test_the_first_medium_that_reaches_the_person_is_used():
    said = await row(await greet())
    assert (said["medium"], said["address"], said["body"], said["state"]) == (
        "sms",
        "+4915112345678",
        "Hello Ada",
        "queued",
    )
    assert [next_one["medium"] for next_one in said["fallbacks"]] == ["email", "whatsapp"]


async def test_the_same_thing_is_said_once():
    assert await greet("1") == await greet("1")
    assert await fetchval("select count(*) from message") == 1


async def test_one_place_of_one_handler_of_one_event_says_one_thing():
    first = await greet("1", event_id=7, handler="room.tell")
    assert await greet("other", event_id=7, handler="room.tell") == first


async def test_several_media_may_be_asked_for():
    ids = await say(recipient=ADA, template="greeting", params={"name": "Ada"}, dedupe_key="1", also=[Medium.EMAIL])
    assert [(await row(one))["medium"] for one in ids] == ["sms", "email"]
    assert [f["medium"] for f in (await row(ids[0]))["fallbacks"]] == ["whatsapp"]


async def test_who_has_no_address_gets_a_suppressed_message_that_says_so():
    said = await row(await greet(recipient=Recipient("bo", "en", "UTC")))
    assert (said["state"], said["error_code"]) == ("suppressed", "no_address")


async def test_a_matter_without_a_customer_is_kept_too():
    assert (await row(await greet(recipient=Recipient(NOBODY, "en", "UTC"))))["error_code"] == "no_recipient"


async def test_a_landline_is_not_texted():
    said = await row(await greet(recipient=Recipient("bo", "en", "UTC", {Medium.SMS: "+982188881234"})))
    assert (said["state"], said["error_code"]) == ("suppressed", "not_a_mobile")


async def test_after_a_no_the_next_medium_is_used():
    await record_consent(
        recipient_key="ada",
        medium=Medium.SMS,
        category=Category.SERVICE,
        given=False,
        source="phone",
        wording="no texts",
        by=SYSTEM,
    )
    assert (await row(await greet()))["medium"] == "email"


async def test_the_newest_word_of_a_person_counts():
    for given in (False, True):
        await record_consent(
            recipient_key="ada",
            medium=Medium.SMS,
            category=Category.SERVICE,
            given=given,
            source="web",
            wording="…",
            by=SYSTEM,
        )
    assert (await row(await greet()))["medium"] == "sms"


async def test_a_suppressed_address_is_not_used_until_it_is_lifted():
    await suppress(medium=Medium.SMS, address="+4915112345678", reason="opted_out", by=SYSTEM)
    assert (await row(await greet("1")))["medium"] == "email"
    await lift(medium=Medium.SMS, address="+4915112345678", note="she asked for it", by=SYSTEM)
    assert (await row(await greet("2")))["medium"] == "sms"


async def test_what_is_on_the_list_is_not_put_there_twice_nor_lifted_twice():
    await suppress(medium=Medium.SMS, address="+4915112345678", reason="opted_out", by=SYSTEM)
    with pytest.raises(AlreadySuppressed):
        await suppress(medium=Medium.SMS, address="+4915112345678", reason="bounced", by=SYSTEM)
    await lift(medium=Medium.SMS, address="+4915112345678", note="again", by=SYSTEM)
    with pytest.raises(NotSuppressed):
        await lift(medium=Medium.SMS, address="+4915112345678", note="again", by=SYSTEM)


async def test_at_night_a_text_is_held_until_morning():
    with clock.at(NOON + timedelta(hours=11)):
        said = await row(await greet())
    assert (said["not_before"], said["hold_reason"]) == (NOON + timedelta(hours=20), "quiet_hours")


async def test_the_house_may_set_its_own_hours():
    await set_windows(medium=Medium.SMS, windows=[Window(2, 13 * 60, 14 * 60)], by=SYSTEM)
    assert (await row(await greet()))["not_before"] == NOON + timedelta(hours=1)


async def test_own_words_are_tried_before_they_are_published():
    with pytest.raises(BadTemplate):
        await publish_text(key="greeting", medium=Medium.SMS, language="en", subject="", body="{{ nam }}", by=SYSTEM)
    assert (
        await publish_text(
            key="greeting", medium=Medium.SMS, language="en", subject="", body="Hi {{ name }}", by=SYSTEM
        )
        == 1
    )
    assert (await row(await greet()))["body"] == "Hi Ada"


async def test_an_unknown_template_is_refused():
    with pytest.raises(UnknownTemplate):
        await say(recipient=ADA, template="nothing", params={}, dedupe_key="1")


async def test_a_waiting_message_can_be_taken_back_once():
    said = await greet()
    await cancel(message_id=said, by=SYSTEM)
    assert await state(said) == "cancelled"
    with pytest.raises(NotCancellable, match="cancelled"):
        await cancel(message_id=said, by=SYSTEM)
    assert await history(said) == [("said", "queued"), ("staff", "cancelled")]


async def test_messages_are_listed_newest_first_and_paged():
    ids = [await greet(str(n)) for n in range(3)]
    first = await queries.messages(visible=None, limit=2)
    second = await queries.messages(visible=None, limit=2, cursor=first.next)
    assert [m.id for m in (*first.items, *second.items)] == ids[::-1]
    assert second.next is None


async def test_counts_show_held_messages_apart():
    await greet("1")
    with clock.at(NOON + timedelta(hours=11)):
        await greet("2")
    assert {(c.state, c.number) for c in await queries.counts()} == {("queued", 1), ("held", 1)}
    assert await queries.unfinished() == 1


@pytest.mark.parametrize("window", [Window(7, 0, 60), Window(0, 60, 60), Window(0, 0, 1500)])
async def test_a_window_that_cannot_be_is_refused(window):
    with pytest.raises(BadWindow):
        await set_windows(medium=Medium.SMS, windows=[window], by=SYSTEM)


async def test_lifting_needs_a_reason_and_an_error_rule_a_known_verdict():
    with pytest.raises(NoteMissing):
        await lift(medium=Medium.SMS, address="+4915112345678", note=" ", by=SYSTEM)
    with pytest.raises(UnknownVerdict, match="Choose one of: retry"):
        await set_error_rule(channel="twilio", code="1", verdict="perhaps", by=SYSTEM)
