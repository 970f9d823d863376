"""What cannot be kept as it was sent is told, never dropped, cut or taken for something else."""

import pytest

from tests.doors.conftest import refused


@pytest.mark.parametrize(
    ("sent", "field"), [({"serial": "SN-1"}, "serial"), ({"lot": "L1"}, "lot"), ({"part": "P-DSP", "serial": "DSP-1", "lot": "L1"}, "lot"), ({"part": "P-GRS", "lot": "G1", "serial": "S"}, "serial")]
)  # fmt: skip
async def test_a_serial_or_batch_of_a_part_that_has_none_is_told(part, sent, field):
    said = refused(await part(**sent), 400, "not_tracked_so", "Leave it out")
    assert said["field"] == field


async def test_a_receipt_and_a_transfer_tell_it_too(post, world):
    receipt = {
        "part_id": "P-BAT",
        "location_id": "WH-BER",
        "quantity": "1",
        "unit_cost": "20",
        "currency": "EUR",
        "serial": "X1",
    }
    refused(await post("/stock/receipts", receipt), 400, "not_tracked_so", "X1")


async def test_a_label_that_says_more_than_is_tracked_is_taken_all_the_same(part, post, world):
    await post(
        "/products",
        {"sku": "P-NUT", "name": {"en": "Nut"}, "kind": "part", "tracking": "none", "gtin": "4006381333931"},
    )
    receipt = {"part_id": "P-NUT", "location_id": "WH-BER", "quantity": "2", "unit_cost": "1", "currency": "EUR"}
    assert (await post("/stock/receipts", receipt)).status_code == 201
    assert (await part(part="]d2010400638133393121SN77")).status_code == 201


@pytest.mark.parametrize(
    "hours",
    [
        {"minutes": 1441, "unit_price": "60"},
        {"quantity": "25", "uom": "h", "unit_price": "60"},
        {"quantity": "24.5", "unit_price": "60"},
        {"quantity": "1441", "uom": "min", "unit_price": "1"},
        {"quantity": "8762", "uom": "hours", "unit_price": "95"},
    ],
)
async def test_more_than_a_day_of_work_on_one_line_is_refused_however_it_is_written(post, order, hours):
    line = {"kind": "labour", "text": "Work", "currency": "EUR"} | hours
    refused(await post(f"{order}/lines", line), 400, "entry_too_long", "Enter each day on its own")
    if "uom" not in line:
        planned = await post(f"{order}/estimate", {"lines": [line]})
        assert planned.json().get("code") == "entry_too_long", planned.text
    assert (
        await post(f"{order}/lines", line | {"kind": "labour", "minutes": 1440, "quantity": "1", "uom": ""})
    ).status_code == 201


@pytest.mark.parametrize("year", [2025, 2027])
async def test_time_in_another_year_is_refused_by_entry_and_by_clock(post, order, world, year):
    start = f"{year}-01-05T08:00:00Z"
    entry = {"resource_id": str(world.bench), "started_at": start, "stopped_at": f"{year}-01-05T09:00:00Z"}
    told = await post(f"{order}/time", entry)
    assert told.status_code in (400, 409), told.text
    told = await post(f"{order}/clock", {"resource_id": str(world.bench), "started_at": start})
    assert told.status_code in (400, 409), told.text


@pytest.mark.parametrize("body", ["Ready: {name}", "Ready { number }", "{{ name }} {name}"])
async def test_a_place_in_single_braces_is_told_before_it_is_said_to_customers(post, world, body):
    words = {"medium": "sms", "language": "en", "body": body}
    for path in ("/message-texts/repair_ready", "/message-texts/repair_ready/preview"):
        said = refused(await post(path, words), 400, "bad_template", "two braces on each side")
        assert "{" in said["detail"]
    fine = await post("/message-texts/repair_ready", words | {"body": "Hello {{ name }} (-: 100 %)"})
    assert fine.status_code == 201, fine.text
