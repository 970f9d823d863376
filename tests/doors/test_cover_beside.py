"""Cover beside the unit warranty at the doors."""

import pytest

from tests.doors.conftest import refused


@pytest.fixture
def s1(world):
    return f"/items/{world.s1}"


async def test_an_extension_is_sold_covers_and_is_withdrawn(post, read, s1, world):
    sale = {"months": 12, "purchased_on": "2026-11-01", "label": "EXT-7", "price": "49.00", "currency": "EUR"}
    cover = (await post(f"{s1}/extensions", sale | {"buyer_id": str(world.ada)})).json()["id"]
    (kept,) = (await read(f"{s1}/cover-sources"))["items"]
    assert (kept["label"], kept["buyer_id"], kept["price"]) == (
        "EXT-7",
        str(world.ada),
        {"amount": "49.00", "currency": "EUR"},
    )
    after = await read(f"{s1}/cover", reported_on="2028-06-01")
    assert (after["verdict"], after["reason"]) == ("covered", "EXTENDED")
    await post(f"/cover-sources/{cover}/withdrawal", {"why": "cancelled"})
    assert (await read(f"{s1}/cover", reported_on="2028-06-01"))["verdict"] == "not_covered"
    (kept,) = (await read(f"{s1}/cover-sources"))["items"]
    assert kept["why"] == "cancelled"


async def test_a_price_without_its_currency_is_refused(post, s1):
    sale = {"months": 12, "purchased_on": "2026-11-01", "label": "EXT-7", "price": "49.00"}
    refused(await post(f"{s1}/extensions", sale), 400, "price_needs_currency", "currency beside it")


async def test_a_campaign_covers_what_the_warranty_no_longer_does(post, read, s1):
    campaign = {"kind": "campaign", "starts_on": "2028-01-01", "ends_on": "2028-12-31", "label": "Recall 26-04"}
    await post(f"{s1}/cover-sources", campaign)
    shown = await read(f"{s1}/cover", reported_on="2028-06-01")
    assert (shown["verdict"], shown["reason"]) == ("covered", "CAMPAIGN")
    backwards = campaign | {"starts_on": "2028-12-31", "ends_on": "2028-01-01"}
    assert (await post(f"{s1}/cover-sources", backwards)).json()["code"] == "backwards_cover"
    refused(await post(f"{s1}/cover-sources", campaign | {"symptom_group": "hums"}), 400, "unknown_group", "1, ")
    assert (await post(f"{s1}/cover-sources", campaign | {"symptom_group": "1"})).status_code == 201


async def test_counters_are_empty_where_no_law_pack_was_frozen(read, s1):
    assert (await read(f"{s1}/counters"))["items"] == []
