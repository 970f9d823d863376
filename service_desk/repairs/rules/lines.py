"""Order lines: by what they are judged, who bears them, and what they come to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from service_desk.foundation.money import Money
from service_desk.pricing.rules import HUNDRED, split
from service_desk.repairs.rules.states import LineKind
from service_desk.warranty.rules import CostClass, Payer, Verdict
from service_desk.warranty.rules import LineFacts as Judged

# Expenses (freight, a night's stay) go with the journey that caused them: a policy has no class of its own for them.
CLASS_OF: Mapping[LineKind, CostClass] = {
    LineKind.PART: CostClass.PARTS,
    LineKind.LABOUR: CostClass.LABOUR,
    LineKind.TRAVEL: CostClass.TRAVEL,
    LineKind.EXPENSE: CostClass.TRAVEL,
}


@dataclass(frozen=True, slots=True)
class Share:
    """What one payer bears of a line: `percent` of it, which is `amount` in the order's currency (DATE-9)."""

    payer: str
    percent: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class LineFacts:
    """An order line as it stands. `unit_price` None: nobody has set one yet. A reversing line is negative.

    `amount` is the price (net of tax) in the order's currency and equals the sum of the shares; `cost` is what the whole
    line cost us, in `cost_currency`. `part_names` are the words a policy may know the part by: SKU and product class.
    """

    id: UUID
    repair_item_id: UUID
    item_id: UUID | None
    seq: int
    kind: str
    product_id: UUID | None
    sku: str | None
    product_class: str | None
    part_line_id: UUID | None
    text: str
    quantity: Decimal
    uom: str
    unit_price: Decimal | None
    amount: Decimal
    currency: str
    cost: Decimal
    cost_currency: str
    verdict: str
    reason: str
    payer: str
    shares: tuple[Share, ...]
    move_id: UUID | None
    time_entry_id: UUID | None
    lot: str
    serial: str
    old_serial: str
    reverses_id: UUID | None
    closing: int | None
    written_at: datetime
    voided_at: datetime | None

    @property
    def live(self) -> bool:
        return self.voided_at is None

    @property
    def frozen(self) -> bool:
        """Closed and told to billing and books: it is never changed again, only reversed."""
        return self.closing is not None

    @property
    def part_names(self) -> frozenset[str]:
        return frozenset(filter(None, (self.sku, self.product_class)))

    @property
    def unpriced(self) -> bool:
        """The customer would pay something that nobody has put a price on."""
        return self.unit_price is None and any(share.payer == Payer.CUSTOMER for share in self.shares)


@dataclass(frozen=True)
class ClosedLine:
    """One order line as it was closed. A reversing line has negative quantity, amount, cost and shares.

    `amount` is the price (net of tax) in the order's currency and equals the sum of the shares; `cost` is what it
    cost us, in `cost_currency`, for the whole line.
    """

    line_id: UUID
    seq: int
    kind: str
    item_id: UUID | None
    product_id: UUID | None
    quantity: Decimal
    uom: str
    unit_price: Decimal
    amount: Decimal
    cost: Decimal
    cost_currency: str
    verdict: str
    reason: str
    payer: str
    shares: tuple[Share, ...]
    move_id: UUID | None
    time_entry_id: UUID | None
    reverses_id: UUID | None


def closed(line: LineFacts) -> ClosedLine:
    return ClosedLine(
        line.id, line.seq, line.kind, line.item_id, line.product_id, line.quantity, line.uom,
        line.unit_price or Decimal(0), line.amount, line.cost, line.cost_currency, line.verdict, line.reason, line.payer,
        line.shares, line.move_id, line.time_entry_id, line.reverses_id,
    )  # fmt: skip


def judged(line: LineFacts, symptom_group: str | None) -> Judged:
    """What the warranty rules need to know of a line: one line, one cost class."""
    kind = LineKind(line.kind)
    return Judged(
        key=str(line.id),
        classes=(CLASS_OF[kind],),
        part_id=line.product_id if kind is LineKind.PART else None,
        part_names=line.part_names,
        follows=str(line.part_line_id) if line.part_line_id else None,
        symptom_group=symptom_group,
    )


def shares_of(total: Money, payer: str, percent: Decimal) -> tuple[Share, ...]:
    """`percent` of the total to `payer`, the rest to the customer; exact, the customer's part last."""
    percents = {payer: percent} if payer != Payer.CUSTOMER and percent else {}
    rest = {Payer.CUSTOMER.value: HUNDRED - sum(percents.values())}
    pieces = split(total, list(percents.items()))
    return tuple(Share(str(who), (percents | rest)[who], money.amount) for who, money in pieces.items())


def shares_from(stored: Iterable[Mapping[str, Any]]) -> tuple[Share, ...]:
    return tuple(Share(one["payer"], Decimal(one["percent"]), Decimal(one["amount"])) for one in stored)


def stored(shares: Iterable[Share]) -> list[dict[str, str]]:
    """Shares as the row keeps them: decimals as text, so that nothing is lost."""
    return [{"payer": one.payer, "percent": str(one.percent), "amount": str(one.amount)} for one in shares]


def part_of(lines: Iterable[ClosedLine | LineFacts], payer: str) -> Decimal:
    """What one payer bears of these lines."""
    return sum((share.amount for line in lines for share in line.shares if share.payer == payer), Decimal(0))


def total(lines: Iterable[ClosedLine | LineFacts]) -> Decimal:
    return sum((line.amount for line in lines), Decimal(0))


def rest_of(line: LineFacts, reversed_before: Iterable[LineFacts], quantity: Decimal) -> tuple[Decimal, Decimal]:
    """Price and cost of `quantity` of a closed line; the last piece takes what rounding left of the whole."""
    before = list(reversed_before)
    left = line.quantity + sum((other.quantity for other in before), Decimal(0))
    if quantity >= left:
        amount = line.amount + sum((other.amount for other in before), Decimal(0))
        return amount, line.cost + sum((other.cost for other in before), Decimal(0))
    amount = Money(line.amount * quantity / line.quantity, line.currency).rounded().amount
    return amount, Money(line.cost * quantity / line.quantity, line.cost_currency).rounded().amount


def fitted_parts(lines: Iterable[LineFacts]) -> frozenset[UUID]:
    """The parts that stayed in the unit: issued, and not taken back entirely (a reversing line counts negative)."""
    left: dict[UUID, Decimal] = {}
    for line in lines:
        if line.kind == LineKind.PART and line.product_id is not None and line.live:
            left[line.product_id] = left.get(line.product_id, Decimal(0)) + line.quantity
    return frozenset(part for part, quantity in left.items() if quantity > 0)


def under_warranty(lines: Iterable[LineFacts]) -> bool:
    """Whether the unit's own warranty bore any of the work: what EXT-1 and the replacement rules ask (section 5)."""
    return any(line.payer == Payer.WARRANTY and line.verdict == Verdict.COVERED and line.live for line in lines)
