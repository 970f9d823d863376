"""Prices, taxes and the split of a price over those who pay it (DATE-9, LINE-4, LINE-7).

All sums are exact: what rounding leaves over goes to one named place and nowhere else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from service_desk.foundation.errors import Invalid
from service_desk.foundation.money import Money, unit, zero
from service_desk.foundation.numbers import shown
from service_desk.warranty.rules.vocabulary import Payer

HUNDRED: Final = Decimal(100)
STANDARD_TAX: Final = "standard"


class BadShares(Invalid):
    code = "bad_shares"
    message = "The shares add up to {percent} %. Give all payers together at most 100; the customer gets the rest."


class BadPercent(Invalid):
    code = "bad_percent"
    message = "{percent} is no percentage. Use a number from 0 to 100."


@dataclass(frozen=True, slots=True)
class PriceFacts:
    """`amount` is net, per unit of measure, in `currency`. `listed_in` differs where it was converted from another list."""

    product_id: UUID
    amount: Decimal
    currency: str
    listed_in: str
    valid_from: date

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)


@dataclass(frozen=True, slots=True)
class TaxFacts:
    """`percent` of the net, under `code`; the code is '' where the country has no tax entered."""

    code: str
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Taxed:
    """A net amount with its part of the document's tax."""

    net: Money
    tax: Money

    @property
    def total(self) -> Money:
        return self.net + self.tax


@dataclass(frozen=True)
class PriceSet:
    product_id: UUID
    price_list: str
    amount: Decimal
    currency: str
    valid_from: date


@dataclass(frozen=True)
class TaxSet:
    country: str
    code: str
    percent: Decimal
    valid_from: date


NO_TAX: Final = TaxFacts("", Decimal(0))


def line_total(quantity: Decimal, unit_price: Decimal, currency: str) -> Money:
    """Quantity times price, half-up to the smallest unit of the currency; rounded once, per line."""
    return Money(quantity * unit_price, currency).rounded()


def split(total: Money, shares: Sequence[tuple[str, Decimal]]) -> dict[str, Money]:
    """What each payer bears of `total`: its percentage half-up, and the customer whatever is left.

    Without any rest the last payer named takes the remainder, and the customer is not in the answer. Several shares of
    one payer add up. A negative total (a reversal) splits as the mirror image. Raises BadShares, BadPercent.
    """
    others = [(str(payer), percent) for payer, percent in shares if payer != Payer.CUSTOMER and percent != 0]
    percent = sum((checked_percent(part) for _, part in others), Decimal(0))
    if percent > HUNDRED:
        raise BadShares(percent=f"{percent.normalize():f}", field="shares")
    bearers: dict[str, Money] = {}
    left = total.rounded()
    for place, (payer, part) in enumerate(others, start=1):
        last = percent == HUNDRED and place == len(others)
        piece = left if last else _at_most(total.share(part), left)
        bearers[payer] = bearers.get(payer, zero(total.currency)) + piece
        left -= piece
    if percent < HUNDRED:
        bearers[str(Payer.CUSTOMER)] = left
    return bearers


def _at_most(piece: Money, left: Money) -> Money:
    """Two halves of one cent would be two cents: nobody is given more than what is left."""
    return piece if abs(piece.amount) <= abs(left.amount) else left


def tax_lines(lines: Sequence[tuple[Money, TaxFacts]]) -> list[Taxed]:
    """Tax per tax code on the sum of its lines, half-up, then given to the lines so that they add up to it."""
    taxes = [zero(net.currency) for net, _ in lines]
    for tax in {tax for _, tax in lines}:
        places = [place for place, (_, own) in enumerate(lines) if own == tax]
        nets = [lines[place][0] for place in places]
        whole = sum(nets[1:], nets[0]).share(tax.percent)
        for place, piece in zip(places, spread(whole, [net.amount for net in nets]), strict=True):
            taxes[place] = piece
    return [Taxed(net, tax) for (net, _), tax in zip(lines, taxes, strict=True)]


def spread(total: Money, weights: Sequence[Decimal]) -> list[Money]:
    """`total` over the weights, each rounded down to the smallest unit, the units left over to the largest remainders."""
    whole = sum(weights, Decimal(0))
    if whole == 0:
        return [total if place == 0 else zero(total.currency) for place in range(len(weights))]
    step = unit(total.currency)
    exact = [total.amount * weight / whole / step for weight in weights]
    floors = [value.to_integral_value(rounding="ROUND_FLOOR") for value in exact]
    missing = int(total.amount / step - sum(floors))
    by_remainder = sorted(range(len(weights)), key=lambda place: floors[place] - exact[place])
    for place in by_remainder[:missing]:
        floors[place] += 1
    return [Money(value * step, total.currency) for value in floors]


def add_up(amounts: Iterable[Money], currency: str) -> Money:
    return sum(amounts, zero(currency))


def converted(money: Money, rate: Decimal, currency: str) -> Money:
    """At `rate` of `currency` for one unit of the money's own, half-up."""
    return Money(money.amount * rate, currency).rounded()


def checked_percent(percent: Decimal) -> Decimal:
    if not percent.is_finite() or not 0 <= percent <= HUNDRED:
        raise BadPercent(percent=shown(percent), field="percent")
    return percent
