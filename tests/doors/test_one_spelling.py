"""One thing however keyboards and people write it: dashes, letters of two alphabets, digits, hyphens left out."""

import pytest

from tests.doors.conftest import refused

DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\ufe63\uff0d\u058a\u05be\u1806\u2e3a"


@pytest.fixture
async def unit(post, world):
    async def register(serial, **more):
        made = await post("/items", {"product_id": "D-100", "serial": serial} | more)
        assert made.status_code == 201, made.text
        return made.json()["id"]

    return register


@pytest.mark.parametrize("dash", DASHES)
async def test_a_serial_has_one_dash_whichever_was_typed(unit, post, read, dash):
    key = await unit("00SN-1")
    assert (await read(f"/items/00SN{dash}1"))["item"]["id"] == key
    twin = await post("/items", {"product_id": "D-100", "serial": f"00SN{dash}1"})
    assert twin.json()["code"] == "serial_taken"
    assert [one["id"] for one in (await read("/items", serial=f"00sn{dash}1"))["items"]] == [key]


@pytest.mark.parametrize(
    ("kept", "typed"), [("کیا-12", "كيا-۱۲"), ("علی7", "علي٧"), ("کــد5", "کد5"), ("Ж-12", "ж–12")]
)
async def test_letters_of_arabic_and_persian_keyboards_are_one_in_a_serial(unit, post, read, kept, typed):
    key = await unit(kept)
    assert (await read(f"/items/{typed}"))["item"]["id"] == key
    scanned = (await post("/scans", {"raw": typed})).json()
    assert scanned["record"]["id"] == key, scanned


async def test_letters_of_arabic_and_persian_keyboards_are_one_in_a_sku(post, read, world):
    product = (await post("/products", {"sku": "کی-1", "name": {"fa": "کیک"}})).json()["id"]
    assert (await read("/products/كي–۱"))["id"] == product
    assert (await post("/products", {"sku": "كى-1", "name": {"fa": "کیک"}})).json()["code"] == "sku_taken"


@pytest.mark.parametrize("typed", ["00SN1", "00 SN 1", "0-0SN1", "00sn.1", "00SN_1"])
async def test_a_serial_is_found_without_its_hyphens_by_scan_ticket_and_label(unit, post, read, typed):
    key = await unit("00SN-1")
    assert (await post("/scans", {"raw": typed})).json()["record"]["id"] == key
    ticket = await post("/tickets", {"centre_id": "BER", "scan": typed})
    assert ticket.json()["item_id"] == key, ticket.text
    label = await post("/labels", {"kind": "item", "ids": [typed]})
    assert label.status_code == 200


async def test_of_two_that_differ_in_hyphens_alone_the_exact_one_is_meant(unit, post):
    first, second = await unit("AB-123"), await unit("A-B123")
    assert (await post("/scans", {"raw": "A-B123"})).json()["record"]["id"] == second
    assert {one["id"] for one in (await post("/scans", {"raw": "AB123"})).json()["choices"]} == {first, second}


async def test_the_eight_digits_under_a_upc_e_find_the_product(post, read, client, world):
    made = await post("/products", {"sku": "SCREW", "name": {"en": "Screw"}, "kind": "part", "gtin": "042100005264"})
    assert made.status_code == 201, made.text
    scanned = (await post("/scans", {"raw": "04252614"})).json()
    assert scanned["record"]["id"] == made.json()["id"], scanned
    other = await post("/products", {"sku": "NAIL", "name": {"en": "Nail"}, "gtin": "01234565"})
    assert (await read("/products/NAIL"))["gtin"] == "00012345000065", other.text
    refused(
        await post("/products", {"sku": "PIN", "name": {"en": "Pin"}, "gtin": "04252615"}),
        400,
        "wrong_check_digit",
        "label",
    )


async def test_a_policy_is_one_however_its_code_is_typed(post, read, world):
    made = await post("/policies", {"code": "Gold–Plus", "name": {"en": "Gold"}})
    assert made.status_code == 201, made.text
    for typed in ("gold-plus", "GOLD-PLUS", "Ｇｏｌｄ－Ｐｌｕｓ"):
        assert (await read(f"/policies/{typed}"))["id"] == made.json()["id"]
    refused(await post("/policies", {"code": "GOLD-plus", "name": {"en": "Gold"}}), 409, "policy_code_taken", "exists")
    terms = {
        "terms": {
            "classes": {"parts": {"months": 12}},
            "start": {"mode": "first_of", "candidates": [{"basis": "invoice"}]},
        }
    }
    version = await post("/policies/gold-PLUS/versions", terms | {"valid_from": "2026-01-01"})
    assert version.status_code == 201, version.text
    frozen = await post("/items/S1/terms", {"policy": "gold-plus", "sold_on": "2026-03-15"})
    assert frozen.status_code in (201, 409), frozen.text
    assert frozen.json().get("code") != "unknown_policy"
