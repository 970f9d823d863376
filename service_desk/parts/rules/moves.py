"""Moves of stock: always from one place to another, never changed, and the facts recorded about them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from service_desk.parts.rules.quantities import kept_cost


class MoveKind(StrEnum):
    RECEIPT = "receipt"
    ISSUE = "issue"
    RETURN = "return"
    TRANSFER = "transfer"
    ADJUSTMENT = "adjustment"
    CORRECTION = "correction"


@dataclass(frozen=True)
class MoveFacts:
    """A move as it was written.

    `unit_cost` is per `uom`, in `currency`, the company's book currency. `subject_kind` and `subject_id` name what it
    was done for (an order, a delivery), `number` is its human number; '' and None where there is none.
    """

    move_id: UUID
    centre_id: UUID
    product_id: UUID
    sku: str
    uom: str
    quantity: Decimal
    lot: str
    serial: str
    from_location_id: UUID
    from_location: str
    to_location_id: UUID
    to_location: str
    unit_cost: Decimal
    currency: str
    subject_kind: str
    subject_id: UUID | None
    number: str
    moved_at: datetime

    @property
    def cost(self) -> Decimal:
        """What all of it cost, in `currency`."""
        return kept_cost(self.quantity * self.unit_cost)


@dataclass(frozen=True)
class PartReceived(MoveFacts):
    """From the supplier into a real place."""


@dataclass(frozen=True)
class PartIssued(MoveFacts):
    """Used up: from a real place to the centre's consumption."""


@dataclass(frozen=True)
class PartReturned(MoveFacts):
    """Came back unused, at the cost at which it had left; `issue_id` is the move that took it out."""

    issue_id: UUID


@dataclass(frozen=True)
class PartTransferred(MoveFacts):
    """From one real place to another, perhaps of another centre; `centre_id` is the sender's."""


@dataclass(frozen=True)
class StockAdjusted(MoveFacts):
    """A count or a correction, from or to the centre's loss."""

    reason: str


@dataclass(frozen=True)
class ReceiptCorrected(MoveFacts):
    """A receipt was entered wrongly: back to the supplier what had not come or had another cost, in from there what had.

    `unit_cost` counts in both directions: it is the cost of the receipt, not the average of what lies there.
    """

    receipt_id: UUID
    reason: str


@dataclass(frozen=True)
class LocationCreated:
    location_id: UUID
    code: str
    kind: str


@dataclass(frozen=True)
class LocationRenamed:
    location_id: UUID
    code: str


@dataclass(frozen=True)
class LocationRetired:
    location_id: UUID
    code: str


@dataclass(frozen=True)
class LocationRevived:
    location_id: UUID
    code: str


@dataclass(frozen=True)
class CostSet:
    product_id: UUID
    cost: Decimal
    currency: str
