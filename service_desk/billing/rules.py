"""What each payer owes for one closing of an order: shares gathered per payer, tax on the customer's, exact totals."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from service_desk.foundation.money import Money, zero
from service_desk.pricing.rules import NO_TAX, TaxFacts, add_up, tax_lines
from service_desk.repairs.rules import ClosedLine, LineKind
from service_desk.warranty.rules import Payer


class ChargeState(StrEnum):
    RECORDED = "recorded"  # someone else than the customer bears it, or nothing is owed
    INVOICED = "invoiced"
    CREDIT = "credit"  # a reopened order gave the customer something back


# What a line says when it is no part: the words of the trade on an invoice.
WORDS: Final[Mapping[str, dict[str, str]]] = {
    LineKind.LABOUR: {"en": "Labour", "fa": "دستمزد", "ar": "أجرة العمل", "zh": "人工费", "ru": "Работа"},
    LineKind.TRAVEL: {"en": "Travel", "fa": "ایاب و ذهاب", "ar": "أجرة التنقل", "zh": "上门费", "ru": "Выезд"},
    LineKind.EXPENSE: {"en": "Expenses", "fa": "هزینه‌های جانبی", "ar": "مصاريف", "zh": "其他费用", "ru": "Расходы"},
}


@dataclass(frozen=True, slots=True)
class DraftLine:
    """`net` is the payer's share of the order line, `percent` of it."""

    line: ClosedLine
    percent: Decimal
    net: Money
    tax: Money
    tax_code: str
    tax_percent: Decimal

    @property
    def total(self) -> Money:
        return self.net + self.tax


@dataclass(frozen=True, slots=True)
class Draft:
    """One payer's charge before it has an id."""

    payer: str
    lines: tuple[DraftLine, ...]
    net: Money
    tax: Money

    @property
    def total(self) -> Money:
        return self.net + self.tax

    @property
    def state(self) -> ChargeState:
        if self.payer != Payer.CUSTOMER or self.total.amount == 0:
            return ChargeState.RECORDED
        return ChargeState.INVOICED if self.total.amount > 0 else ChargeState.CREDIT


@dataclass(frozen=True)
class BilledLine:
    line_id: UUID
    kind: str
    product_id: UUID | None
    quantity: Decimal
    uom: str
    unit_price: Decimal
    percent: Decimal
    net: Decimal
    tax_code: str
    tax_percent: Decimal
    tax: Decimal


@dataclass(frozen=True)
class Billed:
    """One payer's charge for one closing. `invoice_number` only where the customer owes something (`state` invoiced).

    `net`, `tax` and `total` are in `currency` and are exactly the sums of the lines; a credit is negative.
    """

    charge_id: UUID
    order_id: UUID
    number: str
    closing: int
    payer: str
    party_id: UUID | None
    state: str
    invoice_number: str | None
    issued_on: date
    currency: str
    net: Decimal
    tax: Decimal
    total: Decimal
    lines: tuple[BilledLine, ...]


def drafts(lines: Sequence[ClosedLine], currency: str, tax: TaxFacts) -> list[Draft]:
    """One draft per payer that bears anything, in the order in which they appear; together exactly the lines' amounts."""
    payers = dict.fromkeys(share.payer for line in lines for share in line.shares)
    return [_draft(payer, lines, currency, tax if payer == Payer.CUSTOMER else NO_TAX) for payer in payers]


def _draft(payer: str, lines: Iterable[ClosedLine], currency: str, tax: TaxFacts) -> Draft:
    borne = [
        (line, share.percent, Money(share.amount, currency))
        for line in lines
        for share in line.shares
        if share.payer == payer
    ]
    taxed = tax_lines([(net, tax) for _, _, net in borne])
    done = tuple(
        DraftLine(line, percent, one.net, one.tax, tax.code, tax.percent)
        for (line, percent, _), one in zip(borne, taxed, strict=True)
    )
    net, taxes = (add_up(amounts, currency) for amounts in ((d.net for d in done), (d.tax for d in done)))
    return Draft(payer, done, net, taxes)


def owed(charges: Iterable[Draft], currency: str) -> Money:
    """What the customer is asked to pay."""
    return sum((draft.total for draft in charges if draft.payer == Payer.CUSTOMER), zero(currency))
