"""Closed repairs as billing hears of them."""

from datetime import UTC, date, datetime
from decimal import Decimal

from service_desk.events.rules import Recorded
from service_desk.foundation.ids import uuid7
from service_desk.foundation.money import Money
from service_desk.pricing.rules import line_total, split
from service_desk.repairs.rules import ClosedLine, RepairClosed, Share

CLOSED_ON = date(2026, 3, 14)


def line(price, *shares, quantity="1", kind="labour", currency="EUR", product_id=None, reverses_id=None):
    """A line of which each of `shares` = (payer, percent) bears its part, and the customer the rest."""
    total = line_total(Decimal(quantity), Decimal(price), currency)
    percents = {payer: Decimal(percent) for payer, percent in shares}
    percents["customer"] = 100 - sum(percents.values())
    borne = split(total, [(payer, percent) for payer, percent in percents.items() if payer != "customer"])
    return ClosedLine(
        line_id=uuid7(), seq=1, kind=kind, item_id=None, product_id=product_id, quantity=Decimal(quantity), uom="h",
        unit_price=Decimal(price), amount=total.amount, cost=Decimal(0), cost_currency="EUR", verdict="not_covered",
        reason="EXPIRED", payer="customer", move_id=None, time_entry_id=None, reverses_id=reverses_id,
        shares=tuple(Share(payer, percents[payer], money.amount) for payer, money in borne.items()),
    )  # fmt: skip


def closed(*lines, centre_id, order_id=None, closing=1, currency="EUR"):
    order_id = order_id or uuid7()
    fact = RepairClosed(
        order_id=order_id, number="BER-R-000001", closing=closing, ticket_id=None, party_id=None, item_ids=(),
        currency=currency, reported_on=CLOSED_ON, closed_on=CLOSED_ON, outcome="repaired",
        total=sum((one.amount for one in lines), Decimal(0)), lines=tuple(lines),
    )  # fmt: skip
    moment = datetime(2026, 3, 14, 12, tzinfo=UTC)
    return Recorded(1, "repair_closed", 1, fact, "repair", order_id, centre_id, uuid7(), moment, moment)


def eur(text):
    return Money(Decimal(text), "EUR")
