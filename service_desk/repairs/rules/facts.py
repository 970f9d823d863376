"""What a repair order records: ids and figures that name no person."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from service_desk.pricing.rules import TaxFacts
from service_desk.repairs.rules.lines import ClosedLine


@dataclass(frozen=True)
class RepairStarted:
    order_id: UUID
    number: str
    ticket_id: UUID | None
    party_id: UUID | None
    item_ids: tuple[UUID, ...]
    reported_on: date


@dataclass(frozen=True)
class RepairMoved:
    order_id: UUID
    number: str
    from_state: str
    to_state: str


@dataclass(frozen=True)
class Diagnosed:
    order_id: UUID
    number: str
    item_id: UUID | None
    symptom: str | None
    section: str | None
    defect: str | None
    repair: str | None


@dataclass(frozen=True)
class PartUsed:
    """A part left the stock for this order; `move_id` is its stock move, `old_serial` what was taken out."""

    order_id: UUID
    number: str
    line_id: UUID
    move_id: UUID
    product_id: UUID
    quantity: Decimal
    lot: str
    serial: str
    old_serial: str


@dataclass(frozen=True)
class PartTakenBack:
    order_id: UUID
    number: str
    line_id: UUID
    move_id: UUID
    product_id: UUID
    quantity: Decimal


@dataclass(frozen=True)
class UnitExchanged:
    """The customer has another unit for the old one. `move_id` took it out of stock (None: straight from the maker); order and
    line are None where it was done without an order. `keeps` says who has the old one."""

    exchange_id: UUID
    old_id: UUID
    new_id: UUID
    order_id: UUID | None
    number: str
    line_id: UUID | None
    move_id: UUID | None
    keeps: str
    old_move_id: UUID | None


@dataclass(frozen=True)
class ExchangeUndone:
    """It was entered by mistake: both units are where they were."""

    exchange_id: UUID
    old_id: UUID
    new_id: UUID
    order_id: UUID | None


@dataclass(frozen=True)
class LineAdded:
    """A labour, travel or expense line was written."""

    order_id: UUID
    number: str
    line_id: UUID
    kind: str
    quantity: Decimal
    amount: Decimal
    currency: str
    time_entry_id: UUID | None


@dataclass(frozen=True)
class LineVoided:
    order_id: UUID
    number: str
    line_id: UUID
    kind: str


@dataclass(frozen=True)
class EstimateSent:
    """`total` is the whole price, `customer_total` what the customer is asked to accept; both net. `customer_tax` comes on
    top of the latter: together they are what the customer would be charged."""

    estimate_id: UUID
    number: str
    order_id: UUID
    order_number: str
    party_id: UUID | None
    currency: str
    total: Decimal
    customer_total: Decimal
    valid_until: date
    customer_tax: Decimal = Decimal(0)


@dataclass(frozen=True)
class EstimateAnswered:
    estimate_id: UUID
    number: str
    order_id: UUID
    order_number: str
    answer: str


@dataclass(frozen=True)
class ReturnChosen:
    """The customer said how they want their unit back: `pick_up` or `ship`."""

    order_id: UUID
    number: str
    by: str


@dataclass(frozen=True)
class QualityChecked:
    order_id: UUID
    number: str
    passed: bool


@dataclass(frozen=True)
class RepairClosed:
    """The work is done and priced. `lines` are only those of this closing: a reopened order closes again with
    `closing` 2 and the lines (reversing ones among them) written since, so that nothing is billed or posted twice.

    `tax` is the rate of the day, for the customer's part of new lines; None in events of before it was kept. `news`:
    whether the customer would hear anything that the closing before did not tell: another outcome, another sum.
    """

    order_id: UUID
    number: str
    closing: int
    ticket_id: UUID | None
    party_id: UUID | None
    item_ids: tuple[UUID, ...]
    currency: str
    reported_on: date
    closed_on: date
    outcome: str
    total: Decimal
    lines: tuple[ClosedLine, ...]
    tax: TaxFacts | None = None
    news: bool = True


@dataclass(frozen=True)
class RepairHandedOver:
    order_id: UUID
    number: str
    party_id: UUID | None
    item_ids: tuple[UUID, ...]
    handed_over_on: date
    outcome: str


@dataclass(frozen=True)
class RepairCancelled:
    order_id: UUID
    number: str
    ticket_id: UUID | None
    party_id: UUID | None
    item_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class RepairReopened:
    order_id: UUID
    number: str
    closing: int
