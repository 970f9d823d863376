"""Centres, periods, rates and settings through the door."""

import pytest

from service_desk.foundation.ids import uuid7


@pytest.fixture
def key():
    return lambda: {"Idempotency-Key": str(uuid7())}


async def test_centres_are_listed_and_founded(client, key):
    body = {
        "code": "MUC",
        "name": {"en": "Munich"},
        "zone": "Europe/Berlin",
        "country": "DE",
        "language": "en",
        "currency": "EUR",
    }
    made = await client.post("/api/v1/centres", json=body, headers=key())
    assert made.status_code == 201
    assert [c["code"] for c in (await client.get("/api/v1/centres")).json()["items"]] == ["BER", "MUC", "TEH"]
    assert (await client.get(f"/api/v1/centres/{made.json()['id']}")).json()["zone"] == "Europe/Berlin"


async def test_a_period_is_opened_closed_and_opened_again(client, key):
    body = {"starts_on": "2027-01-01", "ends_on": "2027-12-31"}
    made = (await client.post("/api/v1/periods", json=body, headers=key())).json()["id"]
    for act, state in (("closure", "closed"), ("reopening", "open")):
        answer = await client.post(f"/api/v1/periods/{made}/{act}", headers=key())
        assert (answer.status_code, answer.json()["state"]) == (201, state)
    assert (await client.get("/api/v1/periods")).json()["items"][-1]["state"] == "open"


async def test_an_overlapping_period_is_a_conflict_with_a_sentence(client, key):
    body = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    answer = await client.post("/api/v1/periods", json=body, headers=key())
    assert (answer.status_code, answer.json()["code"]) == (409, "overlapping_period")


@pytest.mark.parametrize("day", ["2026-02-30", "20260201x", "", 5])
async def test_an_impossible_date_is_refused(client, key, day):
    answer = await client.post("/api/v1/periods", json={"starts_on": day, "ends_on": "2026-12-31"}, headers=key())
    assert answer.status_code == 400


async def test_a_rate_in_an_unknown_currency_is_refused(client, key):
    body = {"currency": "XXX", "per_currency": "EUR", "rate": "1.5", "valid_from": "2026-01-01"}
    answer = await client.post("/api/v1/rates", json=body, headers=key())
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_currency")
    assert (await client.post("/api/v1/rates", json={**body, "currency": "USD"}, headers=key())).status_code == 201
    itself = await client.post("/api/v1/rates", json={**body, "currency": "EUR"}, headers=key())
    assert (itself.status_code, itself.json()["code"]) == (400, "rate_of_itself")
    plain = await client.post("/api/v1/rates", json={**body, "currency": "USD", "rate": "1.5e3"}, headers=key())
    assert plain.json()["rate"] == "1500"


async def test_a_setting_is_changed_and_shown(client, key):
    body = {"value": "latin", "valid_from": "2020-01-01"}
    assert (await client.post("/api/v1/settings/digits", json=body, headers=key())).status_code == 201
    assert (await client.post("/api/v1/settings/colour", json=body, headers=key())).json()["code"] == "unknown_setting"
    shown = {s["name"]: s["value"] for s in (await client.get("/api/v1/settings")).json()["items"]}
    assert shown["digits"] == "latin"
