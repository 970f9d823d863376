"""Policies and the cover of an item through the door."""

import pytest

from service_desk.foundation.ids import uuid7
from tests.warranty.policies import A


@pytest.fixture
def post(client):
    def send(path, body):
        return client.post(f"/api/v1{path}", json=body, headers={"Idempotency-Key": str(uuid7())})

    return send


@pytest.fixture
async def policy(post):
    created = await post("/policies", {"code": "A", "name": {"en": "Tools", "fa": "ابزار"}})
    versions = f"/policies/{created.json()['id']}/versions"
    assert (await post(versions, {"terms": A, "valid_from": "2020-01-01"})).status_code == 201
    return created.json()["id"]


async def test_a_policy_is_written_and_read(client, policy):
    (read,) = (await client.get("/api/v1/policies")).json()
    assert (read["id"], read["code"], read["versions"][0]["number"]) == (policy, "A", 1)
    assert (await client.get(f"/api/v1/policies/{policy}")).json()["versions"][0]["terms"] == A


async def test_a_mistake_in_the_terms_names_its_place(post, policy):
    answer = await post(f"/policies/{policy}/versions", {"terms": {**A, "grace": 3}, "valid_from": "2020-01-01"})
    assert (answer.status_code, answer.json()["field"]) == (400, "terms.grace")


async def test_the_cover_of_an_item_comes_with_its_reasons_in_the_language_asked_for(client, post, world, policy):
    assert (await post(f"/items/{world.s1}/terms", {"policy": "A"})).status_code == 201
    asked = {"reported_on": "2027-03-15", "language": "ru"}
    cover = (await client.get(f"/api/v1/items/{world.s1}/cover", params=asked)).json()
    assert [(line["cost_class"], line["reason"]) for line in cover["lines"]] == [
        ("parts", "IN_PERIOD"), ("labour", "EXPIRED"), ("travel", "EXPIRED")]  # fmt: skip
    assert cover["explanation"][0].startswith("Запчасти: покрывается")


async def test_the_frozen_terms_are_shown(client, post, world, policy):
    assert (await client.get(f"/api/v1/items/{world.s1}/terms")).status_code == 404
    await post(f"/items/{world.s1}/terms", {"policy": "A"})
    terms = (await client.get(f"/api/v1/items/{world.s1}/terms")).json()
    assert (terms["policy"], terms["start_on"], terms["travel_last_on"]) == ("A v1", "2026-03-15", "2026-06-14")


async def test_terms_are_frozen_once(post, world, policy):
    await post(f"/items/{world.s1}/terms", {"policy": "A"})
    again = await post(f"/items/{world.s1}/terms", {"policy": "A"})
    assert (again.status_code, again.json()["code"]) == (409, "already_frozen")


async def test_an_item_that_is_not_there_has_no_cover(client):
    assert (await client.get(f"/api/v1/items/{uuid7()}/cover")).status_code == 404


async def test_an_unknown_policy_is_a_sentence(post, world, db):
    answer = await post(f"/items/{world.s1}/terms", {"policy": "NOPE"})
    assert answer.json()["detail"].startswith("There is no policy NOPE with a version valid on 2026-03-15")
