"""What the ERP room records, and what a posting is to those who read it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from service_desk.erp.rules.documents import Kind
from service_desk.erp.rules.states import State


@dataclass(frozen=True)
class PostingRetried:
    posting_id: int
    key: str
    from_state: str


@dataclass(frozen=True)
class PostingDecided:
    """A person looked in the ERP where looking killed the worker."""

    posting_id: int
    key: str
    in_erp: bool


@dataclass(frozen=True)
class PostingCancelled:
    posting_id: int
    key: str
    from_state: str


@dataclass(frozen=True)
class FindingAccepted:
    posting_id: int
    key: str
    finding: str


@dataclass(frozen=True)
class ReversalOwed:
    posting_id: int
    key: str
    reverses: str


@dataclass(frozen=True)
class AccountRoleSet:
    role: str
    account: str
    valid_from: date


@dataclass(frozen=True)
class Reconciled:
    """`findings` is how many differences were found."""

    since: date
    until: date
    documents: int
    findings: int


@dataclass(frozen=True, slots=True)
class PostingFacts:
    """A posting as it is shown. `late`: its own day was closed, so it is posted on a later one."""

    id: int
    key: str
    kind: Kind
    state: State
    centre_id: UUID
    order_number: str
    document_date: date
    posting_date: date
    late: bool
    currency: str
    attempts: int
    not_before: datetime
    erp_ref: str | None
    erp_number: str | None
    erp_cost: Decimal | None
    reject_code: str | None
    finding: str | None
    detail: str | None
    waits_for: list[str]
    created_at: datetime
    state_at: datetime


@dataclass(frozen=True, slots=True)
class StepFacts:
    at: datetime
    from_state: str | None
    to_state: str
    detail: str | None


@dataclass(frozen=True, slots=True)
class PostingDetail:
    posting: PostingFacts
    document: dict[str, Any]
    streams: list[str]
    steps: list[StepFacts]
