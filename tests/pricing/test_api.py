"""Prices and taxes through the door."""

import pytest

from service_desk.foundation.ids import uuid7


@pytest.fixture
def post(client):
    def send(path, body=None):
        return client.post(f"/api/v1{path}", json=body, headers={"Idempotency-Key": str(uuid7())})

    return send


async def test_a_price_is_set_listed_and_quoted(client, post, world):
    price = {"product_id": str(world.battery), "amount": "49.90", "currency": "EUR", "valid_from": "2026-01-01"}
    assert (await post("/prices", price)).status_code == 201
    path = f"/api/v1/products/{world.battery}"
    assert (await client.get(f"{path}/prices")).json()["items"][0]["amount"] == "49.90"
    quoted = (await client.get(f"{path}/price", params={"currency": "EUR", "on": "2026-06-01"})).json()
    assert quoted["price"]["amount"] == "49.90"
    early = await client.get(f"{path}/price", params={"currency": "EUR", "on": "2019-06-01"})
    assert early.json() == {"price": None}


async def test_a_wrong_price_or_tax_is_refused(post, world):
    price = {"product_id": str(world.battery), "amount": "-1", "currency": "EUR", "valid_from": "2026-01-01"}
    assert (await post("/prices", price)).json()["code"] == "bad_price"
    tax = {"country": "DE", "percent": "190", "valid_from": "2026-01-01"}
    assert (await post("/taxes", tax)).json()["code"] == "bad_percent"


async def test_a_tax_is_set_and_listed(client, post):
    await post("/taxes", {"country": "FR", "percent": "20", "valid_from": "2026-01-01"})
    taxes = (await client.get("/api/v1/taxes")).json()["items"]
    assert [(one["country"], one["code"], one["percent"]) for one in taxes] == [
        ("DE", "standard", "19"),
        ("FR", "standard", "20"),
    ]
