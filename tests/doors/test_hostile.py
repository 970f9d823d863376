"""What nobody means well by: every answer is a refusal with a sentence, and nothing is written."""

import json

import pytest

from service_desk.app import litestar
from service_desk.foundation.ids import uuid7
from service_desk.foundation.paging import encode
from service_desk.foundation.web.description import described
from tests.doors.conftest import API, nothing_written

DEEP = "[" * 5000 + "]" * 5000
BODIES = {
    "a zero byte": '{"centre_id": "BER", "words": "a\\u0000b"}',
    "half a letter": '{"centre_id": "BER", "words": "\\ud800"}',
    "a name with a zero byte": '{"centre_id": "B\\u0000R"}',
    "a name that is half a letter": '{"centre_id": "\\udfff"}',
    "nested without end": '{"centre_id": "BER", "words": ' + DEEP + "}",
    "only brackets": DEEP,
    "a number without end": '{"centre_id": "BER", "words": 1e400}',
    "not a number": '{"centre_id": NaN}',
    "the year zero": '{"centre_id": "BER", "reported_at": "0000-01-01T00:00:00Z"}',
    "the last year": '{"centre_id": "BER", "reported_at": "9999-12-31T23:59:59Z"}',
    "a list": "[]",
    "a text": '"BER"',
    "nothing": "null",
    "a name of a thousand letters": '{"centre_id": "' + "B" * 1000 + '"}',
    "a name that is a list": '{"centre_id": ["BER"]}',
    "a name that is an object": '{"centre_id": {"id": "BER"}}',
    "cut short": '{"centre_id": "BER"',
}


@pytest.mark.parametrize("what", BODIES)
async def test_a_body_that_makes_no_sense_is_refused_with_a_sentence(client, world, what):
    headers = {"Idempotency-Key": str(uuid7()), "Content-Type": "application/json"}
    async with nothing_written():
        answer = await client.post(f"{API}/tickets", content=BODIES[what].encode(), headers=headers)
        assert answer.status_code in {400, 404, 409}, (what, answer.text)
        assert answer.json()["detail"].rstrip().endswith(".")


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "multipart/form-data; boundary=x", "x", "application/x-www-form-urlencoded"])  # fmt: skip
async def test_a_body_of_another_kind_is_refused(client, world, content_type):
    headers = {"Idempotency-Key": str(uuid7()), "Content-Type": content_type}
    async with nothing_written():
        answer = await client.post(f"{API}/tickets", content=b'{"centre_id": "BER"}', headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "wrong_media_type"), answer.text


MONEY = ("1e400", "-1e400", "NaN", "Infinity", "1e-400", "99999999999999999999999999", "0x10", "1,5", "")


@pytest.mark.parametrize("amount", MONEY)
async def test_an_amount_that_is_none_is_refused(client, world, amount):
    body = {"product_id": "P-BAT", "currency": "EUR", "amount": amount, "valid_from": "2026-01-01"}
    answer = await client.post(f"{API}/prices", json=body, headers={"Idempotency-Key": str(uuid7())})
    assert answer.status_code == 400, answer.text


@pytest.mark.parametrize("query", ["since=0000-01-01", "since=10000-01-01", "until=2026-02-30", "updated_since=0001-01-01T00:00:00%2B14:00",
    "updated_since=9999-12-31T23:59:59-14:00", "limit=99999999999999999999", "limit=-1", "limit=1e3", "limit=", "cursor=%00", "cursor=" + "A" * 5000,
    "party_id=%00", "item_id=%ED%A0%80", "words=%00", "words=" + "x%20" * 3000, "state=", "centre_id=" + "B" * 3000])  # fmt: skip
async def test_a_question_that_makes_no_sense_is_refused_or_answered(client, world, query):
    answer = await client.get(f"{API}/tickets?{query}")
    assert answer.status_code in {200, 400, 404, 414}, answer.text


async def test_a_cursor_of_any_other_list_is_refused_or_leads_nowhere_else(client, world, description_paths):
    marks = [
        encode("x"),
        encode("2026-01-01T00:00:00Z", str(uuid7())),
        encode("0" * 16, 1),
        encode(1),
        encode(2**70),
        encode(-1, "x"),
    ]
    for path in description_paths:
        for mark in marks:
            answer = await client.get(path, params={"cursor": mark})
            assert answer.status_code in {200, 400, 403}, (path, mark, answer.text)


@pytest.fixture(scope="module")
def description_paths():
    found = json.loads(json.dumps(described(litestar)))["paths"]
    return [
        path
        for path, told in found.items()
        if "{" not in path
        and (names := {one["name"]: one for one in told.get("get", {}).get("parameters", ())}).keys() >= {"cursor"}
        and not any(one.get("required") for one in names.values())
    ]


@pytest.mark.parametrize(("method", "path", "status"), [("HEAD", "/tickets", {200, 405}), ("OPTIONS", "/tickets", {200, 204, 405}), ("GET", "/tickets/", {200, 404}),
    ("TRACE", "/tickets", {405}), ("POST", "/tickets/x/y/z", {404}), ("DELETE", "/tickets", {405}), ("GET", "//tickets", {200, 404}), ("GET", "/../api/v1/tickets", {200, 404})])  # fmt: skip
async def test_an_odd_way_to_ask_has_a_plain_answer(client, world, method, path, status):
    answer = await client.request(method, f"{API}{path}")
    assert answer.status_code in status, answer.text


async def test_of_a_key_that_is_there_twice_neither_is_taken_unheard(client, world):
    headers = {"Idempotency-Key": str(uuid7()), "Content-Type": "application/json"}
    twice = b'{"centre_id": "BER", "words": "first", "words": "second"}'
    async with nothing_written():
        answer = await client.post(f"{API}/tickets", content=twice, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, "repeated_field"), answer.text
