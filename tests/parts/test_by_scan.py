"""Stock by scan: the doors of receiving, moving and counting read a label as the bench and the order do."""

import pytest

from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.ids import uuid7
from service_desk.products.actions import create_product

GTIN = "04006381333931"


@pytest.fixture
def post(client):
    async def send(path, **body):
        answer = await client.post(f"/api/v1{path}", json=body, headers={"Idempotency-Key": str(uuid7())})
        return answer.status_code, answer.json()

    return send


@pytest.fixture
async def board(world):
    """A part that is told apart by its serial, of a name that no keyboard of a scanner types."""
    return await create_product(sku="برد-۱", gtin=GTIN, name={"fa": "برد"}, kind="part", tracking="serial", by=SYSTEM)


@pytest.mark.parametrize(
    "code",
    [f"(01){GTIN}(21)SN-1", f"]d201{GTIN}21SN-1", f"https://id.example/01/{GTIN}/21/SN-1", "P/N: برد-۱ S/N: SN-1",
     "(1P)برد-۱(S)SN-1", "[)>\x1e06\x1d1Pبرد-۱\x1dSSN-1\x1e\x04", f"GTIN: {GTIN} SN: SN-1"],
)  # fmt: skip
async def test_the_label_says_which_part_it_is_and_its_serial(post, world, board, code):
    shelf = str(world.shelf)
    status, fact = await post(
        "/stock/receipts", code=code, location_id=shelf, quantity="1", unit_cost="9", currency="EUR"
    )
    assert (status, fact["sku"], fact["serial"]) == (201, "برد-۱", "SN-1"), fact
    van = (await post("/locations", centre_id=str(world.ber), code="VAN", name={"en": "Van"}, kind="van"))[1]["id"]
    status, fact = await post("/stock/transfers", code="SN-1", from_id=shelf, to_id=van, quantity="1")
    assert (status, fact["to_location"], fact["serial"]) == (201, "VAN", "SN-1"), fact
    assert await post("/stock/counts", code=code, location_id=van, counted="1", reason="count") == (
        201,
        {"adjustment": None},
    )
    status, fact = await post("/stock/adjustments", code=code, location_id=van, change="-1", reason="broken")
    assert (status, fact["serial"]) == (201, "SN-1"), fact


async def test_beside_a_named_part_its_serial_alone_is_enough(post, world, board):
    shelf = str(world.shelf)
    status, fact = await post("/stock/receipts", part_id="برد-۱", code="S/N: SN-7", location_id=shelf, quantity="1")
    assert (status, fact.get("serial")) == (201, "SN-7"), fact


async def test_the_label_of_another_part_is_refused_by_both_names(post, world, board):
    status, problem = await post(
        "/stock/receipts",
        part_id=str(world.battery),
        code=f"(01){GTIN}(21)SN-1",
        location_id=str(world.shelf),
        quantity="1",
    )
    assert (status, problem["code"], "برد-۱" in problem["detail"]) == (409, "label_of_another", True)


@pytest.mark.parametrize(("body", "said"), [({}, "no_part_named"), ({"code": "NOBODY-9"}, "unknown_product")])
async def test_what_names_no_part_is_refused_with_what_to_do(post, world, body, said):
    status, problem = await post("/stock/receipts", location_id=str(world.shelf), quantity="1", **body)
    assert (400 <= status < 500, problem["code"]) == (True, said)


@pytest.fixture
async def drill(world):
    return await create_product(sku="DR-9", gtin="96385074", name={"en": "Drill"}, tracking="serial", by=SYSTEM)


async def received(post, world, serial="D-1", **more):
    return await post(
        "/stock/receipts",
        code="DR-9",
        serial=serial,
        location_id=str(world.shelf),
        quantity="1",
        unit_cost="40",
        currency="EUR",
        **more,
    )


async def test_a_unit_of_our_own_stock_is_sold_from_there_or_not_at_all(client, post, world, drill):
    assert (await received(post, world))[0] == 201
    unit = {"product_id": "DR-9", "serial": "d-1", "owner_id": str(world.ada)}
    status, problem = await post("/items", **unit)
    assert (status, problem["code"], "from_stock" in problem["detail"]) == (409, "lies_in_own_stock", True)
    assert (await post("/items", **unit, from_stock=True))[0] == 201
    assert (await client.get("/api/v1/parts/DR-9/stock")).json()["on_hand"] == "0"
    status, problem = await received(post, world)
    assert (status, problem["code"]) == (409, "serial_in_use")
    status, problem = await post("/items", product_id="DR-9", serial="D-2", from_stock=True)
    assert (status, problem["code"]) == (409, "not_in_own_stock")
    status, problem = await post("/items", product_id="P-BAT", quantity="2", from_stock=True)
    assert (status, problem["code"], "P-BAT has none" in problem["detail"]) == (409, "not_sold_by_serial", True)


async def test_a_thousand_written_as_programs_do_is_answered_as_people_write_it(post, world):
    body = {
        "part_id": "P-BAT",
        "location_id": str(world.shelf),
        "quantity": "1e3",
        "unit_cost": "20",
        "currency": "EUR",
    }
    status, move = await post("/stock/receipts", **body)
    assert (status, move["quantity"]) == (201, "1000")


async def test_a_unit_that_came_back_into_stock_is_not_handed_on_behind_its_back(client, post, world, drill):
    _, made = await post("/items", product_id="DR-9", serial="D-1", owner_id=str(world.ada), since="2026-01-05")
    assert (await post(f"/items/{made['id']}/return-to-stock", on_date="2026-02-01"))[0] == 201
    assert (await received(post, world))[1]["code"] == "serial_was_here"
    assert (await received(post, world, came_back=True))[0] == 201
    owner = {"party_id": str(world.bahar), "since": "2026-03-01"}
    status, problem = await post(f"/items/{made['id']}/ownership", **owner)
    assert (status, problem["code"]) == (409, "lies_in_own_stock")
    assert (await post(f"/items/{made['id']}/ownership", **owner, from_stock=True))[0] in {200, 201}
    assert (await client.get("/api/v1/parts/DR-9/stock")).json()["on_hand"] == "0"


async def test_a_delivery_tells_which_serials_came_back(post, world, drill):
    assert (await received(post, world))[0] == 201
    assert (
        await post(
            "/stock/adjustments", code="DR-9", serial="D-1", location_id=str(world.shelf), change="-1", reason="lost"
        )
    )[0] == 201
    _, session = await post("/receiving", location_id=str(world.shelf), purpose="receipt", number="DN-1")
    path = f"/receiving/{session['id']}"
    await post(f"{path}/scans", scans=["DR-9", "D-1", "DR-9", "D-2"])
    status, problem = await post(f"{path}/completion")
    assert (status, problem["code"]) == (409, "serial_was_here")
    status, done = await post(f"{path}/completion", came_back=["d-1"])
    assert (status, len(done["lines"])) == (201, 2), done


async def test_a_cost_corrected_far_off_is_asked_about_without_a_standard_cost_too(post, world, drill):
    await received(post, world)
    _, second = await received(post, world, "D-2")
    path = f"/stock/receipts/{second['move_id']}/correction"
    wrong = {"unit_cost": "4000", "currency": "EUR", "reason": "typed"}
    status, problem = await post(path, **wrong)
    assert (status, problem["code"]) == (409, "cost_far_off")
    assert (await post(path, **wrong, confirm=True))[0] == 201
    assert (await post(path, unit_cost="41", currency="EUR", reason="typed"))[0] == 201  # as the other one cost
