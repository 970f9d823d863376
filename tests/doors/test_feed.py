"""A program follows the desk: everything that happened once, in order, as far as it may see."""

import pytest

from service_desk.events.rules import known_kinds
from service_desk.events.sealer import seal
from tests.doors.conftest import API, program, refused, token_of
from tests.events.facts import recorded_facts


@pytest.fixture
async def client(committed_world, anonymous):
    """Events are sealed after the commit, so these tests have a database of their own."""
    anonymous.headers["Authorization"] = f"Bearer {committed_world.token}"
    return anonymous


async def follow(client, **asked):
    found, cursor = [], None
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
