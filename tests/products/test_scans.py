"""What a scan finds: a unit by its label, a choice where there is one, a part by its code."""

import pytest

from barcodes import Doubt, parse_scan
from service_desk.foundation.actor import SYSTEM
from service_desk.products import queries
from service_desk.products.actions import create_product, register_item
from service_desk.products.queries import UnknownProduct

GTIN = "09506000134352"
LABEL = "]C1010950600013435210AB-123\x1d21SN0007"


@pytest.fixture
async def washer(world):
    return await create_product(sku="W 1", name={"en": "Washer"}, gtin=GTIN, by=SYSTEM)


async def _scan(raw):
    return [item.identity for item in (await queries.find_by_scan(parse_scan(raw))).items]


@pytest.mark.parametrize("raw", ["S1", "s1", " S1\r\n", "s۱"])
async def test_a_bare_serial_finds_its_item(world, raw):
    assert await _scan(raw) == ["S1"]


async def test_a_label_finds_the_item_of_its_product_only(world, washer):
    await register_item(product_id=world.drill, serial="SN0007", by=SYSTEM)  # a product without a GTIN: may be it
    assert await _scan(LABEL) == ["SN0007"]
    item = await register_item(product_id=washer, serial="SN0007", by=SYSTEM)
    found = await queries.find_by_scan(parse_scan(LABEL))
    assert [i.id for i in found.items] == [item]


async def test_a_label_of_another_product_finds_nothing(world, washer):
    other = await create_product(sku="X-1", name={"en": "X"}, gtin="4006381333931", by=SYSTEM)
    await register_item(product_id=other, serial="SN0007", by=SYSTEM)
    assert await _scan(LABEL) == []


async def test_one_serial_of_two_products_is_a_choice(world):
    saw = await create_product(sku="SAW-1", name={"en": "Saw"}, by=SYSTEM)
    await register_item(product_id=saw, serial="S1", by=SYSTEM)
    assert await _scan("S1") == ["S1", "S1"]


async def test_a_serial_that_keeps_its_case_is_found_as_written_first(world):
    lens = await create_product(sku="L-1", name={"en": "Lens"}, serial_mask="xxxx", by=SYSTEM)
    for serial in ("aB12", "AB12"):
        await register_item(product_id=lens, serial=serial, by=SYSTEM)
    assert await _scan("aB12") == ["aB12"]
    assert await _scan("AB12") == ["AB12"]
    assert await _scan("ab12") == ["AB12"]


async def test_a_batch_is_found_by_gtin_and_batch(world):
    oil = await create_product(sku="OIL", name={"en": "Oil"}, tracking="batch", gtin=GTIN, by=SYSTEM)
    await register_item(product_id=oil, batch="ab-123", by=SYSTEM)
    assert await _scan("]C1010950600013435210AB-123") == ["AB-123"]


@pytest.mark.parametrize("raw", ["", " ", "\x00", "x" * 10_000, "'; drop table party; --", "\ud800", "]C1", "%"])
async def test_a_scan_of_nonsense_finds_nothing(world, raw):
    assert await _scan(raw) == []


@pytest.mark.parametrize("raw", ["W 1", " W 1 ", GTIN, "9506000134352", LABEL])
async def test_a_part_is_found_by_sku_or_code(washer, raw):
    assert (await queries.product_by_scan(parse_scan(raw))).id == washer


async def test_a_code_that_no_part_has_is_said(world):
    with pytest.raises(UnknownProduct, match="'NOPE'"):
        await queries.product_by_scan(parse_scan("NOPE"))


LOST = f"01{GTIN}10ABC12321SN0001"  # batch ABC123 and serial SN0001, or batch ABC12321SN0001; no separator came
SIGNS = f"01{GTIN}10A2110B21X1"  # serial X1 of batch A2110B, or serial 10B21X1 of batch A


@pytest.mark.parametrize(
    ("raw", "known", "meant"),
    [
        (SIGNS, ["X1", "10B21X1"], ["10B21X1", "X1"]),  # both readings are units: ask
        (SIGNS, ["X1"], ["X1"]),
        (SIGNS, ["10B21X1"], ["10B21X1"]),
        (SIGNS, [], []),
        (SIGNS.replace("A21", "A\x1d21"), ["X1", "10B21X1"], ["10B21X1"]),  # the separator came: no doubt
        (LOST, ["SN0001", LOST], ["SN0001"]),  # the whole text as a serial is clearly less likely
        (LOST, [LOST], [LOST]),
        ("XYZ123", ["XYZ123", "XZY123"], ["XYZ123", "XZY123"]),  # perhaps typed through a German layout: ask
        ("XYZ123", ["XZY123"], ["XZY123"]),
        ("]C0XYZ123", ["XYZ123", "XZY123"], ["XYZ123"]),  # the bracket came through: no layout changed it
        ("XY1", ["XY1", "xy1"], ["XY1"]),
        ("xy1", ["XY1", "xy1"], ["xy1"]),  # an exact serial goes before one in upper case
        ("xy1", ["XY1"], ["XY1"]),
        ("9506000134352", ["9506000134352"], ["9506000134352"]),
    ],
)
async def test_the_records_decide_between_readings_and_what_they_leave_open_is_asked(world, washer, raw, known, meant):
    product = await create_product(sku="M-1", name={"en": "Mixer"}, serial_mask="*", by=SYSTEM)
    keep = await create_product(sku="M-2", name={"en": "Mixer"}, serial_mask="xxx", by=SYSTEM)
    for serial in known:
        own = washer if raw.startswith("01") and serial != LOST else keep if serial.islower() else product
        await register_item(product_id=own, serial=serial, by=SYSTEM)
    assert sorted(await _scan(raw)) == sorted(meant)


async def test_the_one_unit_found_by_a_doubtful_reading_comes_with_the_doubt(world, washer):
    await register_item(product_id=washer, serial="SN0001", by=SYSTEM)
    assert (await queries.find_by_scan(parse_scan(LOST))).doubts == (Doubt.SEPARATOR_LOST,)
    assert (await queries.find_by_scan(parse_scan("SN0001"))).doubts == ()


async def test_units_of_the_scanned_number_go_before_those_of_products_without_one(world, washer):
    """In whatever reading they are found: a product without a GTIN may be meant only while no other fits."""
    await register_item(product_id=world.drill, serial="X1", by=SYSTEM)
    assert await _scan(SIGNS) == ["X1"]
    await register_item(product_id=washer, serial="10B21X1", by=SYSTEM)
    assert await _scan(SIGNS) == ["10B21X1"]


async def test_more_units_than_can_be_shown_do_not_hide_the_likeliest(world, washer):
    for number in range(25):
        other = await create_product(sku=f"Z-{number}", name={"en": "Z"}, by=SYSTEM)
        await register_item(product_id=other, serial=LOST, by=SYSTEM)
    assert len(await _scan(LOST)) == 21
    await register_item(product_id=washer, serial="SN0001", by=SYSTEM)
    assert await _scan(LOST) == ["SN0001"]
