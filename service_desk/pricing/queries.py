"""What can be asked about prices and taxes on a day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from service_desk.centres import queries as centres
from service_desk.foundation.db import fetch, fetchrow
from service_desk.foundation.errors import Conflict
from service_desk.foundation.money import Money, exponent
from service_desk.pricing.rules import NO_TAX, STANDARD_TAX, PriceFacts, TaxFacts, converted

# The asked currency first, then the company's, then whatever list has a price; of a special list before the general one.
_PRICE: Final = """
select distinct on (price_list, currency) amount, currency, price_list, valid_from from price
 where product_id = $1 and price_list in ($2, '') and valid_from <= $3
 order by price_list, currency, valid_from desc"""
_TAX: Final = """
select percent from tax_rate where country = $1 and code = $2 and valid_from <= $3 order by valid_from desc limit 1"""


class NoTaxRate(Conflict):
    code = "no_tax_rate"
    message = "No tax rate '{tax}' is known for {country} on {day}. Enter one, then repeat this."


async def price(product_id: UUID, currency: str, on: date, price_list: str = "") -> PriceFacts | None:
    """The price in force on a day, converted at the day's rate where only another currency has one.

    A special list goes before the general one, the asked currency before the company's, that before any other. None
    when nobody has set a price, or none that a known rate can convert.
    """
    exponent(currency)
    rows = await fetch(_PRICE, product_id, price_list, on)
    book = (await centres.company()).book_currency if rows else ""
    ranked = sorted(
        rows,
        key=lambda row: (
            row["price_list"] != price_list,
            row["currency"] != currency,
            row["currency"] != book,
            row["currency"],
        ),
    )
    for row in ranked:
        try:
            money = await convert(Money(row["amount"], row["currency"]), currency, on)
        except centres.NoRate:
            continue
        return PriceFacts(product_id, money.amount, currency, row["currency"], row["valid_from"])
    return None


async def convert(money: Money, currency: str, on: date) -> Money:
    """At the newest rate not after the day; the same currency stays as it is, unrounded."""
    if money.currency == currency:
        return money
    return converted(money, await centres.rate(money.currency, currency, on), currency)


async def tax(country: str, on: date, code: str = STANDARD_TAX) -> TaxFacts:
    """The rate of a tax code in force on a day. A country without any rate is one where the company charges none.

    NoTaxRate where the country has rates, but not this one on that day: an invoice must not go out without its tax.
    """
    row = await fetchrow(_TAX, country, code, on)
    if row is not None:
        return TaxFacts(code, Decimal(row["percent"]))
    if await fetchrow("select 1 from tax_rate where country = $1 limit 1", country) is None:
        return NO_TAX
    raise NoTaxRate(tax=code, country=country, day=on)


@dataclass(frozen=True, slots=True)
class ListedPrice:
    price_list: str
    currency: str
    amount: Decimal
    valid_from: date


@dataclass(frozen=True, slots=True)
class ListedTax:
    country: str
    code: str
    percent: Decimal
    valid_from: date


async def prices(product_id: UUID) -> list[ListedPrice]:
    """All prices ever set for a product, by list and currency, the newest first."""
    rows = await fetch(
        "select price_list, currency, amount, valid_from from price where product_id = $1 "
        "order by price_list, currency, valid_from desc",
        product_id,
    )
    return [ListedPrice(**row) for row in rows]


async def taxes() -> list[ListedTax]:
    """All tax rates ever set, by country and code, the newest first."""
    rows = await fetch(
        "select country, code, percent, valid_from from tax_rate order by country, code, valid_from desc"
    )
    return [ListedTax(**row) for row in rows]
