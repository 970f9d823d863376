"""The catalogue and the items through the door."""

import pytest

from service_desk.foundation.ids import uuid7


@pytest.fixture
def post(client):
    def send(path, body, **headers):
        return client.post(f"/api/v1{path}", json=body, headers={"Idempotency-Key": str(uuid7())} | headers)

    return send


async def test_an_item_is_found_by_its_serial(client, world):
    (found,) = (await client.get("/api/v1/items", params={"serial": " s۱ "})).json()["items"]
    assert (found["id"], found["owner_name"], found["quantity"]) == (str(world.s1), "Ada Lovelace", "1")


@pytest.mark.parametrize(
    ("serial", "status", "code"),
    [("NOPE", 404, "unknown_serial"), ("x" * 10_000, 400, "serial_too_long"), ("a\x00b", 400, "unreadable_serial")],
)
async def test_a_serial_that_finds_nothing_is_a_sentence(client, serial, status, code):
    answer = await client.get("/api/v1/items", params={"serial": serial})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_items_are_found_by_part_of_a_serial_and_by_owner(client, world):
    for asked in ({"part": "s"}, {"owner_id": str(world.ada)}):
        found = (await client.get("/api/v1/items", params=asked)).json()["items"]
        assert [i["id"] for i in found] == [str(world.s1)]
    assert (await client.get("/api/v1/items")).json()["code"] == "nothing_asked"


async def test_an_item_is_registered_dated_handed_on_and_exchanged(client, post, world):
    dates = [{"basis": "purchase", "on_date": "2026-05-01", "evidence_kind": "receipt", "proof_accepted": True}]
    body = {"product_id": str(world.drill), "serial": "s2", "owner_id": str(world.ada), "dates": dates}
    item = (await post("/items", body)).json()["id"]
    assert (await post(f"/items/{item}/dates", {"basis": "install", "on_date": "2026-05-02"})).status_code == 201
    moved = await post(
        f"/items/{item}/ownership", {"party_id": str(world.bahar), "since": "2026-06-01"}, **{"If-Match": "1"}
    )
    assert moved.json() == {"id": item, "version": 2}
    given = {"serial": "s3", "on_date": "2026-07-01", "keeps": "customer", "not_from_stock": True}
    exchange = (await post(f"/items/{item}/swap", given)).json()["exchange"]
    new = exchange["new_id"]
    shown = (await client.get(f"/api/v1/items/{item}")).json()
    assert shown["item"]["replaced_by_id"] == new
    assert [d["basis"] for d in shown["dates"]] == ["purchase", "install"]
    assert [o["party_id"] for o in shown["owners"]] == [str(world.ada), str(world.bahar)]
    assert (await client.get(f"/api/v1/items/{new}/exchanges")).json()["items"] == [exchange]
    undone = await post(f"/exchanges/{exchange['id']}/undo", {})
    assert (undone.status_code, undone.json()["undone_at"] is not None) == (201, True)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"serial": "s1"}, 409, "serial_taken"),
        ({"serial": None}, 400, "no_serial"),
        ({"quantity": "2"}, 400, "one_by_serial"),
        ({"quantity": "-1"}, 400, "quantity_not_positive"),
        ({"quantity": "NaN"}, 400, "quantity_not_positive"),
        ({"quantity": "1e999999"}, 400, "quantity_not_positive"),
        ({"product_id": "01890000-0000-7000-8000-000000000000"}, 404, "unknown_product"),
        ({"owner_id": "01890000-0000-7000-8000-000000000000"}, 404, "not_found"),
        ({"dates": [{"basis": "ship", "on_date": "2999-01-01"}]}, 400, "future_date"),
        ({"dates": [{"basis": "ship", "on_date": "2026-02-30"}]}, 400, "not_a_date"),
        ({"country_of_sale": "Iran"}, 400, "bad_request"),
    ],
)
async def test_bad_input_registers_nothing(client, post, world, change, status, code):
    answer = await post("/items", {"product_id": str(world.drill), "serial": "S9"} | change)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await client.get("/api/v1/items", params={"serial": "S9"})).status_code == 404


async def test_a_transfer_from_an_old_page_gets_412(post, world):
    body = {"party_id": str(world.bahar), "since": "2026-06-01"}
    assert (await post(f"/items/{world.s1}/ownership", body, **{"If-Match": "9"})).status_code == 412
    assert (await post(f"/items/{world.s1}/ownership", body, **{"If-Match": "x"})).json()["code"] == "bad_version"


async def test_products_are_created_listed_and_fitted(client, post, world):
    body = {"sku": "W-1", "name": {"en": "Washer", "zh": "洗衣机"}, "gtin": "4006381333931", "product_class": "laundry"}
    washer = (await post("/products", body)).json()["id"]
    assert [p["id"] for p in (await client.get("/api/v1/products", params={"words": "洗衣"})).json()["items"]] == [
        washer
    ]
    await post(f"/products/{washer}/parts", {"part_id": str(world.battery)})
    assert [p["sku"] for p in (await client.get(f"/api/v1/products/{washer}/parts")).json()["items"]] == ["P-BAT"]
    assert (await client.get(f"/api/v1/products/{washer}")).json()["gtin"] == "04006381333931"


async def test_a_wrong_check_digit_is_said_to_be_one(post):
    answer = await post("/products", {"sku": "W-1", "name": {"en": "W"}, "gtin": "4006381333932"})
    assert (answer.status_code, answer.json()["code"]) == (400, "wrong_check_digit")
