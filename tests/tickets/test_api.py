"""Tickets through the door."""

import pytest

from service_desk.foundation.ids import uuid7
from service_desk.products import actions as products


@pytest.fixture
def post(client):
    def send(path, body=None, key=None):
        return client.post(f"/api/v1{path}", json=body, headers={"Idempotency-Key": key or str(uuid7())})

    return send


@pytest.fixture
def report(world):
    return {
        "centre_id": str(world.ber),
        "scan": "S1",
        "party_id": str(world.ada),
        "words": "It sparks",
        "symptom": "S101",
    }


@pytest.fixture
async def ticket(post, report):
    return (await post("/tickets", report)).json()["id"]


async def test_a_scan_opens_a_judged_ticket(post, report):
    answer = await post("/tickets", report)
    said = answer.json()
    assert (answer.status_code, said["verdict"], said["reasons"][0], said["warnings"]) == (
        201,
        "covered",
        "IN_PERIOD",
        [],
    )


async def test_the_same_request_twice_is_one_ticket(client, post, report):
    key = str(uuid7())
    first, again = await post("/tickets", report, key), await post("/tickets", report, key)
    assert (first.json(), again.headers["Idempotency-Replayed"]) == (again.json(), "true")
    assert len((await client.get("/api/v1/tickets")).json()["items"]) == 1


async def test_an_ambiguous_scan_answers_with_the_choices(post, world, report):
    saw = await products.create_product(sku="SAW", name={"en": "Saw"}, tracking="serial", by=world.cy)
    await products.register_item(product_id=saw, serial="S1", by=world.cy)
    answer = await post("/tickets", report)
    assert (answer.status_code, answer.json()["code"], "SAW" in answer.json()["detail"]) == (
        409,
        "ambiguous_scan",
        True,
    )


async def test_an_unknown_serial_is_taken_with_a_warning(post, report):
    said = (await post("/tickets", report | {"scan": "NO-SUCH-ONE"})).json()
    assert (said["verdict"], said["warnings"][0]["code"]) == ("undecided", "unknown_unit")


@pytest.mark.parametrize(
    ("odd", "code"),
    [
        ({"reported_at": "2026-03-14T21:30:00"}, "naive_moment"),
        ({"reported_at": "2026-02-30T10:00:00Z"}, "not_a_moment"),
        ({"reported_at": "2999-01-01T00:00:00Z"}, "reported_in_future"),
        ({"scan": "9" * 10_000}, "serial_too_long"),
        ({"symptom": "S777"}, "unknown_fault_code"),
        ({"words": "NUL \x00 here"}, "unstorable"),
        ({"sirial": "typo"}, "bad_request"),
    ],
)
async def test_bad_input_gets_a_sentence(post, report, odd, code):
    answer = await post("/tickets", report | odd)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.json()["detail"].endswith((".", ")"))


async def test_a_ticket_is_read_with_its_entries(client, post, ticket):
    await post(f"/tickets/{ticket}/notes", {"body": "Called back", "kind": "reply"})
    said = (await client.get(f"/api/v1/tickets/{ticket}")).json()
    assert (said["ticket"]["serial"], [entry["body"] for entry in said["entries"]]) == ("S1", ["Called back"])


async def test_the_loser_of_two_changes_gets_412(client, ticket):
    def change(words):
        headers = {"If-Match": "1", "Idempotency-Key": str(uuid7())}
        return client.patch(f"/api/v1/tickets/{ticket}", json={"words": words}, headers=headers)

    assert ((await change("It sparks a lot")).json()["version"], (await change("No")).status_code) == (2, 412)


async def test_a_refused_move_says_what_is_possible(post, ticket):
    assert (await post(f"/tickets/{ticket}/moves", {"to": "waiting_customer"})).json()["state"] == "waiting_customer"
    answer = await post(f"/tickets/{ticket}/moves", {"to": "closed"})
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_move")


async def test_a_ticket_is_given_to_someone_known(client, post, world, ticket):
    assert (await post(f"/tickets/{ticket}/assignment", {"assignee_id": str(uuid7())})).status_code == 404
    await post(f"/tickets/{ticket}/assignment", {"assignee_id": str(world.bo.id)})
    page = (await client.get("/api/v1/tickets", params={"assignee_id": str(world.bo.id)})).json()
    assert [row["id"] for row in page["items"]] == [ticket]


async def test_the_list_goes_on_by_its_cursor(client, post, report, ticket):
    await post("/tickets", report)
    first = (await client.get("/api/v1/tickets?limit=1")).json()
    second = (await client.get("/api/v1/tickets", params={"limit": 1, "cursor": first["next"]})).json()
    assert ([row["id"] for row in second["items"]], second["next"]) == ([ticket], None)


async def test_the_list_is_filtered_by_state(client, ticket):
    assert (await client.get("/api/v1/tickets?state=closed")).json()["items"] == []
    assert (await client.get("/api/v1/tickets?state=lost")).status_code == 400


async def test_words_and_numbers_are_searched(client, ticket):
    number = (await client.get(f"/api/v1/tickets/{ticket}")).json()["ticket"]["number"]
    for asked in ("sparks", number):
        page = (await client.get("/api/v1/tickets", params={"words": asked})).json()
        assert [row["id"] for row in page["items"]] == [ticket]
    assert (await client.get("/api/v1/tickets", params={"words": "leaks"})).json()["items"] == []


async def test_the_history_of_an_item(client, world, ticket):
    assert [row["id"] for row in (await client.get(f"/api/v1/items/{world.s1}/tickets")).json()["items"]] == [ticket]


async def test_nobody_opens_a_ticket_unnamed(anonymous, world, report):
    assert (await anonymous.post("/api/v1/tickets", json=report)).status_code == 401


async def test_what_contradicts_itself_is_asked_for_and_not_guessed(post, world):
    caller = {"name": "Eve", "language": "en"}
    body = {"centre_id": "BER", "words": "hums", "party_id": str(world.ada), "new_party": caller}
    assert (await post("/tickets", body)).json()["code"] == "two_customers"
    body = {"centre_id": "BER", "words": "hums", "item_id": "S1", "serial": "S2"}
    told = (await post("/tickets", body)).json()
    assert (told["code"], told["detail"][:38]) == ("two_units", "The item is S1, and the serial says S2")
    assert (await post("/tickets", {**body, "serial": "s-۱"})).status_code == 201


async def test_a_note_of_blanks_is_no_note(post, ticket):
    answer = await post(f"/tickets/{ticket}/notes", {"body": " \n "})
    assert (answer.status_code, answer.json()["code"]) == (400, "empty_note")
