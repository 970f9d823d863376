"""One box takes anything and answers with the record or a short choice."""

import pytest

from barcodes import ScanHints
from barcodes.commands import Command, command_token
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetch
from service_desk.parts import actions as parts
from service_desk.products import actions as products
from service_desk.repairs import actions as repairs
from service_desk.scanning import queries
from service_desk.scanning.rules import badge_token, number_token, place_token


@pytest.fixture
def find(world):
    async def look(raw, by=None, **hints):
        return await queries.resolve(raw, ScanHints(**hints), by or world.cy)

    return look


@pytest.fixture
async def order(world):
    return await repairs.start(
        centre_id=world.ber, party_id=world.ada, items=[repairs.Brought(item_id=world.s1)], by=world.cy
    )


async def test_a_serial_is_the_unit(find, world):
    found = await find("s1")
    assert (found.outcome, found.record.kind, found.record.id) == ("one", "item", world.s1)


async def test_a_printed_order_label_is_the_order_and_so_is_its_typed_number(find, order):
    for written in (number_token(order.number), order.number, order.number.lower()):
        found = await find(written)
        assert (found.record.kind, found.record.id) == ("repair", order.id), written


async def test_a_shelf_a_badge_a_part_and_a_phone_are_found(find, world):
    assert (await find(place_token("BER", "WH-BER"))).record.id == world.shelf
    assert (await find("wh-ber")).record.id == world.shelf
    assert (await find(badge_token("BER", "BO"))).record.id == world.bench
    assert (await find("P-BAT")).record.kind == "part"
    assert (await find("+49 151 12345678")).record.id == world.ada
    assert (await find("0912 123 4567")).record.id == world.bahar


async def test_a_part_in_stock_is_found_by_its_serial(find, world):
    found = await find("DSP-1")
    assert (found.record.kind, found.record.id, found.record.title) == ("part", world.display, "Display · WH-BER")


async def test_a_command_is_no_record(find):
    found = await find(command_token(Command.REASON, "NO-PART"))
    assert (found.outcome, found.command, found.reason) == ("command", "REASON", "NO-PART")


async def test_nothing_found_says_what_was_tried(find):
    found = await find("nope-7")
    assert (found.outcome, found.record) == ("none", None)
    assert {"nope-7", "NOPE-7"} <= set(found.tried)


async def test_a_gtin_is_the_model_and_with_a_serial_the_unit(find, world):
    saw = await products.create_product(sku="S-1", gtin="4006381333931", name={"en": "Saw"}, by=SYSTEM)
    unit = await products.register_item(product_id=saw, serial="A77", by=SYSTEM)
    assert (await find("4006381333931")).record.id == saw
    assert (await find("010400638133393121A77")).record.id == unit


async def test_two_units_with_one_serial_are_a_choice(find, world):
    other = await products.create_product(sku="D-200", name={"en": "Press"}, by=SYSTEM)
    await products.register_item(product_id=other, serial="S1", by=SYSTEM)
    found = await find("S1")
    assert (found.outcome, len(found.choices)) == ("several", 2)


async def test_a_lost_separator_is_asked_about_unless_a_known_unit_settles_it(find, world):
    saw = await products.create_product(sku="S-1", gtin="04006381333931", name={"en": "Saw"}, by=SYSTEM)
    raw = "010400638133393110ABC12321SN0001"
    assert (await find(raw)).ask
    unit = await products.register_item(product_id=saw, serial="SN0001", batch="ABC123", by=SYSTEM)
    found = await find(raw)
    assert (found.record.id, found.ask) == (unit, False)


async def test_work_of_another_centre_is_not_there(find, world, order):
    assert (await find(order.number, by=world.bo)).record.id == order.id
    from dataclasses import replace

    stranger = replace(world.bo, centres=frozenset({world.teh}), grants={world.teh: world.bo.grants[world.ber]})
    assert (await find(order.number, by=stranger)).outcome == "none"
    assert (await find("WH-BER", by=stranger)).outcome == "none"
    assert (await find("S1", by=stranger)).record.id == world.s1


async def test_a_scan_at_the_door_is_answered_and_kept(client, world):
    answer = await client.post("/api/v1/scans", json={"raw": "S\u00001"})
    assert answer.json()["outcome"] == "none"
    answer = await client.post("/api/v1/scans", json={"raw": "S1"})
    assert answer.json()["record"]["id"] == str(world.s1)
    kept = await fetch("select given, outcome, found_id from scan_record order by id")
    assert [tuple(row) for row in kept] == [(b"S\x001", "none", None), (b"S1", "one", world.s1)]


async def test_two_places_whose_printed_codes_are_alike_are_a_choice(find, world):
    for code in ("A.1", "A_1"):
        await parts.create_location(centre_id=world.ber, code=code, name={"en": code}, kind="warehouse", by=world.cy)
    assert place_token("BER", "A.1") == place_token("BER", "A_1")
    found = await find(place_token("BER", "A.1"))
    assert (found.outcome, {each.number for each in found.choices}) == ("several", {"A.1", "A_1"})
    assert (await find("a_1")).record.number == "A_1"


async def test_a_part_that_was_built_in_names_the_unit_it_is_in(find, world, order):
    await repairs.use_part(order_id=order.id, part="P-DSP", serial="DSP-1", location_id=world.shelf, by=world.cy)
    found = await find("DSP-1")
    assert (found.record.kind, found.record.id, found.record.state) == ("item", world.s1, "component")


async def test_the_tag_of_a_unit_is_the_unit(find, world):
    tagged = await products.create_product(sku="T-1", gtin="80614141123458", name={"en": "Tagged"}, by=SYSTEM)
    unit = await products.register_item(product_id=tagged, serial="6789", by=SYSTEM)
    for read in ("3074257BF7194E4000001A85", "urn:epc:id:sgtin:0614141.812345.6789"):
        assert (await find(read, source="rfid")).record.id == unit


async def test_a_part_label_without_a_gtin_is_the_part(find, world):
    assert (await find("p-bat ", aim="]d1", source="camera")).record.id == world.battery
