"""Sessions of receiving and counting: their states, their lines, and the facts recorded about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from service_desk.foundation.errors import Conflict, Invalid
from service_desk.scanning.rules.taking import Reckoned

MOST_SCANS: Final = 1000
MOST_TAGS: Final = 5000
SUBJECT: Final = "receiving"


class Purpose(StrEnum):
    RECEIPT = "receipt"
    COUNT = "count"


RIGHTS: Final[Mapping[Purpose, str]] = {Purpose.RECEIPT: "parts.receive", Purpose.COUNT: "parts.adjust"}


class SessionState(StrEnum):
    OPEN = "open"
    FINISHED = "finished"
    CANCELLED = "cancelled"


MOVES: Final[Mapping[SessionState, frozenset[SessionState]]] = {
    SessionState.OPEN: frozenset({SessionState.FINISHED, SessionState.CANCELLED}),
    SessionState.FINISHED: frozenset(),
    SessionState.CANCELLED: frozenset(),
}


class SessionEnded(Conflict):
    code = "session_ended"
    message = "This session is {state}: nothing can be scanned into it any more. Start a new one."


class NothingScanned(Conflict):
    code = "nothing_scanned"
    message = "Nothing was counted yet. Scan the goods first, or cancel the session."


class ScansLeft(Conflict):
    code = "scans_left"
    message = "{count:# scan is|# scans are} not understood: {shown}. Take them off or scan them again, or finish without them."


class NothingToUndo(Conflict):
    code = "nothing_to_undo"
    message = "There is nothing left to undo in this session."


class TooManyScans(Invalid):
    code = "too_many_scans"
    message = "At most {most:# scan is|# scans are} taken in one request; send the rest in the next one."


class UnevenScans(Invalid):
    code = "uneven_scans"
    message = "{scans:# scan|# scans} came with {alt_raws:# second writing|# second writings}. Send one for each of them, or none."


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """`unknown` and `unclear`: scans that wait for a person; `folded`: doubled reads."""

    id: UUID
    centre_id: UUID
    location_id: UUID
    location: str
    purpose: Purpose
    number: str
    state: SessionState
    counted: int
    folded: int
    unclear: int
    unknown: int
    started_at: datetime
    state_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Counted:
    """What one scan came to. `folded`: it had been read before and counts once."""

    seq: int
    raw: str
    outcome: Reckoned
    sku: str
    lot: str
    serial: str
    quantity: Decimal
    reads: int
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """`expected` is what lies there by the books, in a count; `difference` what finishing will correct."""

    product_id: UUID
    sku: str
    lot: str
    serial: str
    counted: Decimal
    expected: Decimal | None
    difference: Decimal | None


@dataclass(frozen=True)
class SessionStarted:
    session_id: UUID
    purpose: str
    location_id: UUID


@dataclass(frozen=True)
class SessionFinished:
    """`differences`: lines of a count that were corrected."""

    session_id: UUID
    purpose: str
    location_id: UUID
    lines: int
    differences: int


@dataclass(frozen=True)
class SessionCancelled:
    session_id: UUID
    purpose: str
    location_id: UUID
