"""Stock through the door."""

import pytest

from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.ids import uuid7
from service_desk.products.actions import create_product


@pytest.fixture
def post(client):
    def send(path, body=None, key=None):
        return client.post(f"/api/v1{path}", json=body, headers={"Idempotency-Key": key or str(uuid7())})

    return send


@pytest.fixture
async def van(post, world):
    body = {"centre_id": str(world.ber), "code": "van", "name": {"en": "Van"}, "kind": "van"}
    return (await post("/locations", body)).json()["id"]


@pytest.fixture
async def screw(world):
    """A part that nobody has in stock yet."""
    return await create_product(sku="P-SCR", name={"en": "Screw"}, kind="part", tracking="none", by=SYSTEM)


@pytest.fixture
def receipt(screw, van):
    return {
        "part_id": str(screw),
        "location_id": van,
        "quantity": "3",
        "unit_cost": "2.5",
        "currency": "EUR",
        "number": "DN-7",
    }


async def test_what_is_received_is_seen_in_stock_and_among_the_moves(client, post, receipt, van):
    answer = await post("/stock/receipts", receipt)
    assert (answer.status_code, answer.json()["from_location"], answer.json()["number"]) == (201, "SUPPLIER", "DN-7")
    stock = (await client.get("/api/v1/parts/P-SCR/stock")).json()
    assert (stock["on_hand"], stock["balances"][0]["location"], stock["balances"][0]["unit_cost"]) == (
        "3",
        "VAN",
        "2.50",
    )
    assert stock["balances"][0]["currency"] == "EUR"
    (move,) = (await client.get("/api/v1/parts/P-SCR/moves")).json()["items"]
    assert (move["kind"], move["to_location"]) == ("receipt", "VAN")


async def test_the_same_receipt_sent_twice_is_received_once(client, post, receipt):
    key = str(uuid7())
    first, again = await post("/stock/receipts", receipt, key), await post("/stock/receipts", receipt, key)
    assert first.json()["move_id"] == again.json()["move_id"]
    assert (await client.get("/api/v1/parts/P-SCR/stock")).json()["on_hand"] == "3"


async def test_parts_are_moved_counted_and_corrected(client, post, receipt, van, world):
    await post("/stock/receipts", receipt)
    place = {"centre_id": str(world.ber), "code": "MAIN", "name": {"en": "Main"}, "kind": "warehouse"}
    main = (await post("/locations", place)).json()["id"]
    part = {"part_id": receipt["part_id"]}
    assert (await post("/stock/transfers", part | {"from_id": van, "to_id": main, "quantity": "2"})).status_code == 201
    counted = await post("/stock/counts", part | {"location_id": main, "counted": "1", "reason": "count"})
    assert counted.json()["adjustment"]["to_location"] == "LOSS"
    lost = await post("/stock/adjustments", part | {"location_id": van, "change": "-1", "reason": "broken"})
    assert lost.json()["quantity"] == "1"
    assert (await client.get("/api/v1/parts/P-SCR/stock")).json()["on_hand"] == "1"


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"quantity": "0"}, 400, "not_positive"),
        ({"quantity": "-3"}, 400, "not_positive"),
        ({"quantity": "NaN"}, 400, "not_positive"),
        ({"quantity": "1e999999"}, 400, "quantity_too_large"),
        ({"quantity": "0.5"}, 400, "fractional_quantity"),
        ({"unit_cost": "-1"}, 400, "bad_unit_cost"),
        ({"currency": None}, 400, "currency_needed"),
        ({"currency": "TOM"}, 400, "unknown_currency"),
        ({"currency": "JPY"}, 409, "no_rate"),
        ({"part_id": str(uuid7())}, 404, "unknown_product"),
        ({"location_id": str(uuid7())}, 404, "not_found"),
        ({"colour": "red"}, 400, "bad_request"),
    ],
)
async def test_a_wrong_receipt_is_refused_with_a_sentence(post, receipt, change, status, code):
    answer = await post("/stock/receipts", receipt | change)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["detail"].endswith((".", "?"))


async def test_taking_out_too_much_says_how_many_are_there(post, receipt):
    wrong = {"part_id": receipt["part_id"], "location_id": receipt["location_id"], "change": "-9", "reason": "broken"}
    answer = await post("/stock/adjustments", wrong)
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (409, "too_few_parts", "quantity")


async def test_what_lies_at_a_place_is_paged(client, post, receipt, van, world):
    await post("/stock/receipts", receipt)
    for lot in ("L1", "L2"):
        await post("/stock/receipts", receipt | {"part_id": str(world.grease), "lot": lot})
    first = (await client.get(f"/api/v1/locations/{van}/stock", params={"limit": 2})).json()
    rest = (await client.get(f"/api/v1/locations/{van}/stock", params={"limit": 2, "cursor": first["next"]})).json()
    assert [(one["sku"], one["lot"]) for one in first["items"] + rest["items"]] == [
        ("P-GRS", "L1"),
        ("P-GRS", "L2"),
        ("P-SCR", ""),
    ]
    assert rest["next"] is None


async def test_moves_are_paged_from_the_newest(client, post, receipt):
    for number in ("DN-1", "DN-2"):
        await post("/stock/receipts", receipt | {"number": number})
    first = (await client.get("/api/v1/parts/P-SCR/moves", params={"limit": 1})).json()
    rest = (await client.get("/api/v1/parts/P-SCR/moves", params={"limit": 1, "cursor": first["next"]})).json()
    assert {first["items"][0]["subject_number"], rest["items"][0]["subject_number"]} == {"DN-1", "DN-2"}


async def test_places_are_listed_and_retired_when_empty(client, post, receipt, van):
    await post("/stock/receipts", receipt)
    assert (await post(f"/locations/{van}/retirement")).json()["code"] == "location_not_empty"
    assert [place["code"] for place in (await client.get("/api/v1/locations")).json()["items"]] == ["VAN", "WH-BER"]
    assert len((await client.get("/api/v1/locations", params={"virtual": True})).json()["items"]) == 6


async def test_an_expected_cost_is_used_until_a_receipt_tells(post, receipt):
    await post("/parts/P-SCR/costs", {"cost": "4", "currency": "EUR", "valid_from": "2020-01-01"})
    answer = await post("/stock/receipts", {key: value for key, value in receipt.items() if key != "unit_cost"})
    assert answer.json()["unit_cost"] == "4.00"


async def test_an_unknown_part_has_no_stock_to_show(client):
    assert (await client.get("/api/v1/parts/NOPE/stock")).status_code == 404


async def test_a_place_is_called_otherwise_and_keeps_its_code(client, van):
    async def called(name):
        headers = {"If-Match": "1", "Idempotency-Key": str(uuid7())}
        return await client.patch(f"/api/v1/locations/{van}", json={"name": name}, headers=headers)

    named = {"en": "Bus 1", "fa": "خودروی ۱"}
    answer = await called(named)
    assert (answer.status_code, answer.json()["name"], answer.json()["code"]) == (200, named, "VAN")
    assert (await called({"en": "X"})).status_code == 412
    listed = (await client.get("/api/v1/locations")).json()["items"]
    assert next(each["name"] for each in listed if each["id"] == van) == named
