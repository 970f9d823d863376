"""Verdicts follow in the same moment when facts of a unit change: terms are set, a date is told, cover is granted."""

import pytest

from tests.doors.conftest import API


@pytest.fixture
def s1(world):
    return f"/items/{world.s1}"


async def test_an_unknown_serial_is_registered_gets_a_policy_and_its_ticket_follows(post, client, read, ticket, world):
    opened = (await ticket(scan="NEW-1")).json()
    assert (opened["verdict"], opened["reasons"]) == ("undecided", ["UNKNOWN_UNIT"])
    unit = {"product_id": str(world.drill), "serial": "NEW-1", "country_of_sale": "DE"}
    item = (await post("/items", unit | {"dates": [{"basis": "invoice", "on_date": "2026-05-02"}]})).json()["id"]
    path = f"/tickets/{opened['id']}"
    await client.patch(f"{API}{path}", json={"item_id": item}, headers={"Idempotency-Key": item})
    shown = (await read(path))["ticket"]
    assert (shown["verdict"], shown["reason"]) == ("undecided", "NO_POLICY")
    await post(f"/items/{item}/terms", {"policy": "A"})
    shown = await read(path)
    assert (shown["ticket"]["verdict"], shown["ticket"]["reason"]) == ("covered", "IN_PERIOD")
    assert shown["entries"][-1]["changes"]["verdict"] == ["undecided", "covered"]
    reasons = [decision["reason"] for decision in (await read(f"{path}/decisions"))["items"]]
    assert reasons == ["IN_PERIOD", "NO_POLICY", "UNKNOWN_UNIT"]


async def test_a_date_told_at_the_desk_counts_at_once_and_for_what_is_open(post, read, ticket, order, part, s1):
    await part()
    opened = (await ticket(scan="S1")).json()
    assert opened["verdict"] == "covered"
    await post(f"{s1}/dates", {"basis": "invoice", "on_date": "2022-01-10"})
    again = (await ticket(scan="S1")).json()
    stands = (await read(f"/tickets/{opened['id']}"))["ticket"]
    assert stands["verdict"] == again["verdict"]
    on_order = (await read(f"{order}/decisions"))["items"]
    assert on_order[0]["verdict"] == (await read(order))["lines"][0]["verdict"]
