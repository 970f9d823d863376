"""A bench without a keyboard: order, badge, command; the answer is a sentence in the technician's language."""

from decimal import Decimal

import pytest

from barcodes import ScanHints
from barcodes.commands import Command, command_token
from barcodes.layouts import type_with
from barcodes.stations import CALIBRATION_GS1, CALIBRATION_TEXT
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import execute, fetchrow, fetchval
from service_desk.foundation.errors import NotFound
from service_desk.foundation.ids import uuid7
from service_desk.parts import queries as stock
from service_desk.products import actions as products
from service_desk.repairs import actions as repairs
from service_desk.repairs import queries as orders
from service_desk.scanning import actions
from service_desk.scanning.rules import badge_token, number_token
from service_desk.scanning.rules.addresses import PrinterKind
from service_desk.timesheets import actions as timesheets

BADGE = badge_token("BER", "BO")


@pytest.fixture
async def order(world):
    return await repairs.start(
        centre_id=world.ber, party_id=world.ada, items=[repairs.Brought(item_id=world.s1)], by=world.cy
    )


@pytest.fixture
async def station(world):
    return await actions.create_station(centre_id=world.ber, code="bench-1", location_id=world.shelf, by=world.cy)


@pytest.fixture
def scan(world, station):
    async def send(raw, **hints):
        return await actions.scan_at_station(station_id=station, raw=raw, hints=ScanHints(**hints), by=world.bo)

    return send


def code(name, reason=""):
    return command_token(Command(name), reason)


async def test_three_scans_start_the_clock_and_one_stops_it(scan, order, world):
    assert (
        await scan(number_token(order.number))
    ).sentence == f"Order {order.number}. Now scan your badge, then a command."
    assert (await scan(BADGE)).sentence.startswith("Hello Bo.")
    started = await scan(code("START"))
    assert (started.done, started.sentence) == (True, f"The clock of Bo runs on {order.number}.")
    assert (await orders.order(order.id)).state == "diagnosing"
    stopped = await scan(code("STOP"))
    assert stopped.sentence.startswith(f"The clock of Bo on {order.number} stopped:")
    (line,) = await orders.lines(order.id)
    assert line.kind == "labour"


async def test_waiting_for_a_part_stops_the_clock_and_keeps_the_reason(scan, order):
    for each in (number_token(order.number), BADGE, code("START"), code("REASON", "NO-PART"), code("WAIT")):
        answer = await scan(each)
        assert answer.done, answer.sentence
    assert (await orders.order(order.id)).state == "waiting_part"
    assert (await orders.moves(order.id))[-1].note == "NO-PART: Part not in stock"
    assert await fetchval("select count(*) from time_entry where stopped_at is null") == 0
    assert await fetchval("select payload ->> 'reason' from event where kind = 'reason_given'") == "NO-PART"


async def test_done_sends_the_order_to_the_check(scan, order):
    for each in (number_token(order.number), BADGE, code("START"), code("DONE")):
        answer = await scan(each)
    assert (answer.done, (await orders.order(order.id)).state) == (True, "quality_check")


async def test_a_scanned_part_is_on_the_order(scan, order, world):
    await scan(number_token(order.number))
    assert (await scan("P-BAT")).sentence == f"Battery is on order {order.number}."
    assert await stock.on_hand(world.battery, world.shelf) == Decimal(4)
    assert (await scan("DSP-1")).done
    assert [line.serial for line in await orders.lines(order.id)] == ["", "DSP-1"]
    refused = await scan("P-GRS")
    assert (refused.done, refused.code) == (False, "batch_required")


async def test_the_unit_itself_names_its_open_order(scan, order):
    assert (await scan("S1")).order == order.number


async def test_a_refusal_is_a_sentence_and_changes_nothing(scan, order):
    assert (await scan(code("START"))).code == "order_first"
    await scan(number_token(order.number))
    assert (await scan(code("START"))).code == "badge_first"
    await scan(BADGE)
    await scan(code("START"))
    again = await scan(code("START"))
    assert (again.done, again.code) == (False, "clock_already_running")
    assert (await scan(code("REASON", "MOON"))).code == "unknown_reason"
    assert (await scan(code("PRINT"))).code == "no_printer_here"
    assert (await scan("WHATEVER-1")).code == "nothing"
    assert (await scan(code("UNDO"))).order is None


async def test_a_bench_is_nobodys_when_the_person_of_its_badge_is_taken_off(scan, order, world):
    await scan(number_token(order.number))
    await scan(BADGE)
    await timesheets.retire_resource(resource_id=world.bench, by=world.cy)
    assert (await scan(code("START"))).code == "badge_first"


@pytest.mark.parametrize(
    ("language", "words"), [("fa", "آغاز شد"), ("ar", "بدأ وقت"), ("zh", "开始"), ("ru", "пошло"), ("en", "runs on")]
)
async def test_the_technician_is_told_in_the_language_of_the_badge(scan, order, world, language, words):
    await execute("update staff set language = $2 where id = $1", world.bo.id, language)
    for each in (number_token(order.number), BADGE, code("START")):
        answer = await scan(each)
    assert (answer.language, words in answer.sentence) == (language, True)
    refused = await scan(code("START"))
    assert not refused.done
    assert (refused.sentence.isascii()) == (language == "en")


@pytest.mark.parametrize(
    ("kind", "address", "said"),
    [
        (PrinterKind.RAW_TCP, "127.0.0.1", "The tag of {} is being printed on Z1."),
        (PrinterKind.DOWNLOAD, "", "The tag of {} is ready on Z1: open it there and print it."),
    ],
)
async def test_print_queues_the_tag_on_the_stations_printer(scan, station, order, world, kind, address, said):
    place = await actions.add_printer(centre_id=world.ber, code="Z1", kind=kind, address=address, by=world.cy)
    await actions.change_station(
        station_id=station, name="", printer_id=place, location_id=None, gap_ms=300, by=world.cy
    )
    await scan(number_token(order.number))
    assert (await scan(code("PRINT"))).sentence == said.format(order.number)
    assert await fetchval("select caption from print_job") == order.number


@pytest.mark.parametrize("layout", ["us", "ru", "ir", "fr", "de"])
async def test_a_calibrated_station_reads_what_its_scanner_makes_of_a_label(scan, station, world, order, layout):
    def typed(text):
        return "~" + type_with(f"]C1{text}".replace("\x1d", "|"), layout) + "\r"

    facts = await actions.calibrate_station(
        station_id=station, raws=[typed(CALIBRATION_TEXT), typed(CALIBRATION_GS1)], by=world.bo
    )
    assert (facts.profile.prefix, facts.profile.layout, facts.profile.aim) == ("~", layout, True)
    assert (await scan("~" + type_with(number_token(order.number), layout) + "\r")).order == order.number


async def test_what_is_no_calibration_label_is_refused(station, world):
    with pytest.raises(Exception, match="not the calibration label"):
        await actions.calibrate_station(station_id=station, raws=["hello"], by=world.bo)


async def test_a_station_is_set_up_scanned_at_and_retired_through_the_door(client, world, order):
    def post(path, body):
        return client.post(f"/api/v1{path}", json=body, headers={"Idempotency-Key": str(uuid7())})

    made = (await post("/stations", {"centre_id": str(world.ber), "code": "b2"})).json()
    path = f"/stations/{made['id']}"
    answer = (await post(f"{path}/scans", {"raw": number_token(order.number)})).json()
    assert (answer["done"], answer["order"]) == (True, order.number)
    assert (await post(f"{path}/commands", {"command": "UNDO"})).json()["order"] is None
    assert (await post(f"{path}/calibration", {"scans": [CALIBRATION_TEXT]})).json()["profile"]["separator"] == ""
    assert (await post("/stations", {"centre_id": str(world.ber), "code": "b2"})).json()["code"] == "station_code_taken"
    assert (await client.delete(f"/api/v1{path}", headers={"If-Match": "99"})).status_code == 412
    assert (await client.delete(f"/api/v1{path}")).status_code == 204
    assert (await client.get("/api/v1/stations")).json()["items"] == []


async def test_a_station_of_another_centre_is_not_there(world, station):
    from dataclasses import replace

    stranger = replace(world.bo, centres=frozenset({world.teh}), grants={world.teh: world.bo.grants[world.ber]})
    with pytest.raises(Exception, match="no station"):
        await actions.scan_at_station(station_id=station, raw="S1", hints=ScanHints(), by=stranger)


async def test_scans_of_a_station_are_kept_with_it(scan, station, world):
    await scan("S1")
    row = await fetchrow("select station_id, centre_id, found_kind from scan_record")
    assert tuple(row) == (station, world.ber, "item")


@pytest.fixture
async def s2(world):
    return await products.register_item(product_id=world.drill, serial="S2", owner_id=world.ada, by=SYSTEM)


@pytest.fixture
async def both(world, s2):
    """An order with two units."""
    brought = [repairs.Brought(item_id=unit) for unit in (world.s1, s2)]
    return await repairs.start(centre_id=world.ber, party_id=world.ada, items=brought, by=world.cy)


@pytest.fixture
async def alone(world):
    return await repairs.start(centre_id=world.ber, items=[repairs.Brought(None, serial_given="OLD")], by=world.cy)


async def lines_of(order):
    units = {unit.id: unit.serial for unit in await orders.items(order.id)}
    return [(units[line.repair_item_id], line.kind) for line in await orders.lines(order.id)]


async def test_a_whole_bench_works_on_two_units_by_scans_alone(scan, both):
    told = []
    for each in (
        number_token(both.number),
        BADGE,
        "S1",
        code("START"),
        "P-BAT",
        code("STOP"),
        "S2",
        "DSP-1",
        code("START"),
        code("DONE"),
    ):
        answer = await scan(each)
        assert answer.done, answer.sentence
        told.append((answer.code, answer.unit))
    assert told == [
        ("order_units", None), ("badge", None), ("unit", "S1"), ("START", "S1"), ("part", "S1"), ("STOP", "S1"),
        ("unit", "S2"), ("part", "S2"), ("START", "S2"), ("DONE", "S2"),
    ]  # fmt: skip
    assert await lines_of(both) == [("S1", "part"), ("S1", "labour"), ("S2", "part"), ("S2", "labour")]
    assert (await orders.order(both.id)).state == "quality_check"


async def test_the_label_of_a_unit_is_asked_for_where_an_order_has_several(scan, both):
    assert (await scan(number_token(both.number))).sentence == (
        f"Order {both.number} has 2 units. Scan the label of the one you work on."
    )
    for each in (BADGE, code("START")):
        assert (await scan(each)).done
    for each in ("P-BAT", code("STOP"), code("DONE"), code("WAIT")):
        refused = await scan(each)
        assert (refused.done, refused.code) == (False, "unit_first")
    assert "S1, S2" in refused.sentence
    assert (await scan("S2")).sentence == f"Unit S2 of order {both.number}. Scan a part or a command."
    assert (await scan(code("STOP"))).done
    assert await lines_of(both) == [("S2", "labour")]


@pytest.mark.parametrize("language", ["en", "fa", "ar", "zh", "ru"])
async def test_the_unit_is_asked_for_in_the_language_of_the_badge(scan, both, world, language):
    await execute("update staff set language = $2 where id = $1", world.bo.id, language)
    said = [(await scan(each)).sentence for each in (BADGE, number_token(both.number), "P-BAT", "S1")]
    assert [each.isascii() for each in said] == [language == "en"] * 4


async def test_a_label_of_a_unit_brings_order_and_unit_and_another_order_forgets_it(scan, both, alone):
    assert (await scan("S2")).unit == "S2"
    answer = await scan(number_token(alone.number))
    assert (answer.code, answer.order, answer.unit) == ("order", alone.number, None)
    assert (await scan("P-BAT")).done
    assert await lines_of(alone) == [("OLD", "part")]


async def test_a_reason_that_waits_outlives_the_choice_of_a_unit(scan, both):
    for each in ("S1", BADGE, code("START"), code("REASON", "NO-PART"), "S2", code("WAIT")):
        assert (await scan(each)).done
    assert (await orders.moves(both.id))[-1].note.startswith("NO-PART")


async def test_a_clock_on_an_order_of_another_bench_asks_for_its_unit(scan, both, alone):
    for each in (BADGE, "S1", code("START"), number_token(alone.number)):
        assert (await scan(each)).done
    assert (await scan(code("STOP"))).code == "unit_first"
    assert (await scan("S1")).done
    assert (await scan(code("STOP"))).done


async def test_a_serial_of_two_units_is_the_one_on_the_order_that_lies_there(scan, both, world):
    saw = await products.create_product(sku="SAW", name={"en": "Saw"}, by=SYSTEM)
    await products.register_item(product_id=saw, serial="S2", by=SYSTEM)
    assert (await scan("S2")).code == "choice"
    await scan(number_token(both.number))
    assert (await scan("S2")).unit == "S2"


async def test_a_unit_that_the_desk_does_not_know_is_chosen_by_what_was_written_of_it(scan, world):
    brought = [repairs.Brought(item_id=world.s1), repairs.Brought(None, serial_given="Old-7")]
    mixed = await repairs.start(centre_id=world.ber, items=brought, by=world.cy)
    assert (await scan("Old-7")).code == "nothing"
    await scan(number_token(mixed.number))
    assert (await scan("OLD-7")).unit == "Old-7"


async def test_a_screen_with_buttons_names_the_unit_itself(station, both, world):
    second = (await orders.items(both.id))[1]
    told = await actions.run_command(
        station_id=station, command=Command.START, order_id=both.id, repair_item_id=second.id, by=world.bo
    )
    assert told.unit == "S2"
    with pytest.raises(NotFound):
        await actions.run_command(station_id=station, command=Command.START, repair_item_id=both.id, by=world.bo)


async def test_a_screen_with_buttons_names_order_and_badge_itself(station, order, world):
    told = await actions.run_command(
        station_id=station, command=Command.START, order_id=order.id, resource_id=world.bench, by=world.bo
    )
    assert (told.done, told.order, told.technician) == (True, order.number, "Bo")


@pytest.mark.parametrize("label", ["P/N: P-BAT", "(1P)P-BAT", "[)>RS06GS1PP-BATRSEOT", "p-bat"])
async def test_the_bench_reads_a_parts_label_as_the_order_does(scan, order, world, label):
    await scan(number_token(order.number))
    assert (await scan(label)).done
    (line,) = await orders.lines(order.id)
    assert line.product_id == world.battery
