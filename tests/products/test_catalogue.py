"""Products and parts: created, found by words and codes, fitted."""

import pytest

from service_desk.foundation.actor import SYSTEM
from service_desk.products import queries
from service_desk.products.actions import GtinTaken, SkuTaken, change_product, create_product, fit_part, retire_product
from service_desk.products.queries import UnknownProduct
from service_desk.products.rules import WrongCheckDigit
from service_desk.products.rules.kinds import NotAKind


async def _listed(*asked, **more):
    return (await queries.products(*asked, **more)).items


async def _create(sku="P-1", **more):
    return await create_product(sku=sku, name={"en": "Pump", "fa": "پمپ", "zh": "洗衣机水泵"}, by=SYSTEM, **more)


@pytest.mark.parametrize("words", ["pump", "پمپ", "洗衣机", "p-1 pump", "acme"])
async def test_a_product_is_found_in_any_language(world, words):
    await _create(brand="Acme")
    assert [p.sku for p in await _listed(words)] == ["P-1"]


@pytest.mark.parametrize(("kind", "usual"), [("model", "serial"), ("part", "none"), ("service", "none")])
async def test_what_is_followed_by_serial_is_usual_for_the_kind(world, kind, usual):
    assert (await queries.product(await _create(kind=kind))).tracking == usual
    assert (await queries.product(await _create("P-2", kind=kind, tracking="batch"))).tracking == "batch"


async def test_words_that_say_nothing_find_nothing(world):
    assert await _listed("?!") == []
    assert await _listed("zzz") == []


async def test_the_catalogue_is_read_page_by_page(world):
    first = await queries.products(kind="part", limit=2)
    rest = await queries.products(kind="part", cursor=first.next)
    assert [p.sku for p in first.items + rest.items] == ["P-BAT", "P-DSP", "P-GRS"]
    assert rest.next is None


async def test_a_retired_product_is_no_longer_offered(world):
    fuse = await _create("P-FUSE")
    await retire_product(product_id=fuse, version=1, by=SYSTEM)
    assert [p.sku for p in await _listed("pump")] == []
    assert (await queries.product_by_sku("P-FUSE")).retired


async def test_a_gtin_finds_its_product_and_belongs_to_one(world):
    pump = await _create(gtin="4006381333931")
    assert (await queries.product_by_gtin("04006381333931")).id == pump
    with pytest.raises(GtinTaken, match="another product"):
        await _create("P-2", gtin="04006381333931")


async def test_a_sku_is_used_once(world):
    with pytest.raises(SkuTaken, match="D-100"):
        await _create("D-100")


async def test_wrong_digits_and_unknown_kinds_are_refused(world):
    with pytest.raises(WrongCheckDigit):
        await _create(gtin="4006381333932")
    with pytest.raises(NotAKind, match="none, batch or serial"):
        await _create(tracking="lot")


async def test_an_unknown_product_is_a_sentence(world):
    with pytest.raises(UnknownProduct, match="'NOPE' is in the catalogue"):
        await queries.product_by_sku("NOPE")


async def test_a_part_that_is_said_twice_to_fit_fits_once(world):
    for _ in range(2):
        await fit_part(product_id=world.drill, part_id=world.battery, by=SYSTEM)
    assert [p.sku for p in await queries.parts_for(world.drill)] == ["P-BAT"]


async def test_a_mistyped_product_is_corrected_and_found_by_its_right_words(world):
    pump = await _create(brand="Acne", gtin="4006381333931")
    now = await change_product(product_id=pump, brand="Acme", name={"en": "Drain pump"}, gtin="", by=SYSTEM)
    assert (now.sku, now.brand, now.name["en"], now.gtin, now.version) == ("P-1", "Acme", "Drain pump", None, 2)
    assert [p.sku for p in await _listed("acme drain")] == ["P-1"]
    assert await _listed("acne") == []
    again = await change_product(product_id=pump, brand="Acme", by=SYSTEM)
    assert again.version == 2


async def test_a_product_is_not_given_the_gtin_of_another(world):
    await _create(gtin="4006381333931")
    with pytest.raises(GtinTaken):
        await change_product(product_id=world.drill, gtin="4006381333931", by=SYSTEM)
