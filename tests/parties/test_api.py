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


async def test_what_was_entered_wrongly_is_mended_and_the_next_message_is_in_their_language(client, world):
    path, now = f"/api/v1/customers/{world.bahar}", {"If-Match": "*"}
    body = {
        "language": "ru",
        "kind": "company",
        "roles": ["customer", "vendor"],
        "zone": "Europe/Moscow",
        "currency": "RUB",
    }
    told = (await client.patch(path, json=body, headers={**now, "Idempotency-Key": str(uuid7())})).json()
    assert {field: told[field] for field in body} == body
    assert told["name"] == "بهار محمدی"
    wrong = {"language": "xx", "kind": "robot", "zone": "Mars/X", "currency": "XXX", "roles": []}
    for field, value in wrong.items():
        answer = await client.patch(path, json={field: value}, headers={**now, "Idempotency-Key": str(uuid7())})
        assert answer.status_code == 400, (field, answer.text)
    back = await client.patch(
        path, json={"zone": None, "currency": None}, headers={**now, "Idempotency-Key": str(uuid7())}
    )
    assert (back.json()["zone"], back.json()["currency"], back.json()["language"]) == (None, None, "ru")


async def test_an_address_entered_by_mistake_goes(client, world):
    path = f"/api/v1/customers/{world.ada}/addresses"
    home = {"lines": "Street 1", "city": "Berlin", "country": "DE"}
    made = (await client.post(path, json=home, headers={"Idempotency-Key": str(uuid7())})).json()
    gone = await client.post(f"{path}/removal", json={"id": made["id"]}, headers={"Idempotency-Key": str(uuid7())})
    assert (gone.status_code, gone.json()["items"]) == (201, [])
    again = await client.post(f"{path}/removal", json={"id": made["id"]}, headers={"Idempotency-Key": str(uuid7())})
    assert again.status_code == 404
