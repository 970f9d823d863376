"""What must be there after the jobs, derived from what they did, and what of it is missing or there twice."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from service_desk.demo.rules.jobs import Played
from service_desk.erp.rules import Kind, State, posting_key
from service_desk.repairs.rules import LineKind, part_of
from service_desk.warranty.rules import Payer

SUPPRESSED: Final = "suppressed"


@dataclass(frozen=True, slots=True)
class Owed:
    """One posting: of a stock move, or with a key of its own."""

    move_id: UUID | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One event that its customer hears of."""

    kind: str
    subject_id: UUID
    times: int = 1


@dataclass(frozen=True, slots=True)
class FoundPosting:
    key: str
    kind: str
    state: str
    move_id: UUID | None


@dataclass(frozen=True, slots=True)
class FoundMessages:
    """The messages of one event to one recipient by one medium, fallbacks included. Without any, `count` is 0."""

    event_id: int
    kind: str
    subject_id: UUID
    recipient: str
    medium: str
    state: str
    count: int


def owed(company: str, played: Iterable[Played], receipts: Iterable[UUID]) -> list[Owed]:
    """A posting per stock move; per closing one for its cost, if it cost anything, and one for what the customer owes."""
    moves = [Owed(move_id=move) for move in receipts]
    keyed: list[Owed] = []
    for one in played:
        moves += [Owed(move_id=move) for move in (*one.issued, *one.returned)]
        if one.closed is None:
            continue
        lines = one.closed.lines
        if any(line.cost for line in lines if line.kind != LineKind.PART):
            keyed.append(Owed(key=posting_key(company, one.order_number, Kind.JOURNAL, 1)))
        if part_of(lines, Payer.CUSTOMER) > 0:
            keyed.append(Owed(key=posting_key(company, one.order_number, Kind.INVOICE, 1)))
    return moves + keyed


def told(played: Iterable[Played]) -> list[Told]:
    """What customers who can be reached hear of: the ticket, each estimate, the closing."""
    expected: list[Told] = []
    for one in played:
        if not one.reachable:
            continue
        if one.ticket_id is not None:
            expected.append(Told("ticket_opened", one.ticket_id))
        if one.order_id is not None and one.estimates:
            expected.append(Told("estimate_sent", one.order_id, len(one.estimates)))
        if one.order_id is not None and one.closed is not None:
            expected.append(Told("repair_closed", one.order_id))
    return expected


@dataclass(frozen=True, slots=True)
class Balance:
    lost: int
    doubled: int

    def __add__(self, other: "Balance") -> "Balance":
        return Balance(self.lost + other.lost, self.doubled + other.doubled)


def balance_postings(expected: Sequence[Owed], found: Sequence[FoundPosting]) -> Balance:
    """Lost: an expected one that is not verified. Doubled: a second one for it, and one that nobody expected."""
    names = Counter(_name(one.move_id, one.key) for one in expected)
    there = Counter(_name(one.move_id, one.key) for one in found)
    verified = Counter(_name(one.move_id, one.key) for one in found if one.state == State.VERIFIED)
    return Balance((names - verified).total(), (there - names).total())


def _name(move_id: UUID | None, key: str) -> str:
    return str(move_id) if move_id is not None else key


def balance_messages(expected: Sequence[Told], found: Sequence[FoundMessages]) -> Balance:
    """Lost: an event without a message to anyone. Doubled: more than one to a person by the same medium."""
    heard: dict[tuple[str, UUID], set[int]] = {}
    for one in found:
        if one.count and one.state != SUPPRESSED:
            heard.setdefault((one.kind, one.subject_id), set()).add(one.event_id)
    lost = sum(max(each.times - len(heard.get((each.kind, each.subject_id), ())), 0) for each in expected)
    sent: Counter[tuple[int, str, str]] = Counter()
    for one in found:
        sent[one.event_id, one.recipient, one.medium] += one.count
    return Balance(lost, sum(count - 1 for count in sent.values() if count > 1))
