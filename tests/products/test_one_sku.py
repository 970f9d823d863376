"""A SKU is one however it is written, at every door; it is shown as it was written first."""

import pytest

from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import execute, fetchval
from service_desk.foundation.ids import uuid7
from service_desk.products.actions import create_product
from service_desk.products.queries import product_by_sku, products_by_sku
from service_desk.products.rules.identity import sku_form

API = "/api/v1"
SPELLINGS = ["P-BAT 1ß", "p-bat 1ß", " P‑BAT  1ß ", "Ｐ-ＢＡＴ １ß", "p–bat ۱ss", "P-BAT\u200b 1SS"]


@pytest.mark.parametrize("written", SPELLINGS)
def test_spellings_of_one_sku_have_one_form(written):
    assert sku_form(written) == "P-BAT 1SS"


@pytest.mark.parametrize(
    ("one", "other"), [("P-BAT", "PBAT"), ("P-BAT", "P-BÂT"), ("A1", "AI"), ("P.1", "P-1"), ("P 1", "P1")]
)
def test_different_skus_stay_different(one, other):
    assert sku_form(one) != sku_form(other)


@pytest.fixture
async def battery(world):
    return await create_product(sku="Q-Bat", name={"en": "Battery"}, kind="part", by=SYSTEM)


@pytest.mark.parametrize("written", ["Q-BAT", "q-bat", "Ｑ-Bat", "q‑BAT"])
async def test_a_sku_is_not_given_twice_in_other_letters(client, battery, written):
    body = {"sku": written, "name": {"en": "Battery again"}}
    answer = await client.post(f"{API}/products", json=body, headers={"Idempotency-Key": str(uuid7())})
    assert (answer.status_code, answer.json()["code"]) == (409, "sku_taken")


@pytest.mark.parametrize("written", ["Q-Bat", "q-bat", "Q-BAT", "ｑ-bat", " q‑bat "])
async def test_every_spelling_leads_to_the_part_and_shows_it_as_it_was_written(client, battery, written):
    answer = await client.get(f"{API}/products/{written.strip()}")
    assert (answer.status_code, answer.json()["sku"]) == (200, "Q-Bat")
    assert (await product_by_sku(written)).id == battery
    scanned = await client.post(f"{API}/scans", json={"raw": written}, headers={"Idempotency-Key": str(uuid7())})
    assert "Q-Bat" in scanned.text, scanned.text


async def test_loads_know_products_by_the_spelling_of_their_file(battery):
    found = await products_by_sku(["q-bat", "Q-BAT", "Q-Bat", "none"])
    assert {written: product.id for written, product in found.items()} == dict.fromkeys(
        ["q-bat", "Q-BAT", "Q-Bat"], battery
    )


async def test_of_two_that_were_entered_before_each_is_found_by_its_own_spelling(battery):
    other = await create_product(sku="X", name={"en": "Old"}, kind="part", by=SYSTEM)
    await execute("update product set sku = 'Q-BAT', sku_form = null where id = $1", other)
    assert [(await product_by_sku(written)).id for written in ("Q-BAT", "Q-Bat", "q-bat")] == [other, battery, battery]
    assert await fetchval("select count(*) from product where sku_form = 'Q-BAT'") == 1
