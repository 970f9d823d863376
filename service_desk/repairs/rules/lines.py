"""Order lines: by what they are judged, who bears them, and what they come to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from service_desk.foundation.money import Money, rounded
from service_desk.foundation.sentences import badge
from service_desk.pricing.rules import HUNDRED, line_total, split
from service_desk.repairs.rules.states import LineKind
from service_desk.timesheets.rules import KnownActivity, activity_named, worth
from service_desk.warranty.rules import CostClass, Payer, Verdict
from service_desk.warranty.rules import LineFacts as Judged

# Expenses (freight, a night's stay) go with the journey that caused them: a policy has no class of its own for them.
CLASS_OF: Mapping[LineKind, CostClass] = {
    LineKind.PART: CostClass.PARTS,
    LineKind.LABOUR: CostClass.LABOUR,
    LineKind.TRAVEL: CostClass.TRAVEL,
    LineKind.EXPENSE: CostClass.TRAVEL,
}


def line_name(kind: str, text: str) -> LineKind | KnownActivity | str:
    """What a line is called: a member is said in the reader's language, plain text as somebody typed it. Time worked has its
    activity for a text, and a line that nobody named is called by its kind."""
    if text in ("", kind):
        return LineKind(kind)
    return text if kind == LineKind.PART else activity_named(text)


def line_words(kind: str, text: str, language: str) -> str:
    """The same where it stands alone: «تعمیر», "Repair", "Hotel for one night"."""
    name = line_name(kind, text)
    return badge(name, language) if isinstance(name, StrEnum) else name


def line_minutes(kind: str, minutes: int | None, quantity: Decimal, uom: str) -> int | None:
    """How long it took, of a line that counts time; None of all others."""
    if minutes is None and kind == LineKind.LABOUR and uom == "h":
        return round(quantity * 60)
    return minutes


@dataclass(frozen=True, slots=True)
class Share:
    """What one payer bears of a line: `percent` of it, which is `amount` in the order's currency (DATE-9)."""

    payer: Payer
    percent: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class LineFacts:
    """An order line as it stands. `unit_price` None: nobody has set one yet. A reversing line is negative.

    `amount` is the price (net of tax) in the order's currency and equals the sum of the shares; `cost` is what the whole
    line cost us, in `cost_currency`. Time is priced by its `minutes`; `quantity` shows them in rounded hours. `part_names` are the words a policy may know the part by: SKU and product class.
    `whole_unit`: not a part of the unit but the one given for it.
    """

    id: UUID
    repair_item_id: UUID
    item_id: UUID | None
    seq: int
    kind: LineKind
    product_id: UUID | None
    sku: str | None
    product_class: str | None
    part_line_id: UUID | None
    text: str
    quantity: Decimal
    minutes: int | None
    uom: str
    unit_price: Decimal | None
    amount: Decimal
    currency: str
    cost: Decimal
    cost_currency: str
    cost_rate: Decimal | None
    verdict: Verdict
    reason: str
    payer: Payer
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
    whole_unit: bool = False

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
    cost us, in `cost_currency`, for the whole line; `cost_rate` is what one unit of that was worth in the books at the
    closing (of a reversing line: at the closing of what it reverses), None where no rate was known.
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
    minutes: int | None = None
    cost_rate: Decimal | None = None


def closed(line: LineFacts) -> ClosedLine:
    return ClosedLine(
        line.id, line.seq, line.kind, line.item_id, line.product_id, line.quantity, line.uom,
        line.unit_price or Decimal(0), line.amount, line.cost, line.cost_currency, line.verdict, line.reason, line.payer,
        line.shares, line.move_id, line.time_entry_id, line.reverses_id, line.minutes, line.cost_rate,
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
    return tuple(Share(Payer(who), (percents | rest)[who], money.amount) for who, money in pieces.items())


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


def priced(quantity: Decimal, minutes: int | None, unit_price: Decimal | None, currency: str) -> Decimal:
    """What a line comes to, half-up to the smallest unit, once; nothing while nobody has set its price.

    Time is priced by its minutes: a third of an hour has no exact quantity.
    """
    if unit_price is None:
        return Decimal(0)
    if minutes is not None:
        return worth(minutes, unit_price, currency)
    return line_total(quantity, unit_price, currency).amount


@dataclass(frozen=True, slots=True)
class Reversal:
    """What a reversing line takes back, all above zero: the line itself has the negative of each."""

    amount: Decimal
    cost: Decimal
    shares: tuple[Share, ...]


def reversal_of(line: LineFacts, before: Iterable[LineFacts], quantity: Decimal) -> Reversal:
    """What `quantity` of a closed line comes to, after the reversing lines `before`.

    Each figure is reckoned on what has come back so far, so that all pieces together are exactly the line, for every
    payer: 3 x 33.35 at 50 % returned one by one leave nothing.
    """
    earlier = list(before)
    back = quantity - sum((other.quantity for other in earlier), Decimal(0))  # those of reversing lines are below zero

    def piece(whole: Decimal, told: Decimal, currency: str) -> Decimal:
        upto = whole if back >= line.quantity else rounded(whole * back / line.quantity, currency)
        return upto + told

    amount = piece(line.amount, total(earlier), line.currency)
    cost = piece(line.cost, sum((other.cost for other in earlier), Decimal(0)), line.cost_currency)
    shares, left = [], amount
    for place, share in enumerate(line.shares):
        own = (
            left if place == len(line.shares) - 1 else piece(share.amount, part_of(earlier, share.payer), line.currency)
        )
        shares.append(Share(share.payer, share.percent, own))
        left -= own
    return Reversal(amount, cost, tuple(shares))


def fitted_parts(lines: Iterable[LineFacts]) -> frozenset[UUID]:
    """The parts that stayed in the unit: issued, and not taken back entirely (a reversing line counts negative)."""
    left: dict[UUID, Decimal] = {}
    for line in lines:
        if line.kind == LineKind.PART and line.product_id is not None and line.live and not line.whole_unit:
            left[line.product_id] = left.get(line.product_id, Decimal(0)) + line.quantity
    return frozenset(part for part, quantity in left.items() if quantity > 0)


def under_warranty(lines: Iterable[LineFacts]) -> bool:
    """Whether the unit's own warranty bore any of the work: what EXT-1 and the replacement rules ask (section 5)."""
    return any(line.payer == Payer.WARRANTY and line.verdict == Verdict.COVERED and line.live for line in lines)
