"""Every door that takes a scan takes what is known of it too, and asks where the records leave a doubt."""

from decimal import Decimal

import pytest

from barcodes.layouts import type_with
from barcodes.stations import CALIBRATION_GS1, CALIBRATION_TEXT
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import execute, fetch
from service_desk.foundation.ids import uuid7
from service_desk.parts import actions as parts
from service_desk.products import actions as products
from service_desk.repairs import actions as repairs
from service_desk.scanning import actions, queries

GTIN = "04006381333931"
LOST = f"01{GTIN}10A2110B21X1"  # serial X1 of batch A2110B, or serial 10B21X1 of batch A


def typed(text):
    """As a scanner with a prefix and a Russian keyboard sends it."""
    return "~" + type_with(text, "ru") + "\r"


@pytest.fixture
async def station(world):
    made = await actions.create_station(centre_id=world.ber, code="desk", by=world.cy)
    await actions.calibrate_station(
        station_id=made, raws=[typed(CALIBRATION_TEXT), typed(CALIBRATION_GS1)], by=world.bo
    )
    return str(made)


@pytest.fixture
async def order(world):
    return await repairs.start(centre_id=world.ber, items=[repairs.Brought(item_id=world.s1)], by=world.cy)


@pytest.fixture
def post(client):
    async def send(path, **body):
        return (await client.post(f"/api/v1{path}", json=body, headers={"Idempotency-Key": str(uuid7())})).json()

    return send


@pytest.fixture
def open_ticket(post, world):
    def send(scan, **hints):
        return post("/tickets", centre_id=str(world.ber), scan=scan, **hints)

    return send


@pytest.fixture
async def saw(world):
    return await products.create_product(sku="SAW", gtin=GTIN, name={"en": "Saw"}, by=SYSTEM)


async def kept():
    return [tuple(row) for row in await fetch("select given, station_id, read_as from scan_record order by id")]


async def test_a_ticket_is_opened_with_what_the_station_knows_of_its_scanner(open_ticket, station, world):
    assert (await open_ticket(typed("S1")))["item_id"] is None
    assert (await open_ticket(typed("S1"), station_id=station))["item_id"] == str(world.s1)
    ((given, at, kind),) = await kept()
    assert (given.decode(), str(at), kind) == (typed("S1"), station, "serial")
    assert [one.outcome for one in (await queries.kept_scans(None)).items] == [""]


async def test_a_ticket_takes_both_writings_of_a_scan(open_ticket, world):
    opened = await open_ticket("hello-\u0444", alt_raw="(01)04006381333931(21)S1", source="wedge")
    assert opened["item_id"] == str(world.s1)


async def test_an_unknown_serial_is_written_on_the_ticket_as_it_was_read(open_ticket, station):
    (warned,) = (await open_ticket(typed("NEW-77"), station_id=station))["warnings"]
    assert (warned["code"], "NEW-77" in warned["message"]) == ("unknown_unit", True)


async def test_items_are_looked_up_with_the_hints(client, station, world):
    asked = {"scan": typed("S1"), "station_id": station}
    (found,) = (await client.get("/api/v1/items", params=asked)).json()["items"]
    assert found["id"] == str(world.s1)
    assert (await client.get("/api/v1/items", params={"scan": typed("S1")})).status_code == 404


async def test_a_part_is_used_with_the_hints(post, station, order):
    path = f"/repairs/{order.id}/parts"
    assert (await post(path, part=typed("P-BAT"), location="WH-BER"))["code"] == "unknown_product"
    used = await post(path, part=typed("P-BAT"), location="WH-BER", station_id=station)
    assert used["line"]["text"] == "Battery"


async def test_the_one_box_and_a_delivery_take_a_station_too(post, station, world):
    assert (await post("/scans", raw=typed("S1"), station_id=station))["record"]["id"] == str(world.s1)
    session = await post("/receiving", location_id=str(world.shelf), purpose="count")
    path = f"/receiving/{session['id']}/scans"
    counted = await post(path, scans=[typed("P-BAT")] * 2, station_id=station)
    assert counted["session"]["counted"] == 2
    counted = await post(path, scans=[type_with("P-BAT", "ru")], alt_raws=["P-BAT"])
    assert counted["session"]["counted"] == 3
    assert (await post(path, scans=["P-BAT"], alt_raws=["P-BAT", "P-BAT"]))["code"] == "uneven_scans"


@pytest.mark.parametrize("path", ["/tickets", "/scans"])
async def test_a_station_that_is_not_in_use_is_not_there(post, station, world, path):
    body = {"raw": "S1"} if path == "/scans" else {"centre_id": str(world.ber), "scan": "S1"}
    assert (await post(path, **body, station_id=str(uuid7())))["code"] == "not_found"
    await execute("update station set retired_at = now()")
    assert (await post(path, **body, station_id=station))["code"] == "not_found"


async def test_a_scan_of_which_nothing_is_told_is_not_kept(open_ticket, client):
    await open_ticket("S1")
    await client.get("/api/v1/items", params={"scan": "S1"})
    await client.get("/api/v1/items", params={"serial": "S1", "source": "manual"})
    assert await kept() == []


async def test_a_label_without_its_separators_that_fits_two_units_is_a_question(open_ticket, saw):
    for serial in ("X1", "10B21X1"):
        await products.register_item(product_id=saw, serial=serial, by=SYSTEM)
    asked = await open_ticket(LOST)
    assert (asked["code"], "X1 (SAW)" in asked["detail"], "10B21X1 (SAW)" in asked["detail"]) == (
        "ambiguous_scan",
        True,
        True,
    )


@pytest.mark.parametrize("language", ["en", "fa", "ar", "zh", "ru"])
async def test_a_label_without_its_separators_that_fits_one_unit_is_that_unit_with_a_warning(
    open_ticket, saw, world, language
):
    await execute("update staff set language = $2 where id = $1", world.cy.id, language)
    unit = await products.register_item(product_id=saw, serial="X1", by=SYSTEM)
    opened = await open_ticket(LOST)
    warned = opened["warnings"][0]
    assert (opened["item_id"], warned["code"], "X1" in warned["message"]) == (str(unit), "group_separator_lost", True)
    assert warned["message"].isascii() == (language == "en")


@pytest.mark.parametrize(
    ("lots", "taken"),
    [(["A2110B"], "A2110B"), (["A2110B21X1"], "A2110B21X1"), (["A2110B", "A2110B21X1"], None), (["C"], None)],
)
async def test_the_stock_decides_which_batch_a_label_without_separators_names(post, order, world, lots, taken):
    paste = await products.create_product(
        sku="PST", gtin=GTIN, name={"en": "Paste"}, kind="part", tracking="batch", by=SYSTEM
    )
    for lot in lots:
        await parts.receive(part_id=paste, location_id=world.shelf, quantity=Decimal(1), lot=lot, by=SYSTEM)
    answer = await post(f"/repairs/{order.id}/parts", part=LOST, location="WH-BER")
    if taken is None:
        assert (answer["code"], "A2110B" in answer["detail"]) == ("which_batch", True)
    else:
        assert answer["line"]["lot"] == taken
