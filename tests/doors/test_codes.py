"""A code is one however it is typed: no second one beside it, and found by every spelling."""

from urllib.parse import quote

import pytest

from service_desk.centres import queries as centres
from service_desk.foundation.ids import uuid7
from service_desk.parts import queries as parts

API = "/api/v1"
SPELLINGS = [
    "a-1",
    " A-1 ",
    "\uff21-\uff11",
    "A\u20131",
    "A-\u06f1",
    "a\u200b-1",
]  # full width, a dash, a Persian 1, unseen


@pytest.fixture
def post(client):
    async def send(path, body):
        return await client.post(f"{API}/{path}", json=body, headers={"Idempotency-Key": str(uuid7())})

    return send


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("locations", {"kind": "warehouse", "name": {"en": "Shelf"}}),
        ("stations", {}),
        ("printers", {"kind": "download"}),
        ("resources", {"name": "Bench"}),
    ],
)
async def test_there_is_no_second_one_in_other_letters(world, client, post, path, more, spelling):
    made = await post(path, {"centre_id": "BER", "code": spelling, **more})
    assert made.status_code == 201, made.text
    again = await post(path, {"centre_id": "ber", "code": "A-1", **more})
    assert again.status_code == 409, again.text
    rows = (await client.get(f"{API}/{path}", params={"centre_id": " ber"})).json()["items"]
    assert [row["code"] for row in rows].count("A-1") == 1


@pytest.mark.parametrize("spelling", ["muc", " MUC ", "\uff2d\uff35\uff23"])
async def test_a_centre_has_one_code_in_capitals_and_is_found_by_every_spelling(client, post, spelling):
    body = {"name": {"en": "Munich"}, "zone": "Europe/Berlin", "country": "DE", "language": "en", "currency": "EUR"}
    assert (await post("centres", body | {"code": spelling})).status_code == 201
    assert (await post("centres", body | {"code": "MUC"})).status_code == 409
    assert (await centres.centre_by_code(spelling)).code == "MUC"


async def test_a_place_is_found_by_every_spelling(world):
    for spelling in ("wh-ber", " WH\u2013BER", "\uff37\uff28-BER"):
        assert (await parts.location_by_code(world.ber, spelling)).id == world.shelf


@pytest.mark.parametrize("spelling", ["P-BAT", "p-bat", " P\u2013BAT ", "\uff30-bat"])
async def test_books_answer_for_an_item_however_its_sku_is_typed(world, client, spelling):
    asked = await client.get(f"{API}/stock/reconciliation", params={"item": spelling})
    assert {row["item"] for row in asked.json()["differences"]} == {"P-BAT"}, "what was received is not posted yet"
    there = await client.get(f"{API}/erp/items/{quote(spelling)}")
    assert (there.status_code, there.json()["code"]) == (200, "P-BAT"), there.text


async def test_of_an_item_that_nobody_knows_it_is_not_said_that_all_is_well(world, client):
    asked = await client.get(f"{API}/stock/reconciliation", params={"item": "P-BTA"})
    assert (asked.status_code, asked.json()["code"]) == (404, "unknown_product"), asked.text
