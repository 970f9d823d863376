"""What each payer owes for one closing of an order: shares gathered per payer, tax on the customer's, exact totals."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from service_desk.foundation.money import Money, rounded, zero
from service_desk.pricing.rules import NO_TAX, TaxFacts, add_up, tax_lines
from service_desk.repairs.rules import ClosedLine, Share
from service_desk.warranty.rules import Payer

NOTHING: Final[Mapping[tuple[UUID, str], "BilledBefore"]] = {}


class ChargeState(StrEnum):
    RECORDED = "recorded"  # someone else than the customer bears it, or nothing is owed
    INVOICED = "invoiced"
    CREDIT = "credit"  # a reopened order gave the customer something back


@dataclass(frozen=True, slots=True)
class Sums:
    """What a line comes to: `net` and `tax` in its own currency, total and tax in that of the books (None: no rate known)."""

    net: Decimal
    tax: Decimal
    book_total: Decimal | None
    book_tax: Decimal | None


@dataclass(frozen=True, slots=True)
class BilledBefore:
    """How one payer's share of an order line was billed, and what was given back of it since (zero or below)."""

    billed: Sums
    back: Sums
    tax_code: str
    tax_percent: Decimal


Before = Mapping[tuple[UUID, str], BilledBefore]  # by order line and payer


@dataclass(frozen=True, slots=True)
class DraftLine:
    """`net` is the payer's share of the order line, `percent` of it. For the books see Sums."""

    line: ClosedLine
    percent: Decimal
    net: Money
    tax: Money
    tax_code: str
    tax_percent: Decimal
    book_total: Decimal | None
    book_tax: Decimal | None

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
    """`book_total` (with tax) and `book_tax`: in the book currency, by the rate at which the line was first billed; None
    where no rate was known then."""

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
    minutes: int | None = None
    book_total: Decimal | None = None
    book_tax: Decimal | None = None


@dataclass(frozen=True)
class Billed:
    """One payer's charge for one closing. `invoice_number` only where the customer owes or gets something (`state` invoiced, credit).

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


@dataclass(frozen=True, slots=True)
class Conditions:
    """The tax of the day, the book currency, and what one unit of the order's is worth in it (None: no rate is known)."""

    tax: TaxFacts
    book: str = ""
    rate: Decimal | None = None

    def in_books(self, amount: Decimal) -> Decimal | None:
        return None if self.rate is None else rounded(amount * self.rate, self.book)


def drafts(lines: Sequence[ClosedLine], currency: str, today: Conditions, before: Before = NOTHING) -> list[Draft]:
    """One draft per payer that bears anything, in the order in which they appear; together exactly the lines' amounts.

    New lines are taxed and converted as of today. A reversing line gives back what was charged: by the tax and the rate of
    the line it reverses, and all its pieces together exactly that line, in its own currency and in that of the books.
    """
    payers = dict.fromkeys(share.payer for line in lines for share in line.shares)
    return [_draft(payer, lines, currency, today, before) for payer in payers]


def _draft(payer: str, lines: Iterable[ClosedLine], currency: str, today: Conditions, before: Before) -> Draft:
    new, back = list[tuple[ClosedLine, Share]](), list[tuple[ClosedLine, Share, BilledBefore]]()
    for line in lines:
        for share in line.shares:
            if share.payer == payer:
                was = before.get((line.reverses_id, payer)) if line.reverses_id else None
                new.append((line, share)) if was is None else back.append((line, share, was))
    done = _new(new, currency, today, today.tax if payer == Payer.CUSTOMER else NO_TAX)
    done += _given_back(back, currency, today.book)
    done.sort(key=lambda one: one.line.seq)
    net, taxes = (add_up(amounts, currency) for amounts in ((d.net for d in done), (d.tax for d in done)))
    return Draft(payer, tuple(done), net, taxes)


def _new(borne: Sequence[tuple[ClosedLine, Share]], currency: str, today: Conditions, tax: TaxFacts) -> list[DraftLine]:
    """In the books each line takes what the sum so far gains by it, so that they add up to the converted total."""
    done, total, taxes = list[DraftLine](), Decimal(0), Decimal(0)
    for (line, share), one in zip(borne, tax_lines([(Money(s.amount, currency), tax) for _, s in borne]), strict=True):
        upto, tax_upto = total + one.total.amount, taxes + one.tax.amount
        in_books = (
            _gain(today.in_books(upto), today.in_books(total)),
            _gain(today.in_books(tax_upto), today.in_books(taxes)),
        )
        done.append(DraftLine(line, share.percent, one.net, one.tax, tax.code, tax.percent, *in_books))
        total, taxes = upto, tax_upto
    return done


def _gain(upto: Decimal | None, before: Decimal | None) -> Decimal | None:
    return None if upto is None or before is None else upto - before


def _given_back(borne: Sequence[tuple[ClosedLine, Share, BilledBefore]], currency: str, book: str) -> list[DraftLine]:
    done, given = list[DraftLine](), dict[UUID | None, Sums]()
    for line, share, was in borne:
        so_far = given.get(line.reverses_id, was.back)
        net = so_far.net + share.amount

        def piece(
            whole: Decimal | None, told: Decimal | None, unit: str, net: Decimal = net, was: Sums = was.billed
        ) -> Any:
            if whole is None:
                return None
            upto = -whole if net == -was.net or not was.net else rounded(whole * net / was.net, unit)
            return upto - (told or Decimal(0))

        tax = piece(was.billed.tax, so_far.tax, currency)
        total = piece(was.billed.book_total, so_far.book_total, book)
        book_tax = piece(was.billed.book_tax, so_far.book_tax, book)
        given[line.reverses_id] = Sums(
            net, so_far.tax + tax, _sum(so_far.book_total, total), _sum(so_far.book_tax, book_tax)
        )
        amounts = Money(share.amount, currency), Money(tax, currency)
        done.append(DraftLine(line, share.percent, *amounts, was.tax_code, was.tax_percent, total, book_tax))
    return done


def _sum(one: Decimal | None, other: Decimal | None) -> Decimal:
    return (one or Decimal(0)) + (other or Decimal(0))


def owed(charges: Iterable[Draft], currency: str) -> Money:
    """What the customer is asked to pay."""
    return sum((draft.total for draft in charges if draft.payer == Payer.CUSTOMER), zero(currency))
