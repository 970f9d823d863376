"""Bodies that cannot be read, and the same request sent twice."""

import json

import pytest

from service_desk.foundation.db import fetchval
from service_desk.foundation.ids import uuid7
from tests.doors.conftest import API, counts, nothing_written, refused


@pytest.fixture
def raw(client):
    """Send bytes to a door as they are."""
    return lambda content, path="/tickets": client.post(
        API + path, content=content, headers={"Idempotency-Key": str(uuid7()), "Content-Type": "application/json"}
    )


@pytest.mark.parametrize(
    ("content", "status", "code", "advice"),
    [
        (b'{"words": "' + b"x" * 1_000_001 + b'"}', 413, "too_large", "at most 1 MB"),
        (b'{"words": "\xff\xfe"}', 400, "not_utf8", "send it as UTF-8"),
        (b'{"words": "\\ud800"}', 400, "bad_request", "Correct it and send it again"),
        ('{"words": "ß"}'.encode("utf-16"), 400, "bad_request", "Correct it and send it again"),
        (b"[" * 100_000, 400, "too_deep", "Send the fields that the API describes"),
        (b'{"words": ' + b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"}", 400, "too_deep", "nested too deeply"),
        (b'{"words": "half', 400, "bad_request", "Correct it and send it again"),
        (b"centre_id=1", 400, "bad_request", "Correct it and send it again"),
        (b"", 400, "bad_request", "Correct it and send it again"),
        (b"null", 400, "bad_request", "Correct it and send it again"),
        (b"{}", 400, "bad_request", "centre_id"),
        (b'{"centre_id": "x"}', 404, "not_found", "There is no service centre x here"),
    ],
    ids=["oversize", "not utf-8", "half a surrogate", "utf-16", "deep lists", "deep objects", "cut off", "a form", "empty", "null", "no field", "no id"],
)  # fmt: skip
async def test_a_body_that_cannot_be_read_is_refused(raw, content, status, code, advice):
    async with nothing_written():
        refused(await raw(content), status, code, advice)


async def test_an_unknown_field_is_named(raw, world):
    async with nothing_written():
        said = refused(
            await raw(json.dumps({"centre_id": str(world.ber), "sirial": "S1"}).encode()), 400, "bad_request", "sirial"
        )
    assert said["errors"]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/parts/%ff%fe/stock", 404), ("/parts/%00/stock", 400), ("/tickets?cursor=%ff", 400), ("/tickets?cursor=W251bGwsbnVsbF0", 400),
     ("/tickets?limit=100000", 400), ("/tickets?limit=0", 400), ("/tickets?state=lost", 400), ("/tickets/not-a-uuid", 404), ("/nothing", 404)],
)  # fmt: skip
async def test_an_odd_address_is_a_problem_with_a_sentence(client, path, status):
    answer = await client.get(API + path)
    assert answer.status_code == status
    assert answer.json()["detail"].endswith((".", "/docs."))


async def test_the_same_request_twice_has_one_effect_and_one_answer(post, world):
    body, key = {"centre_id": str(world.ber), "serial": "S1"}, str(uuid7())
    first = await post("/tickets", body, key)
    after = await counts()
    second = await post("/tickets", body, key)
    assert (second.status_code, second.json()) == (first.status_code, first.json())
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert await counts() == after


async def test_the_same_key_with_another_body_is_refused(post, world):
    body, key = {"centre_id": str(world.ber), "words": "Leaks"}, str(uuid7())
    assert (await post("/tickets", body, key)).status_code == 201
    async with nothing_written():
        refused(
            await post("/tickets", body | {"words": "another"}, key),
            422,
            "idempotency_key_reused",
            "Make a new one for each new request.",
        )
        refused(
            await post("/repairs", {"centre_id": body["centre_id"]}, key),
            422,
            "idempotency_key_reused",
            "Make a new one",
        )


async def test_a_refused_request_leaves_its_key_free(post, world):
    key = str(uuid7())
    refused(
        await post("/tickets", {"centre_id": str(world.ber), "words": "Leaks", "symptom": "S000"}, key),
        400,
        "unknown_fault_code",
        "Choose one",
    )
    assert (await post("/tickets", {"centre_id": str(world.ber), "words": "Leaks"}, key)).status_code == 201


@pytest.mark.parametrize("key", [None, "", "short", "x" * 101, "tab\tin the middle of it"])
async def test_a_program_must_send_a_key(client, world, key):
    headers = {} if key is None else {"Idempotency-Key": key}
    async with nothing_written():
        refused(
            await client.post(f"{API}/tickets", json={"centre_id": str(world.ber)}, headers=headers),
            400,
            "idempotency_key_needed",
            "a UUID will do",
        )


async def test_a_row_that_an_offline_client_named_is_made_once(post, world):
    body = {"centre_id": str(world.ber), "words": "Leaks", "id": str(uuid7())}
    assert (await post("/tickets", body)).status_code == 201
    async with nothing_written():
        refused(await post("/tickets", body), 409, "already_there", "Load it again")
    assert await fetchval("select count(*) from ticket") == 1


async def test_an_id_of_ones_own_keeps_the_lists_in_the_order_of_time(client, world):
    body = {"centre_id": "BER", "words": "hums", "id": "8b1993ef-038d-4010-92c4-e009c3b2d99d"}
    answer = await client.post("/api/v1/tickets", json=body, headers={"Idempotency-Key": str(uuid7())})
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (400, "not_time_ordered", "id")
    own = str(uuid7())
    answer = await client.post("/api/v1/tickets", json=body | {"id": own}, headers={"Idempotency-Key": str(uuid7())})
    assert (answer.status_code, answer.json()["id"]) == (201, own)
