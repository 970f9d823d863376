"""Set prices and taxes from a day on; what was in force before stays."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from service_desk.centres.rules.places import checked_country
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now, plausible
from service_desk.foundation.db import atomic, execute, fetch, fetchval
from service_desk.foundation.errors import Invalid
from service_desk.foundation.ids import uuid7
from service_desk.foundation.money import exponent
from service_desk.foundation.numbers import shown
from service_desk.pricing.rules import STANDARD_TAX, PriceSet, TaxSet, checked_percent
from service_desk.products import queries as products

_DIGITS: Final = 4  # a screw may cost half a cent; the line is rounded to the currency, not the unit price
_MOST: Final = Decimal(10) ** 13
_WORD: Final = re.compile(r"[a-z0-9_-]{0,20}")


class BadPrice(Invalid):
    code = "bad_price"
    message = "A price is zero or more, with at most {digits:# digit|# digits} after the point; {amount} is not."


class BadTaxCode(Invalid):
    code = "bad_tax_code"
    message = "'{value}' cannot be used. A country is two capital letters such as DE, a code or list a lower-case word."


async def set_price(
    *, product_id: UUID, amount: Decimal, currency: str, valid_from: date, by: Actor, price_list: str = ""
) -> UUID:
    """Net, per unit of measure. Set again for the same day, the last one counts. The id of the price."""
    exponent(currency)
    plausible(valid_from, "valid_from")
    if not amount.is_finite() or not 0 <= amount < _MOST or amount != round(amount, _DIGITS):
        raise BadPrice(amount=shown(amount), digits=_DIGITS, field="amount")
    _checked_word(price_list, "price_list")
    async with atomic():
        product = await products.product(product_id)
        price_id: UUID = await fetchval(
            "insert into price (id, product_id, price_list, currency, amount, valid_from, recorded_at, recorded_by) "
            "values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (product_id, price_list, currency, valid_from) "
            "do update set amount = excluded.amount, recorded_at = excluded.recorded_at, recorded_by = excluded.recorded_by "
            "returning id",
            uuid7(), product.id, price_list, currency, amount, valid_from, now(), by.id,
        )  # fmt: skip
        fact = PriceSet(
            product_id=product.id, price_list=price_list, amount=amount, currency=currency, valid_from=valid_from
        )
        await record(fact, subject=("product", product.id), centre_id=None, by=by)
    return price_id


async def unload_prices(ids: Sequence[UUID], *, loaded_until: datetime) -> list[UUID]:
    """Take out prices that a load had set; those that stay, since somebody set them again after it."""
    gone = await fetch(
        "delete from price where id = any($1) and recorded_at <= $2 returning id", list(ids), loaded_until
    )
    rest = await fetch("select id from price where id = any($1)", list(set(ids) - {row["id"] for row in gone}))
    return [row["id"] for row in rest]


async def set_tax(*, country: str, percent: Decimal, valid_from: date, by: Actor, code: str = STANDARD_TAX) -> None:
    """Set again for the same day, the last one counts."""
    checked_country(country)
    if not code:
        raise BadTaxCode(value=code, field="code")
    _checked_word(code, "code")
    checked_percent(percent)
    plausible(valid_from, "valid_from")
    async with atomic():
        tax_id = await _put_tax(country, code, percent, valid_from, by)
        fact = TaxSet(country=country, code=code, percent=percent, valid_from=valid_from)
        await record(fact, subject=("tax_rate", tax_id), centre_id=None, by=by)


async def _put_tax(country: str, code: str, percent: Decimal, valid_from: date, by: Actor) -> UUID:
    tax_id = uuid7()
    await execute(
        "insert into tax_rate (id, country, code, percent, valid_from, recorded_at, recorded_by) "
        "values ($1, $2, $3, $4, $5, $6, $7) on conflict (country, code, valid_from) do update set "
        "percent = excluded.percent, recorded_at = excluded.recorded_at, recorded_by = excluded.recorded_by",
        tax_id, country, code, percent, valid_from, now(), by.id,
    )  # fmt: skip
    return tax_id


def _checked_word(value: str, field: str) -> None:
    if not _WORD.fullmatch(value):
        raise BadTaxCode(value=value[:20], field=field)
