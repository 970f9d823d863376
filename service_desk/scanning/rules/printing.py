"""Printers and their jobs: how a job moves, and the facts recorded about it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from service_desk.foundation.errors import Conflict, Invalid
from service_desk.foundation.i18n import code_form
from service_desk.scanning.rules.addresses import PrinterKind

MOST_ATTEMPTS: Final = 20
LADDER: Final = tuple(timedelta(seconds=s) for s in (5, 10, 20, 60, 120, 300, 600))
"""A printer that is switched on prints within minutes; after about two hours the job waits for a person."""
_CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}")


class Language(StrEnum):
    ZPL = "zpl"
    ESCPOS = "escpos"
    PDF = "pdf"


class JobState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    RETRY_WAIT = "retry_wait"
    DONE = "done"
    DEAD = "dead"
    CANCELLED = "cancelled"


_WAITS: Final = frozenset({JobState.QUEUED, JobState.RETRY_WAIT})
MOVES: Final[Mapping[JobState, frozenset[JobState]]] = {
    JobState.QUEUED: frozenset({JobState.SENDING, JobState.CANCELLED}),
    JobState.SENDING: frozenset({JobState.DONE, JobState.RETRY_WAIT, JobState.DEAD, JobState.QUEUED}),
    JobState.RETRY_WAIT: frozenset({JobState.SENDING, JobState.CANCELLED, JobState.QUEUED}),
    JobState.DEAD: frozenset({JobState.QUEUED, JobState.CANCELLED}),
    JobState.DONE: frozenset(),
    JobState.CANCELLED: frozenset(),
}


def sources(target: JobState) -> frozenset[JobState]:
    return frozenset(state for state, targets in MOVES.items() if target in targets)


class BadCode(Invalid):
    code = "bad_scanning_code"
    message = "'{value}' cannot be a code. Use up to 20 letters, digits or hyphens, such as BENCH-1."


class PrinterRetired(Conflict):
    code = "printer_retired"
    message = "{printer} is no longer used. Choose another printer."


class JobNotThere(Conflict):
    code = "print_job_state"
    message = "This print job is {state}: it cannot be {target} any more."


@dataclass(frozen=True, slots=True)
class PrinterFacts:
    """`message`: what is wrong with it, in the reader's language, or empty. `waiting`: jobs that are not printed yet."""

    id: UUID
    centre_id: UUID
    code: str
    kind: PrinterKind
    address: str
    language: Language
    dpi: int
    stock: str | None
    worked_at: datetime | None
    fault_at: datetime | None
    fault: str
    message: str
    waiting: int
    retired: bool
    version: int


@dataclass(frozen=True, slots=True)
class JobFacts:
    """`message`: why it waits or failed, in the reader's language, or empty."""

    id: UUID
    printer_id: UUID
    printer: str
    centre_id: UUID
    template: str
    caption: str
    labels: int
    state: JobState
    attempts: int
    not_before: datetime
    fault: str
    message: str
    queued_at: datetime
    state_at: datetime
    media_type: str


def checked_code(value: str) -> str:
    code = code_form(value)
    if not _CODE.fullmatch(code):
        raise BadCode(value=value[:30], field="code")
    return code


@dataclass(frozen=True)
class PrinterAdded:
    printer_id: UUID
    code: str
    kind: str


@dataclass(frozen=True)
class PrinterChanged:
    printer_id: UUID
    code: str
    kind: str


@dataclass(frozen=True)
class PrinterTakenOff:
    printer_id: UUID
    code: str


@dataclass(frozen=True)
class PrinterRevived:
    printer_id: UUID
    code: str


@dataclass(frozen=True)
class LabelsQueued:
    job_id: UUID
    printer_id: UUID
    template: str
    labels: int


@dataclass(frozen=True)
class LabelsPrinted:
    """Handed over to the printer; that paper came out, no printer says."""

    job_id: UUID
    printer_id: UUID
    template: str
    labels: int


@dataclass(frozen=True)
class PrintingGivenUp:
    job_id: UUID
    printer_id: UUID
    fault: str


@dataclass(frozen=True)
class PrintingRetried:
    job_id: UUID
    printer_id: UUID


@dataclass(frozen=True)
class PrintingCancelled:
    job_id: UUID
    printer_id: UUID
