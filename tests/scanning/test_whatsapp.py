"""Photos by WhatsApp: the hook notes them once, the worker fetches them from the provider alone, and reads them."""

import asyncio
import signal
from datetime import timedelta

import pytest

from barcodes import Source
from service_desk import worker
from service_desk.backlog import waiting
from service_desk.foundation import claim, clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import execute, fetch, fetchrow, fetchval
from service_desk.foundation.settings import environment
from service_desk.parties.actions import add_contact
from service_desk.scanning import actions, queries
from service_desk.scanning.drawing import drawn
from service_desk.scanning.fetcher import media, queue
from service_desk.scanning.rules import LabelKind
from service_desk.scanning.rules.labels import Form, Wanted
from service_desk.scanning.rules.sent import in_its_store, our_account_at
from tests.notifications.peers import ACCOUNT, PUBLIC, TOKEN, signed
from tests.patience import PATIENCE
from tests.pictures import bomb
from tests.scanning.fake_media import OURS, PATH, store
from tests.shell import desk
from tests.test_worker import Worker

HOOK = "/hooks/twilio/incoming"
NUMBER = "+4915112345678"  # Ada's


async def labelled(world):
    data = await queries.label_data(LabelKind.ITEM, [world.s1], None, world.cy)
    return (await drawn(LabelKind.ITEM, data, Wanted(Form.PNG, dpi=300))).data


@pytest.fixture
async def provider(world, monkeypatch):
    async with store(await labelled(world)) as fake:
        for name, value in {"ACCOUNT": ACCOUNT, "TOKEN": TOKEN, "URL": fake.url}.items():
            monkeypatch.setenv(f"DESK_TWILIO_{name}", value)
        monkeypatch.setenv("DESK_PUBLIC_URL", PUBLIC)
        environment.cache_clear()
        yield fake
    environment.cache_clear()


def form(fake, sid="MM1", **more):
    told = {
        "MessageSid": sid,
        "From": f"whatsapp:{NUMBER}",
        "To": "whatsapp:+15005550006",
        "Body": "سلام",
        "NumMedia": "1",
    }
    return told | {"MediaUrl0": fake.url + PATH, "MediaContentType0": "image/jpeg"} | more


@pytest.fixture
def announced(anonymous, provider):
    def post(sid="MM1", token=TOKEN, **more):
        told = form(provider, sid, **more)
        return anonymous.post(HOOK, data=told, headers=signed(PUBLIC + HOOK, told, token))

    return post


async def picture():
    return await fetchrow("select state, fault, attempts, codes from sent_picture")


async def later(hours=7):
    with clock.at(clock.now() + timedelta(hours=hours)):
        await claim.drain(queue())


async def test_a_photo_is_noted_fetched_and_read_with_whose_it_is(announced, provider, world):
    answer = await announced()
    assert (answer.status_code, answer.text, answer.headers["content-type"].split(";")[0]) == (
        200,
        "<Response/>",
        "text/xml",
    )
    assert ((await picture())["state"], provider.asked) == ("queued", [])  # the hook asks nobody
    await worker.settle_everything()
    assert provider.asked == [(PATH, OURS)]
    (shown,) = (await queries.sent_pictures("en")).items
    assert (shown.state, shown.party, shown.sender, {scan.raw for scan in shown.scans}) == (
        "read",
        "Ada Lovelace",
        NUMBER,
        {"S1"},
    )
    assert await fetchval("select array_agg(distinct hints->>'source') from scan_record") == ["whatsapp"]
    assert await fetchval("select found_id from scan_record limit 1") == world.s1


async def test_an_account_is_known_in_the_spelling_of_whatsapp(announced, world):
    await add_contact(party_id=world.bahar, kind="phone", value="+5521987654321", by=SYSTEM)
    await announced(From="whatsapp:+552187654321")
    assert await fetchval("select party_id from sent_picture") == world.bahar


async def test_a_message_that_is_announced_again_is_noted_once(announced):
    for _ in range(3):
        assert (await announced()).status_code == 200
    await announced("MM2")
    assert await fetchval("select array_agg(message_key order by message_key) from sent_picture") == ["MM1", "MM2"]


async def test_several_pictures_are_noted_and_what_is_no_picture_is_left(announced, provider):
    more = {
        "NumMedia": "3",
        "MediaUrl1": provider.url,
        "MediaContentType1": "audio/ogg",
        "MediaUrl2": provider.url + PATH,
        "MediaContentType2": "image/png",
    }
    await announced(**more)
    assert [row["position"] for row in await fetch("select position from sent_picture order by position")] == [0, 2]


@pytest.mark.parametrize("more", [{"NumMedia": "0"}, {"NumMedia": "x"}, {"From": NUMBER}, {"MediaUrl0": ""}])
async def test_a_message_without_a_picture_on_whatsapp_leaves_nothing(announced, more):
    assert (await announced(**more)).text == "<Response/>"
    assert await fetchval("select count(*) from sent_picture") == 0


async def test_a_photo_with_as_many_words_as_fit_is_taken(announced):
    assert (await announced(Body="\U0001f600" * 1600)).status_code == 200
    assert (await picture())["state"] == "queued"


async def test_what_twilio_did_not_sign_is_refused_and_leaves_nothing(announced):
    answer = await announced(token="another")
    assert (answer.status_code, answer.json()["code"]) == (403, "bad_signature")
    assert await fetchval("select count(*) from sent_picture") == 0


async def test_an_address_that_is_no_incoming_message_says_what_to_check(announced):
    answer = await announced(sid="")
    assert (answer.status_code, answer.json()["code"]) == (400, "no_incoming_message")


async def test_an_unknown_number_is_kept_without_a_customer(announced):
    await announced(From="whatsapp:+4915799999999")
    await worker.settle_everything()
    (shown,) = (await queries.sent_pictures("en")).items
    assert (shown.state, shown.party_id, shown.sender) == ("read", None, "+4915799999999")


@pytest.mark.parametrize("step", [404, 500, 429])
async def test_what_is_not_there_yet_is_tried_again(announced, provider, step):
    provider.script.append(step)
    await announced()
    await claim.drain(queue())
    assert tuple(await picture()) == ("retry_wait", "media_away", 1, 0)
    (shown,) = (await queries.sent_pictures("fa")).items
    assert "دوباره تلاش می‌شود" in shown.message
    await later()
    assert ((await picture())["state"], len(provider.asked)) == ("read", 2)


async def test_a_provider_that_is_slow_is_left_after_a_while(announced, provider, monkeypatch):
    monkeypatch.setattr(media, "SECONDS", 0.3)
    provider.script.append("slow")
    await announced()
    async with asyncio.timeout(PATIENCE):
        await claim.drain(queue())
    assert (await picture())["fault"] == "media_away"


async def test_a_provider_that_is_off_is_waited_for(announced, provider, monkeypatch, unused_tcp_port):
    off = f"http://127.0.0.1:{unused_tcp_port}"
    monkeypatch.setenv("DESK_TWILIO_URL", off)
    environment.cache_clear()
    await announced(MediaUrl0=off + PATH)
    await claim.drain(queue())
    assert tuple(await picture())[:2] == ("retry_wait", "media_away")


@pytest.mark.parametrize("step", ["endless", "announced"])
async def test_what_is_too_large_is_left_while_it_still_comes(announced, provider, step):
    provider.script.append(step)
    await announced()
    await claim.drain(queue())
    assert tuple(await picture())[:2] == ("refused", "media_too_large")
    assert provider.sent < 60_000_000


async def test_what_comes_packed_is_never_unpacked(announced, provider):
    provider.script.append("zipped")
    await announced()
    await claim.drain(queue())
    assert (await picture())["state"] == "read"  # the bytes as they are; what they say of themselves is not believed


async def test_a_redirect_to_another_place_is_not_followed_and_gets_no_password(announced, provider):
    async with store(provider.picture) as elsewhere:
        provider.script.append(("to", elsewhere.url + PATH))
        await announced()
        await claim.drain(queue())
        assert (tuple(await picture())[:2], elsewhere.asked) == (("refused", "media_elsewhere"), [])


async def test_a_redirect_within_the_provider_is_followed_but_not_for_ever(announced, provider):
    provider.script.append(("to", PATH.replace("ME1", "ME2")))
    await announced()
    await claim.drain(queue())
    assert ((await picture())["state"], [path[-3:] for path, _ in provider.asked]) == ("read", ["ME1", "ME2"])
    provider.script.extend([("to", PATH)] * 9)
    await announced("MM2")
    await claim.drain(queue())
    assert await fetchval("select fault from sent_picture where message_key = 'MM2'") == "media_elsewhere"
    assert len(provider.asked) == 2 + 4


async def test_an_announced_address_elsewhere_is_never_asked(announced, provider):
    async with store(provider.picture) as elsewhere:
        await announced(MediaUrl0=elsewhere.url + PATH)
        await claim.drain(queue())
        assert ((await picture())["fault"], elsewhere.asked, provider.asked) == ("media_elsewhere", [], [])


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1", True),
        ("http://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1", False),
        ("https://api.twilio.com/2010-04-01/Accounts/AC2/Messages/MM1/Media/ME1", False),
        ("https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/../../../Keys", False),
        ("https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json", False),
        ("https://api.twilio.com@evil.example/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1", False),
        ("https://api.twilio.com.evil.example/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1", False),
        ("https://apixtwilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1", False),
        ("https://evil.example/?https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1", False),
    ],
)
def test_our_password_goes_to_our_own_pictures_only(address, ours):
    assert our_account_at(address, "https://api.twilio.com", "AC1") is ours
    assert not our_account_at(address, "https://api.twilio.com", "")


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("https://mms.twiliocdn.com/AC1/abc?Expires=1&Signature=x~y", True),
        ("https://media.twiliocdn.com/AC1/abc", True),
        ("http://mms.twiliocdn.com/AC1/abc", False),
        ("https://twiliocdn.com.evil.example/", False),
        ("https://evil.example/.twiliocdn.com/", False),
        ("https://a@evil.example\\.twiliocdn.com/", False),
        ("https://mms.twiliocdn.com:8443/AC1/abc", False),
        ("https://169.254.169.254/", False),
    ],
)
def test_only_the_providers_own_store_is_followed_to(address, known):
    assert in_its_store(address) is known


async def test_a_bomb_by_whatsapp_is_refused_with_a_sentence(announced, provider):
    provider.picture = bomb()
    await announced()
    await claim.drain(queue())
    assert tuple(await picture())[:2] == ("refused", "picture_unreadable")
    assert await fetchval("select payload->>'fault' from event where kind = 'picture_not_read'") == "picture_unreadable"


async def test_a_wrong_password_waits_for_a_person_who_sets_it_going_again(announced, provider):
    provider.script.append(401)
    await announced()
    await claim.drain(queue())
    assert tuple(await picture())[:2] == ("dead", "media_refused")
    assert [(one.queue, one.state, one.stuck) for one in await waiting() if one.queue == "sent pictures"] == [
        ("sent pictures", "dead", True)
    ]
    assert await actions.fetch_again() == 1
    await claim.drain(queue())
    assert (await picture())["state"] == "read"


async def test_one_that_never_comes_is_given_up(announced, provider):
    provider.script.extend([404] * 20)
    await announced()
    for day in range(1, 12):
        await later(24 * day)
    assert (tuple(await picture())[:3], len(provider.asked)) == (("dead", "media_away", 8), 8)


async def test_what_a_dead_worker_left_is_swept_back(announced, world):
    await announced()
    await queue().claim(4, clock.now(), world.s1, False)
    with clock.at(clock.now() + timedelta(minutes=3)):
        await claim.drain(queue())
    assert ((await picture())["state"], (await picture())["attempts"]) == ("read", 2)


async def test_a_customer_who_is_forgotten_while_it_is_fetched_leaves_nothing(announced, provider, world):
    await announced()
    (row,) = await queue().claim(4, clock.now(), token := world.s1, False)
    await actions.erase_sent(party_ids=[world.ada], addresses=[])
    with pytest.raises(claim.LeaseLost):
        await queue().work(row, token)
    assert await fetchval("select (select count(*) from sent_picture) + (select count(*) from scan_record)") == 0


async def test_a_killed_worker_leaves_neither_half_nor_double(committed_world, committed_db):
    async with store(await labelled(committed_world)) as fake:
        await actions.expect_pictures(
            source=Source.WHATSAPP, message_key="MM1", sender=NUMBER, media=[(fake.url + PATH, "image/png")]
        )
        told = {"DESK_TWILIO_ACCOUNT": ACCOUNT, "DESK_TWILIO_TOKEN": TOKEN, "DESK_TWILIO_URL": fake.url}
        async with Worker(committed_db, "picture.before_settle=kill", **told) as killed, asyncio.timeout(PATIENCE):
            assert await killed.process.wait() == -signal.SIGKILL
        assert tuple(await fetchrow("select state, (select count(*) from scan_record) from sent_picture")) == (
            "fetching",
            0,
        )
        await execute("update sent_picture set lease_until = now() - interval '1 second'")
        async with Worker(committed_db, **told), asyncio.timeout(PATIENCE):
            while await fetchval("select state from sent_picture") != "read":  # noqa: ASYNC110  # another process does the work
                await asyncio.sleep(0.05)
    assert await fetchval("select count(*) = max(codes) from scan_record, sent_picture")


async def test_the_terminal_has_them_fetched_again(committed_world, committed_db):
    await actions.expect_pictures(source=Source.WHATSAPP, message_key="MM1", sender=NUMBER, media=[("x", "image/png")])
    await execute("update sent_picture set state = 'dead', fault = 'media_refused'")
    ended = await desk(committed_db, "scan", "pictures", "--fetch-again")
    assert (ended.code, "1 picture is fetched again" in ended.err, "queued" in ended.out) == (0, True, True)
