from datetime import date
from decimal import Decimal

import pytest

from service_desk.centres.actions import create_company, set_rate
from service_desk.centres.rules.places import NotACountry
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.money import UnknownCurrency
from service_desk.pricing import queries
from service_desk.pricing.actions import BadPrice, set_price, set_tax
from service_desk.pricing.rules import NO_TAX
from service_desk.products.actions import create_product

JAN, JUNE = date(2026, 1, 1), date(2026, 6, 1)


@pytest.fixture
async def part(db):
    await create_company(code="A1", name={"en": "Aftercare"}, book_currency="EUR", by=SYSTEM)
    await set_rate(currency="EUR", per_currency="IRR", rate=Decimal(600000), valid_from=JAN, by=SYSTEM)
    return await create_product(sku="P-BAT", name={"en": "Battery"}, kind="part", tracking="none", by=SYSTEM)


async def listed(part, amount, currency="EUR", valid_from=JAN, **more):
    await set_price(
        product_id=part, amount=Decimal(amount), currency=currency, valid_from=valid_from, by=SYSTEM, **more
    )


async def test_the_price_is_that_of_the_day(part):
    await listed(part, "10")
    await listed(part, "12", valid_from=JUNE)
    assert (await queries.price(part, "EUR", date(2026, 5, 31))).amount == 10
    assert (await queries.price(part, "EUR", JUNE)).amount == 12
    assert await queries.price(part, "EUR", date(2025, 12, 31)) is None


async def test_a_price_in_the_asked_currency_goes_before_a_newer_converted_one(part):
    await listed(part, "5000000", "IRR")
    await listed(part, "10", valid_from=JUNE)
    assert (await queries.price(part, "IRR", JUNE)).amount == 5000000


async def test_without_one_the_companys_is_converted_at_the_rate_of_the_day(part):
    await listed(part, "10")
    found = await queries.price(part, "IRR", JUNE)
    assert (found.amount, found.listed_in, str(found.money)) == (6000000, "EUR", "6000000 IRR")


async def test_a_list_no_rate_can_convert_is_passed_over(part):
    await listed(part, "10", "USD")
    assert await queries.price(part, "EUR", JUNE) is None


async def test_a_special_list_goes_before_the_general_one(part):
    await listed(part, "10")
    await listed(part, "8", price_list="dealer")
    assert (await queries.price(part, "EUR", JUNE, "dealer")).amount == 8
    assert (await queries.price(part, "EUR", JUNE, "other")).amount == 10


async def test_the_last_price_for_a_day_counts(part):
    await listed(part, "10")
    await listed(part, "11")
    assert (await queries.price(part, "EUR", JAN)).amount == 11


@pytest.mark.parametrize("amount", ["-1", "1.00001", "NaN", "1e20"])
async def test_an_impossible_price_is_refused(part, amount):
    with pytest.raises(BadPrice):
        await listed(part, amount)


async def test_an_unknown_currency_is_refused(part):
    with pytest.raises(UnknownCurrency, match="ISO 4217"):
        await listed(part, "1", "TOM")


async def test_a_tax_is_that_of_the_day(part):
    await set_tax(country="DE", percent=Decimal(16), valid_from=JAN, by=SYSTEM)
    await set_tax(country="DE", percent=Decimal(19), valid_from=JUNE, by=SYSTEM)
    assert (await queries.tax("DE", JAN)).percent == 16
    assert (await queries.tax("DE", JUNE)).percent == 19


async def test_a_country_without_rates_has_no_tax_but_a_missing_code_is_told(part):
    assert await queries.tax("IR", JUNE) == NO_TAX
    await set_tax(country="DE", percent=Decimal(19), valid_from=JAN, by=SYSTEM)
    with pytest.raises(queries.NoTaxRate, match="reduced"):
        await queries.tax("DE", JUNE, "reduced")


async def test_a_country_is_two_letters(part):
    with pytest.raises(NotACountry):
        await set_tax(country="Germany", percent=Decimal(19), valid_from=JAN, by=SYSTEM)


async def test_a_tax_of_no_country_that_there_is_would_never_be_charged(part):
    with pytest.raises(NotACountry, match="such as GB"):
        await set_tax(country="UK", percent=Decimal(20), valid_from=JAN, by=SYSTEM)
