"""Resources and rates through the door."""

import pytest

from service_desk.foundation.ids import uuid7


@pytest.fixture
def post(client):
    def send(path, body=None):
        return client.post(f"/api/v1{path}", json=body, headers={"Idempotency-Key": str(uuid7())})

    return send


@pytest.fixture
def oven(world):
    return {"centre_id": str(world.ber), "code": "oven", "name": "Oven", "kind": "machine"}


async def test_a_machine_is_added_listed_and_retired(client, post, oven):
    created = (await post("/resources", oven)).json()["id"]
    assert {"OVEN"} <= {one["code"] for one in (await client.get("/api/v1/resources")).json()["items"]}
    assert (await post(f"/resources/{created}/retirement")).status_code == 201
    assert "OVEN" not in {one["code"] for one in (await client.get("/api/v1/resources")).json()["items"]}


async def test_a_code_is_used_once(post, oven):
    await post("/resources", oven)
    assert (await post("/resources", oven)).json()["code"] == "resource_code_taken"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"cost_rate": "-1"}, "bad_labour_rate"),
        ({"bill_rate": "NaN"}, "bad_labour_rate"),
        ({"currency": "TOM"}, "unknown_currency"),
        ({"activity": "On Site"}, "bad_resource"),
        ({"resource_id": str(uuid7())}, "not_found"),
        ({"valid_from": "2026-02-30"}, "not_a_date"),
    ],
)
async def test_a_wrong_rate_is_refused(post, world, change, code):
    rate = {
        "centre_id": str(world.ber),
        "cost_rate": "30",
        "bill_rate": "60",
        "currency": "EUR",
        "valid_from": "2026-01-01",
    }
    assert (await post("/labour-rates", rate)).status_code == 201
    assert (await post("/labour-rates", rate | change)).json()["code"] == code


async def test_no_clock_is_forgotten_at_first(client):
    assert (await client.get("/api/v1/clocks/forgotten")).json()["items"] == []
