"""Every list is narrowed by the same words: centre, customer, item, days, and what was changed since a moment."""

import pytest

from service_desk.foundation.db import execute
from tests.doors.conftest import API, program, refused, routes, today, token_of

PAGED = {"cursor", "limit"}


@pytest.fixture
async def tickets(post, world):
    """S1 of Ada in Berlin, and one without a unit in Tehran."""
    first = await post("/tickets", {"centre_id": "BER", "item_id": "S1", "party_id": str(world.ada)})
    second = await post("/tickets", {"centre_id": "TEH", "party_id": str(world.bahar), "words": "Lost"})
    return [first.json()["number"], second.json()["number"]]


async def numbers(client, path, **asked):
    answer = await client.get(API + path, params=asked)
    assert answer.status_code == 200, answer.text
    return [row["number"] for row in answer.json()["items"]]


async def test_tickets_are_narrowed_by_centre_customer_item_and_day(client, tickets, world):
    ber, teh = tickets
    assert await numbers(client, "/tickets", centre_id="TEH") == [teh]
    assert await numbers(client, "/tickets", party_id=str(world.ada)) == [ber]
    assert await numbers(client, "/tickets", item_id="S1") == [ber]
    assert await numbers(client, "/tickets", since="2030-01-01") == []
    assert set(await numbers(client, "/tickets", until=str(today()), since="2020-01-01")) == {ber, teh}


async def test_orders_are_narrowed_alike_and_those_that_ended_are_found_too(client, post, tickets, world):
    order = (await post("/repairs", {"ticket_id": tickets[0]})).json()["number"]
    await post(f"/repairs/{order}/cancellation", {"note": "came to nothing"})
    assert await numbers(client, "/repairs") == []
    assert await numbers(client, "/repairs", item_id="S1") == [order]
    assert await numbers(client, "/repairs", party_id=str(world.ada), centre_id="BER") == [order]
    assert await numbers(client, "/repairs", centre_id="TEH", state="cancelled") == []


async def test_only_what_was_changed_since_a_moment_comes(client, tickets):
    _, teh = tickets
    await execute("alter table ticket disable trigger ticket_changed")
    await execute("update ticket set changed_at = '2020-01-01Z'")
    await execute("alter table ticket enable trigger ticket_changed")
    assert await numbers(client, "/tickets", updated_since="2021-01-01T00:00:00Z") == []
    await client.patch(f"{API}/tickets/{teh}", json={"words": "Found"}, headers={"Idempotency-Key": "x" * 16})
    assert await numbers(client, "/tickets", updated_since="2021-01-01T00:00:00Z") == [teh]


@pytest.mark.parametrize("path", ["/items", "/customers", "/products"])
async def test_records_of_the_company_tell_what_is_new_too(client, world, path):
    longago = await client.get(API + path, params={"updated_since": "2020-01-01T00:00:00Z", "limit": 1})
    assert len(longago.json()["items"]) == 1
    later = await client.get(API + path, params={"updated_since": "2100-01-01T00:00:00Z"})
    assert later.json()["items"] == []


async def test_a_moment_without_a_zone_is_refused(client, world):
    refused(
        await client.get(f"{API}/tickets?updated_since=2026-01-01T00:00:00"),
        400,
        "naive_moment",
        "has no zone",
    )


async def test_a_centre_that_one_may_not_see_is_no_filter(app, world):
    async with program(app, await token_of({"tickets.read"}, world.teh)) as stranger:
        refused(
            await stranger.get(f"{API}/tickets", params={"centre_id": str(world.ber)}),
            404,
            "not_found",
            "service centre",
        )


def test_every_page_has_a_cursor_and_a_limit(app):
    bare = []
    for route, handler in routes(app):
        if "Page[" in str(handler.fn.__annotations__.get("return", "")):
            missing = PAGED - set(handler.parsed_fn_signature.parameters)
            if missing:
                bare.append((route, missing))
    assert bare == []
