"""A repair order through the door, from start to hand-over."""

from decimal import Decimal

import pytest

from service_desk.foundation.ids import uuid7


@pytest.fixture
def post(client):
    def send(path, body=None, key=None):
        return client.post(f"/api/v1{path}", json=body, headers={"Idempotency-Key": key or str(uuid7())})

    return send


@pytest.fixture
async def repair(post, world):
    """Drill S1 on the bench in Berlin."""
    body = {
        "centre_id": str(world.ber),
        "party_id": str(world.ada),
        "items": [{"item_id": str(world.s1), "symptom": "S101"}],
    }
    return f"/repairs/{(await post('/repairs', body)).json()['id']}"


@pytest.fixture
def part(world):
    return {"part": "P-BAT", "location_id": str(world.shelf)}


async def test_the_whole_job(client, post, world, repair, part):
    assert (await post(f"{repair}/parts", part)).json()["line"]["payer"] == "warranty"
    assert (await post(f"{repair}/clock", {"resource_id": str(world.bench)})).status_code == 201
    assert (await post(f"{repair}/clock/stop", {"resource_id": str(world.bench)})).json()["kind"] == "labour"
    await post(f"{repair}/diagnosis", {"section": "L02", "defect": "D01", "repair": "R04"})
    assert (await post(f"{repair}/quality-check", {"passed": True})).json()["state"] == "quality_check"
    closed = (await post(f"{repair}/closure")).json()
    assert (closed["outcome"], len(closed["lines"])) == ("repaired", 2)
    done = (await post(f"{repair}/handover")).json()
    assert (done["order"]["state"], [move["to_state"] for move in done["moves"]][-2:]) == (
        "handed_over",
        ["closed", "handed_over"],
    )
    assert (await client.get(f"/api/v1{repair}")).json() == done


async def test_it_starts_from_a_ticket(client, post, world):
    ticket = (await post("/tickets", {"centre_id": str(world.ber), "scan": "S1"})).json()["id"]
    order = (await post("/repairs", {"ticket_id": ticket})).json()["id"]
    listed = (await client.get("/api/v1/repairs", params={"ticket_id": ticket})).json()["items"]
    assert [(row["id"], row["serials"]) for row in listed] == [(order, "S1")]


async def test_too_few_parts_say_how_many_there_are(post, repair, part):
    answer = await post(f"{repair}/parts", part | {"quantity": "99"})
    assert (answer.status_code, answer.json()["code"]) == (409, "too_few_parts")


async def test_the_same_part_request_twice_takes_one(client, post, repair, part):
    key = str(uuid7())
    assert (await post(f"{repair}/parts", part, key)).json() == (await post(f"{repair}/parts", part, key)).json()
    assert len((await client.get(f"/api/v1{repair}")).json()["lines"]) == 1


async def test_a_part_goes_back(post, repair, part):
    line = (await post(f"{repair}/parts", part | {"quantity": "2"})).json()["line"]["id"]
    assert Decimal((await post(f"{repair}/parts/{line}/return", {"quantity": "1"})).json()["quantity"]) == 1


async def test_a_line_of_another_order_is_not_there(post, world, repair, part):
    line = (await post(f"{repair}/parts", part)).json()["line"]["id"]
    other = (await post("/repairs", {"centre_id": str(world.ber), "items": [{"serial": "X"}]})).json()["id"]
    assert (await post(f"/repairs/{other}/parts/{line}/return", {})).status_code == 404


async def test_lines_are_added_priced_and_taken_off(client, post, repair):
    line = (
        await post(f"{repair}/lines", {"kind": "travel", "text": "Trip", "unit_price": "35", "currency": "EUR"})
    ).json()
    headers = {"Idempotency-Key": str(uuid7())}
    priced = await client.patch(
        f"/api/v1{repair}/lines/{line['id']}", json={"unit_price": "40", "currency": "EUR"}, headers=headers
    )
    assert (line["payer"], Decimal(priced.json()["amount"])) == ("customer", 40)
    assert (await post(f"{repair}/lines/{line['id']}/void", {"reason": "no trip"})).json()["items"] == []


async def test_a_part_is_not_typed_as_a_line(post, repair):
    assert (await post(f"{repair}/lines", {"kind": "part", "text": "Screw"})).json()["code"] == "take_from_stock"


async def test_an_estimate_is_sent_and_answered(post, repair):
    sent = (await post(f"{repair}/estimate", {"lines": [{"kind": "part", "part": "P-BAT"}]})).json()
    assert (sent["state"], Decimal(sent["customer_total"])) == ("sent", 0)
    answer = {"estimate_id": sent["id"], "answer": "accepted", "note": "by phone"}
    assert (await post(f"{repair}/estimate/answer", answer)).json()["state"] == "accepted"


async def test_misuse_is_overridden_with_a_note(client, post, repair, part):
    await post(f"{repair}/parts", part)
    await post(f"{repair}/diagnosis", {"defect": "D22"})
    await post(f"{repair}/override", {"note": "Our own sprinkler"})
    (line,) = (await client.get(f"/api/v1{repair}")).json()["lines"]
    assert (line["payer"], line["reason"]) == ("warranty", "OVERRIDE")


async def test_whose_clock_must_be_said_by_someone_without_one(post, repair):
    assert (await post(f"{repair}/clock", {})).json()["code"] == "whose_clock"


async def test_a_closed_order_refuses_and_can_be_reopened(post, repair, part):
    await post(f"{repair}/diagnosis", {"defect": "D90", "repair": "R12"})
    await post(f"{repair}/closure")
    assert (await post(f"{repair}/parts", part)).json()["code"] == "closed_order"
    assert (await post(f"{repair}/reopening", {"note": "again"})).json()["state"] == "repairing"


async def test_an_order_that_came_to_nothing_is_cancelled(client, post, repair):
    assert (await post(f"{repair}/cancellation", {"note": "changed her mind"})).json()["state"] == "cancelled"
    assert (await client.get("/api/v1/repairs")).json()["items"] == []
    assert len((await client.get("/api/v1/repairs?state=cancelled")).json()["items"]) == 1


async def test_a_move_to_the_bench_and_one_that_is_not_allowed(post, repair):
    assert (await post(f"{repair}/moves", {"to": "waiting_part"})).json()["state"] == "waiting_part"
    assert (await post(f"{repair}/moves", {"to": "closed"})).json()["code"] == "illegal_move"


async def test_the_orders_of_an_item(client, world, repair):
    rows = (await client.get(f"/api/v1/items/{world.s1}/repairs")).json()["items"]
    assert [f"/repairs/{row['id']}" for row in rows] == [repair]
