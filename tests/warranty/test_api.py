"""Policies and the cover of an item through the door."""

from datetime import date

import pytest

from service_desk.foundation.ids import uuid7
from tests.warranty.policies import A, invoiced


@pytest.fixture
def post(client):
    def send(path, body):
        return client.post(f"/api/v1{path}", json=body, headers={"Idempotency-Key": str(uuid7())})

    return send


async def test_a_policy_is_written_and_read(client, post):
    policy = (await post("/policies", {"code": "B", "name": {"en": "Tools", "fa": "ابزار"}})).json()["id"]
    published = await post(f"/policies/{policy}/versions", {"terms": A, "valid_from": "2020-01-01"})
    read = (await client.get(f"/api/v1/policies/{policy}")).json()
    assert (published.status_code, read["code"], read["versions"][0]["terms"]) == (201, "B", A)
    assert [each["code"] for each in (await client.get("/api/v1/policies")).json()["items"]] == ["A", "B"]


async def test_a_mistake_in_the_terms_names_its_place(post, world):
    body = {"terms": {**A, "grace": 3}, "valid_from": "2020-01-01"}
    answer = await post(f"/policies/{world.policy}/versions", body)
    assert (answer.status_code, answer.json()["field"]) == (400, "terms.grace")


async def test_the_cover_of_an_item_comes_with_its_reasons_in_the_language_asked_for(client, world):
    asked = {"reported_on": "2027-03-15", "language": "ru"}
    cover = (await client.get(f"/api/v1/items/{world.s1}/cover", params=asked)).json()
    assert [(line["cost_class"], line["reason"]) for line in cover["lines"]] == [
        ("parts", "IN_PERIOD"), ("labour", "EXPIRED"), ("travel", "EXPIRED")]  # fmt: skip
    assert cover["explanation"][0].startswith("Запчасти: покрывается")


async def test_terms_are_frozen_at_the_sale_once_and_shown(client, post, world):
    terms = f"/items/{await invoiced(world, date(2026, 3, 15))}/terms"
    assert (await client.get(f"/api/v1{terms}")).status_code == 404
    assert (await post(terms, {"policy": "A"})).status_code == 201
    assert (await post(terms, {"policy": "A"})).json()["code"] == "already_frozen"
    shown = (await client.get(f"/api/v1{terms}")).json()
    assert (shown["policy"], shown["start_on"], shown["travel_last_on"]) == ("A v1", "2026-03-15", "2026-06-14")


async def test_an_item_that_is_not_there_has_no_cover(client):
    assert (await client.get(f"/api/v1/items/{uuid7()}/cover")).status_code == 404


async def test_an_unknown_policy_is_a_sentence(post, world):
    answer = await post(f"/items/{world.s1}/terms", {"policy": "NOPE"})
    assert answer.json()["detail"].startswith("There is no policy NOPE with a version valid on 15 March 2026.")


async def test_a_policy_is_called_otherwise_and_what_is_published_under_it_stays(client, world):
    path = f"/api/v1/policies/{world.policy}"

    async def called(name, version):
        headers = {"If-Match": str(version), "Idempotency-Key": str(uuid7())}
        return await client.patch(path, json={"name": name}, headers=headers)

    before = (await client.get(path)).json()
    named = {"en": "Two years", "fa": "دو سال"}
    answer = await called(named, before["version"])
    assert (answer.status_code, answer.json()) == (200, {**before, "name": named, "version": before["version"] + 1})
    assert (await called({"en": "X"}, before["version"])).status_code == 412
    assert (await called({}, before["version"] + 1)).status_code == 400
