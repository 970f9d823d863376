"""A repair order, its items and its estimates, as other rooms and the doors read them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from service_desk.repairs.rules.states import EstimateState, Keeps, ReturnBy, State
from service_desk.repairs.rules.units import ServiceType, WaitReason
from service_desk.tickets.rules import Priority
from service_desk.warranty.rules import Verdict


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """`party_name` and `return_address` are personal. `return_by`: how the customer wants the unit back, where they said so. `closing` counts how often the order was closed."""

    id: UUID
    centre_id: UUID
    number: str
    ticket_id: UUID | None
    ticket_number: str | None
    party_id: UUID | None
    party_name: str | None
    state: State
    currency: str
    reported_at: datetime
    reported_on: date
    started_at: datetime
    state_at: datetime
    checked_at: datetime | None
    closed_on: date | None
    handed_over_on: date | None
    closing: int
    version: int
    return_by: ReturnBy | None = None
    return_address: str = ""


@dataclass(frozen=True, slots=True)
class RepairItemFacts:
    """One unit on an order: which, how far it is, who has it, what was found, what was done. `override_note` is set when cover was
    put back. `shelf`: the code of the place where it lies; `promised_at`: when the customer was told that it will be ready."""

    id: UUID
    seq: int
    item_id: UUID | None
    serial: str
    sku: str | None
    product_name: dict[str, str] | None
    scheme: str
    scheme_version: str
    symptom: str
    condition: str
    section: str
    defect: str
    repair: str
    outcome: str
    override_note: str
    override_by: UUID | None
    state: State
    service_type: ServiceType
    technician_id: UUID | None
    technician: str | None
    wait_reason: WaitReason | None
    shelf_id: UUID | None
    shelf: str | None
    promised_at: datetime | None


@dataclass(frozen=True, slots=True)
class ExchangeFacts:
    """One unit given for another. `from_stock` False: it came straight from the maker, and no stock moved. `old_place`: where the
    old one lies, None where the customer kept it. `undone_at`: it was taken back, and nothing of it stands."""

    id: UUID
    old_id: UUID
    old_serial: str
    new_id: UUID
    new_serial: str
    order_id: UUID | None
    order_number: str | None
    line_id: UUID | None
    from_stock: bool
    keeps: Keeps
    old_place: str | None
    on_date: date
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class EstimateFacts:
    """`lines` are kept as the customer saw them. `customer_gross` is what they were told that they would pay: their part
    with its tax; null of an estimate from before taxes were kept. `answered_party_id`, `answered_ip` and `answered_with` (the
    browser) are told where the customer answered through their link; then `answered_by` is that link."""

    id: UUID
    order_id: UUID
    number: str
    state: EstimateState
    currency: str
    total: Decimal
    customer_total: Decimal
    customer_tax: Decimal | None
    customer_gross: Decimal | None
    lines: list[dict[str, Any]]
    valid_until: date
    sent_at: datetime
    answered_at: datetime | None
    answered_by: UUID | None
    answer_note: str
    answered_party_id: UUID | None = None
    answered_ip: str = ""
    answered_with: str = ""


@dataclass(frozen=True, slots=True)
class AnsweredFrom:
    """Who answered an estimate themselves, through their link: from which network address, with which browser."""

    party_id: UUID | None
    ip: str
    browser: str


@dataclass(frozen=True, slots=True)
class MoveFacts:
    from_state: str
    to_state: str
    note: str
    moved_at: datetime
    moved_by: UUID


class OrderSort(StrEnum):
    """By due date what is not ended."""

    NEWEST = "-opened"
    OLDEST = "opened"
    DUE = "due"
    DUE_LAST = "-due"


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One line of the queue of orders; `words`, `priority` and `verdict` are those of its ticket. `state_at`: in that state since. Of
    its units: `technicians`, `waits` and `shelves`, each once, and the earliest `promised_at`."""

    id: UUID
    centre_id: UUID
    number: str
    ticket_id: UUID | None
    ticket_number: str | None
    priority: Priority | None
    words: str | None
    party_id: UUID | None
    party_name: str | None
    serials: str
    skus: str
    verdict: Verdict | None
    state: State
    state_at: datetime
    started_at: datetime
    reported_on: date
    due_at: datetime | None
    technicians: list[str]
    waits: list[WaitReason]
    shelves: list[str]
    promised_at: datetime | None
    changed_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Planned:
    """A line of an estimate that is not on the order yet. A part is named by SKU, GTIN or scan.

    `follows` is the place (from 0) of the planned part that this labour belongs to. `minutes`: labour to the minute.
    """

    kind: str
    quantity: Decimal = Decimal(1)
    part: str = ""
    text: str = ""
    unit_price: Decimal | None = None
    follows: int | None = None
    minutes: int | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class EstimateLine:
    """A line as the customer sees it; `customer` is what they would pay of `amount`."""

    kind: str
    text: str
    quantity: Decimal
    uom: str
    unit_price: Decimal
    amount: Decimal
    customer: Decimal
    payer: str
    reason: str

    def kept(self) -> dict[str, str]:
        """As the row keeps it: decimals as text."""
        return {name: str(getattr(self, name)) for name in self.__slots__}
