"""The facts that this room records: ids, dates and codes, nothing personal."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class PolicyCreated:
    policy_id: UUID
    policy_code: str


@dataclass(frozen=True)
class PolicyRenamed:
    policy_id: UUID
    policy_code: str


@dataclass(frozen=True)
class PolicyPublished:
    """A version was published; no sold unit changes by it (FRZ-3)."""

    policy_id: UUID
    version_id: UUID
    number: int
    valid_from: date


@dataclass(frozen=True)
class PackPublished:
    pack_id: UUID
    pack_code: str
    number: int
    switched_on: bool


@dataclass(frozen=True)
class PackSwitched:
    """From now on units sold in its countries are frozen with it, or no longer; what was frozen stays."""

    pack_id: UUID
    pack_code: str
    number: int
    switched_on: bool


@dataclass(frozen=True)
class TermsFrozen:
    """A snapshot was taken; `replaces_id` is the one it re-computes (FRZ-2)."""

    item_id: UUID
    terms_id: UUID
    policy_version_id: UUID
    start_on: date | None
    replaces_id: UUID | None


@dataclass(frozen=True)
class TermsClosed:
    """The unit went back to stock (FRZ-4)."""

    item_id: UUID
    terms_id: UUID


@dataclass(frozen=True)
class CoverGranted:
    item_id: UUID
    source_id: UUID
    cover_kind: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class CoverWithdrawn:
    item_id: UUID
    source_id: UUID


@dataclass(frozen=True)
class ServiceRecorded:
    item_id: UUID
    order_id: UUID
    outcome: str
    handed_back_on: date


@dataclass(frozen=True)
class CoverOverridden:
    """Cover that a defect had taken off was put back; the note stays with the decision."""

    of_kind: str
    of_id: UUID
    decision_id: UUID


@dataclass(frozen=True)
class TermsLoaded:
    """One per batch of a bulk load."""

    batch_id: UUID
    taken: int
