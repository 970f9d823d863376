"""The same done to many tickets at once; each of them says for itself whether it took it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from service_desk.foundation.errors import Conflict, Invalid
from service_desk.tickets.rules.queue import Owner
from service_desk.tickets.rules.snooze import Rest
from service_desk.tickets.rules.states import Priority, State

MOST_CHOSEN: Final = 100


class NothingChosen(Invalid):
    code = "nothing_chosen"
    message = "No ticket is chosen. Choose those that are meant, then say what is to be done with them."


class TooManyChosen(Invalid):
    code = "too_many_chosen"
    message = (
        "{chosen:# ticket is|# tickets are} chosen; at most {most} are changed at once. Choose fewer, then the rest."
    )


class NothingToChange(Invalid):
    code = "nothing_to_change"
    message = (
        "Say what is to be done with the chosen tickets: an owner, a priority, a state, or until when they are put off."
    )


class ChangedSince(Conflict):
    code = "changed_since"
    message = "Ticket {number} was changed again since then, and stays as it is now."


class NoWayBack(Conflict):
    code = "no_way_back"
    message = "Ticket {number} cannot go back from {state} to {before}. It stays as it is now."


@dataclass(frozen=True, slots=True)
class BulkAsked:
    """What is to be done; what is null stays. `owner` or `assignee_id`; `until` or `rest`. `note`: why, on each of them."""

    owner: Owner | None = None
    assignee_id: UUID | None = None
    priority: Priority | None = None
    to: State | None = None
    until: datetime | None = None
    rest: Rest | None = None
    note: str = ""

    @property
    def assigns(self) -> bool:
        return self.owner is not None or self.assignee_id is not None

    @property
    def puts_off(self) -> bool:
        return self.until is not None or self.rest is not None

    def assignee(self, me: UUID) -> UUID | None:
        """To whom they are given, where they are."""
        return me if self.owner is Owner.ME else None if self.owner is Owner.NOBODY else self.assignee_id


def checked_bulk(ticket_ids: Sequence[UUID], asked: BulkAsked) -> list[UUID]:
    """In the order in which they are locked. Raises NothingChosen, TooManyChosen, NothingToChange."""
    chosen = sorted(set(ticket_ids))
    if not chosen:
        raise NothingChosen
    if len(chosen) > MOST_CHOSEN:
        raise TooManyChosen(chosen=len(chosen), most=MOST_CHOSEN)
    if not (asked.assigns or asked.priority or asked.to or asked.puts_off):
        raise NothingToChange
    return chosen


@dataclass(frozen=True, slots=True)
class BulkRow:
    """`code` and `refused`: why this one did not take it, as the one who asked reads it; null: it did."""

    number: str
    ticket_id: UUID
    code: str | None = None
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class BulkFacts:
    """`undone`: what became of each that was changed when all was taken back; null: nobody did that."""

    id: UUID
    made_at: datetime
    tickets: list[BulkRow]
    undone: list[BulkRow] | None = None
