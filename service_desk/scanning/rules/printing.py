"""Printers and their jobs: where data may be sent, how a job moves, what went wrong in words."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from service_desk.foundation.errors import Conflict, DeskError, Invalid

PORT: Final = 9100
MOST_ATTEMPTS: Final = 20
LADDER: Final = tuple(timedelta(seconds=s) for s in (5, 10, 20, 60, 120, 300, 600))
"""A printer that is switched on prints within minutes; after about two hours the job waits for a person."""
_CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}")
_QUEUE: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,59}")
_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9.-]{0,80}[a-z0-9])?")


class PrinterKind(StrEnum):
    """`download`: the person fetches the file and prints from the browser."""

    RAW_TCP = "raw_tcp"
    CUPS = "cups"
    DOWNLOAD = "download"


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


class BadAddress(Invalid):
    code = "bad_printer_address"
    message = (
        "'{value}' is no printer address. Write host:port, such as 192.168.1.50:9100, or the name of a CUPS queue."
    )


class AddressNotAllowed(Invalid):
    code = "printer_not_allowed"
    message = "{value} is not on the list of printers of this server. Ask the operator to add it to DESK_PRINTERS."


class PrinterRetired(Conflict):
    code = "printer_retired"
    message = "{printer} is no longer used. Choose another printer."


class JobNotThere(Conflict):
    code = "print_job_state"
    message = "This print job is {state}: it cannot be {target} any more."


class PrinterFault(DeskError):
    """Why a job waits or is given up; kept by its code on job and printer, and said in the reader's language."""

    passing = True


class PrinterOff(PrinterFault):
    code = "printer_off"
    message = (
        "{printer} does not answer: it is off or not connected. Switch it on; the label is then printed by itself."
    )


class PrinterHangs(PrinterFault):
    code = "printer_hangs"
    message = "{printer} takes no more data: paper may be out or a cover open. Look at it; the label is tried again."


class PrinterBrokeOff(PrinterFault):
    code = "printer_broke_off"
    message = "{printer} broke off while the label was sent. It is sent again, so one label may come out twice."


class PrinterNoPaper(PrinterFault):
    code = "printer_no_paper"
    message = "{printer} has no paper or no ribbon. Put some in; the label is then printed by itself."


class PrinterPaused(PrinterFault):
    code = "printer_paused"
    message = "{printer} is paused or open. Close it and press its pause key; the label is then printed by itself."


class PrinterUnlisted(PrinterFault):
    passing = False
    code = "printer_unlisted"
    message = (
        "The address of {printer} is not on this server's list (DESK_PRINTERS). Ask the operator, then print again."
    )


class CupsMissing(PrinterFault):
    passing = False
    code = "cups_missing"
    message = "This server has no CUPS (the command lp), which {printer} needs. Ask the operator to install it, or download the label."


class CupsRefused(PrinterFault):
    code = "cups_refused"
    message = "CUPS did not take the label for {printer}. Check that the queue exists and is on; it is tried again."


class SendFailed(PrinterFault):
    code = "send_failed"
    message = "The label could not be sent to {printer}. It is tried again; if it stays so, tell the operator."


class WorkerDied(PrinterFault):
    code = "print_worker_died"
    message = "The desk was restarted while it sent to {printer}. The label is sent again and may come out twice."


FAULTS: Final[Mapping[str, type[PrinterFault]]] = {
    kind.code: kind
    for kind in (
        PrinterOff, PrinterHangs, PrinterBrokeOff, PrinterNoPaper, PrinterPaused, PrinterUnlisted, CupsMissing,
        CupsRefused, SendFailed, WorkerDied,
    )
}  # fmt: skip


class Endpoint(NamedTuple):
    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


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
    code = value.strip().upper()
    if not _CODE.fullmatch(code):
        raise BadCode(value=value[:30], field="code")
    return code


def checked_address(kind: PrinterKind, written: str, allowed: str) -> str:
    """The address as it is kept. Raises BadAddress, and AddressNotAllowed beyond loopback and the operator's list."""
    text = written.strip()
    match kind:
        case PrinterKind.DOWNLOAD:
            return ""
        case PrinterKind.CUPS:
            if not _QUEUE.fullmatch(text):
                raise BadAddress(value=text[:60], field="address")
            return text
        case PrinterKind.RAW_TCP:
            place = endpoint(text)
            if not permitted(place, allowed):
                raise AddressNotAllowed(value=str(place), field="address")
            return str(place)


def endpoint(text: str) -> Endpoint:
    """`host:port`, `[::1]:9100`, or a host alone. Raises BadAddress."""
    host, port = text.strip().lower(), ""
    if host.startswith("["):
        host, _, port = host[1:].partition("]")
        port = port.removeprefix(":")
    elif host.count(":") == 1:
        host, _, port = host.partition(":")
    number = PORT if not port else int(port) if port.isascii() and port.isdecimal() and len(port) < 6 else 0
    if not 0 < number < 65536 or not (_address(host) or _HOST.fullmatch(host)):
        raise BadAddress(value=text[:60], field="address")
    return Endpoint(str(_address(host) or host), number)


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def permitted(place: Endpoint, allowed: str) -> bool:
    """Loopback, or on the operator's list: `host`, `host:port`, or a network such as `10.0.5.0/24`, comma separated."""
    address = _address(place.host)
    if place.host == "localhost" or (address is not None and address.is_loopback):
        return True
    return any(_covers(entry.strip().lower(), place, address) for entry in allowed.split(",") if entry.strip())


def _covers(entry: str, place: Endpoint, address: ipaddress.IPv4Address | ipaddress.IPv6Address | None) -> bool:
    if "/" in entry:
        try:
            return address is not None and place.port == PORT and address in ipaddress.ip_network(entry, strict=False)
        except ValueError:
            return False
    try:
        return endpoint(entry) == place
    except BadAddress:
        return False


def fault_of(code: str, printer: str) -> PrinterFault | None:
    kind = FAULTS.get(code)
    return kind(printer=printer) if kind else None


def zebra_fault(answer: bytes, printer: str) -> PrinterFault | None:
    """What the three lines of `~HS` say is wrong: paper or ribbon out, paused, head open; None when nothing or unclear."""
    lines = [part.partition(b"\x03")[0].split(b",") for part in answer.split(b"\x02")[1:]]
    if len(lines) < 2 or len(lines[0]) < 3 or len(lines[1]) < 4:
        return None
    if lines[0][1] == b"1" or lines[1][3] == b"1":
        return PrinterNoPaper(printer=printer)
    return PrinterPaused(printer=printer) if lines[0][2] == b"1" or lines[1][2] == b"1" else None


@dataclass(frozen=True)
class PrinterAdded:
    printer_id: UUID
    code: str
    kind: str


@dataclass(frozen=True)
class PrinterTakenOff:
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
