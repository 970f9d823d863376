"""Customers through the door."""

import pytest

from service_desk.foundation.ids import uuid7

NEW = {"name": "Ben", "language": "en", "contacts": [{"kind": "phone", "value": "0912 123 4567"}], "region": "IR"}


@pytest.fixture
def post(client):
    def send(path, body, **headers):
        return client.post(f"/api/v1{path}", json=body, headers={"Idempotency-Key": str(uuid7())} | headers)

    return send


async def test_a_phone_finds_everyone_who_has_it(client, post, world):
    ben = (await post("/customers", NEW)).json()["id"]
    for asked in ({"phone": "+98 912 123 4567"}, {"phone": "09121234567", "region": "IR"}, {"phone": "4567"}):
        found = (await client.get("/api/v1/customers", params=asked)).json()["items"]
        assert {p["id"] for p in found} == {ben, str(world.bahar)}


async def test_a_customer_entered_twice_with_one_key_is_one(client, post):
    once = {"Idempotency-Key": str(uuid7())}
    first, second = [await post("/customers", NEW, **once) for _ in range(2)]
    assert first.json() == second.json()
    assert second.headers["idempotency-replayed"] == "true"


async def test_a_customer_is_found_by_mail_and_words(client, world):
    for asked in ({"email": "ADA@example.com"}, {"words": "lovelace"}):
        found = (await client.get("/api/v1/customers", params=asked)).json()["items"]
        assert [p["id"] for p in found] == [str(world.ada)]


async def test_customers_are_paged(client, world):
    first = (await client.get("/api/v1/customers", params={"limit": 1})).json()
    rest = (await client.get("/api/v1/customers", params={"cursor": first["next"]})).json()
    assert [p["id"] for p in first["items"] + rest["items"]] == [str(world.bahar), str(world.ada)]
    assert (await client.get("/api/v1/customers", params={"cursor": "WzFd"})).json()["code"] == "bad_cursor"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"contacts": [{"kind": "phone", "value": "12"}]}, "invalid_phone"),
        ({"contacts": [{"kind": "email", "value": "a@b"}]}, "invalid_email"),
        ({"contacts": [{"kind": "email", "value": "a..b@example.com"}]}, "invalid_email"),
        ({"contacts": [{"kind": "email", "value": ".ab@example.com"}]}, "invalid_email"),
        ({"contacts": [{"kind": "email", "value": "ab.@example.com"}]}, "invalid_email"),
        ({"language": "xx"}, "not_a_language"),
        ({"name": " "}, "no_name"),
        ({"zone": "Mars/Base"}, "unknown_zone"),
        ({"currency": "XXX"}, "unknown_currency"),
        ({"boss": True}, "bad_request"),
    ],
)
async def test_bad_input_is_refused_with_its_reason(client, post, change, code):
    answer = await post("/customers", NEW | change)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


async def test_the_loser_of_two_editors_gets_412(client, world):
    path = f"/api/v1/customers/{world.ada}"
    for name, status in (("Ada King", 200), ("Ada Byron", 412)):
        answer = await client.patch(path, json={"name": name}, headers={"If-Match": "1"})
        assert answer.status_code == status
    assert (await client.get(path)).json()["party"]["name"] == "Ada King"


async def test_contacts_and_addresses_are_added(client, post, world):
    path = f"/customers/{world.ada}"
    added = await post(f"{path}/contacts", {"kind": "whatsapp", "value": "+4915112345679", "preferred": True})
    assert added.json()["contacts"][0]["preferred"]
    await post(f"{path}/addresses", {"lines": "Street 1", "city": "Berlin", "country": "DE"})
    assert (await client.get(f"/api/v1{path}")).json()["addresses"][0]["city"] == "Berlin"


async def test_a_merged_customer_answers_as_the_other(client, post, world):
    answer = await post(f"/customers/{world.bahar}/merger", {"into_id": str(world.ada)})
    assert answer.json()["id"] == str(world.ada)
    assert (await client.get(f"/api/v1/customers/{world.bahar}")).json()["party"]["id"] == str(world.ada)


async def test_customers_are_for_those_who_signed_in(anonymous):
    assert (await anonymous.get("/api/v1/customers")).status_code == 401
