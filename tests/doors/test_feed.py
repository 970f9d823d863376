"""A program follows the desk: everything that happened once, in order, as far as it may see."""

import base64
import json

import asyncpg
import pytest

from service_desk.events.rules import known_kinds
from service_desk.events.sealer import seal
from tests.doors.conftest import API, program, refused, token_of
from tests.events.facts import recorded_facts
from tests.events.test_sealing_in_between import LATE


@pytest.fixture
async def client(committed_world, anonymous):
    """Events are sealed after the commit, so these tests have a database of their own."""
    anonymous.headers["Authorization"] = f"Bearer {committed_world.token}"
    return anonymous


async def follow(client, **asked):
    found, cursor = [], asked.pop("cursor", None)
    while True:
        page = (await client.get(f"{API}/events", params=asked | ({"cursor": cursor} if cursor else {}))).json()
        found += page["items"]
        cursor = page["next"]
        if not page["more"]:
            return found, cursor


async def test_each_event_comes_once_and_in_order_and_the_cursor_goes_on_from_there(client, post):
    await seal({})
    before, cursor = await follow(client, limit=7)
    assert [event["seq"] for event in before] == list(range(1, len(before) + 1))
    ticket = (await post("/tickets", {"centre_id": "BER", "serial": "S1"})).json()
    await seal({})
    page = (await client.get(f"{API}/events", params={"cursor": cursor})).json()
    assert [(e["kind"], e["subject_id"]) for e in page["items"]] == [("ticket_opened", ticket["id"])]
    assert page["items"][0]["data"]["number"] == ticket["number"]
    nothing = (await client.get(f"{API}/events", params={"cursor": page["next"], "wait": 1})).json()
    assert (nothing["items"], nothing["next"], nothing["more"]) == ([], page["next"], False)


async def test_a_follower_asks_for_kinds_and_for_one_record(client, post):
    ticket = (await post("/tickets", {"centre_id": "BER", "serial": "S1"})).json()
    await post(f"/tickets/{ticket['id']}/notes", {"body": "Called"})
    await seal({})
    noted, _ = await follow(client, kind="note_added")
    assert [event["kind"] for event in noted] == ["note_added"]
    of_it, _ = await follow(client, subject_id=ticket["id"])
    assert [event["kind"] for event in of_it] == ["ticket_opened", "note_added"]


async def test_a_follower_misses_nothing_that_was_committed_after_what_came_later(client, post, committed_db):
    """Events take their ids when they are written; who commits last may have the lower one."""
    await seal({})
    _, cursor = await follow(client)
    slow = await asyncpg.connect(committed_db)
    try:
        late = slow.transaction()
        await late.start()
        first = await slow.fetchval(LATE)
        ticket = (await post("/tickets", {"centre_id": "BER", "serial": "S1"})).json()
        await seal({})
        seen, cursor = await follow(client, cursor=cursor)
        assert [event["subject_id"] for event in seen] == [ticket["id"]]
        await late.commit()
    finally:
        await slow.close()
    await seal({})
    seen, cursor = await follow(client, cursor=cursor)
    assert [event["id"] for event in seen] == [first]
    whole, _ = await follow(client)
    assert [event["seq"] for event in whole] == list(range(1, len(whole) + 1))
    assert whole[-2]["id"] > whole[-1]["id"] == first


async def test_whoever_begins_anew_finds_every_event_since_the_first_day(client, post):
    """Nothing of the feed is ever taken away: the oldest is still there, and a mark at its beginning goes on from there."""
    await seal({})
    first = (await client.get(f"{API}/events", params={"limit": 1})).json()
    for _ in range(3):
        await post("/tickets", {"centre_id": "BER", "serial": "S1"})
    await seal({})
    again = (await client.get(f"{API}/events", params={"limit": 1})).json()
    assert (again["items"][0]["seq"], again["items"]) == (1, first["items"])
    rest, _ = await follow(client, cursor=again["next"])
    assert [event["seq"] for event in rest] == list(range(2, len(rest) + 2))


async def test_a_mark_beyond_the_end_is_told_since_the_desk_was_set_back(client):
    await seal({})
    _, cursor = await follow(client)
    book, last = json.loads(base64.urlsafe_b64decode(cursor + "=="))
    cursor = base64.urlsafe_b64encode(json.dumps([book, last + 7]).encode()).decode()
    said = refused(
        await client.get(f"{API}/events", params={"cursor": cursor}), 409, "feed_shorter", "without a cursor"
    )
    assert (said["field"], said["params"]["last"]) == ("cursor", last)


async def test_a_kind_that_nobody_records_is_refused_with_the_nearest(client):
    refused(await client.get(f"{API}/events?kind=ticket_opend"), 400, "unknown_event", "ticket_opened")


async def test_what_happens_in_another_centre_is_not_told(app, post, committed_world):
    await post("/tickets", {"centre_id": "BER", "serial": "S1"})
    await seal({})
    async with program(app, await token_of({"events.read"}, committed_world.teh)) as stranger:
        found, _ = await follow(stranger)
    assert {event["centre_id"] for event in found} <= {None, str(committed_world.teh)}


def test_the_list_of_kinds_is_that_of_the_code():
    """Add a new event to service_desk/events/kinds.txt, which tells integrators what there is."""
    assert list(known_kinds()) == sorted(recorded_facts())
