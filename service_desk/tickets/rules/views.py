"""A view: what a queue is narrowed and sorted by, kept under a name."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Final, TypeVar
from uuid import UUID

from service_desk.foundation.errors import Conflict, Invalid
from service_desk.tickets.rules.queue import Due, EndedNotDue, Owner, Sort
from service_desk.tickets.rules.states import OPEN_STATES, Priority, State

VIEW: Final = "saved_view"
LONGEST_NAME: Final = 60
LONGEST_WORDS: Final = 200
MOST_VIEWS: Final = 20  # of one person, and of one centre; each is counted whenever the queue is opened
E = TypeVar("E", bound=StrEnum)


class NoViewName(Invalid):
    code = "no_view_name"
    message = "A view needs a name of at most {longest:# character|# characters}. Write what stands in it."


class TooManyViews(Conflict):
    code = "too_many_views"
    message = "There are {most:# view|# views} here already, and each is counted anew all the time. Delete one that nobody uses."


class ViewNameTaken(Conflict):
    code = "view_name_taken"
    message = "There is a view called '{name}' already. Give this one another name, or change the other."


@dataclass(frozen=True, slots=True)
class ViewAsked:
    """What a view asks of the queue, as its address says it. `owner` is whoever reads it, where it says `me`."""

    state: State | None = None
    priority: Priority | None = None
    owner: Owner | None = None
    due: Due | None = None
    unread: bool = False
    snoozed: bool = False
    words: str = ""
    sort: Sort = Sort.NEWEST

    @property
    def ended(self) -> bool:
        """Whether it asks for what is done."""
        return self.state is not None and self.state not in OPEN_STATES

    @property
    def by_need(self) -> bool:
        return self.due is not None or self.sort not in {Sort.NEWEST, Sort.OLDEST}

    @property
    def told(self) -> dict[str, str]:
        """The fields of its address; what asks for nothing is left out."""
        values = {
            each.name: getattr(self, each.name) for each in fields(self) if getattr(self, each.name) != each.default
        }
        return {name: "yes" if value is True else str(value) for name, value in values.items()}


def view_read(given: Mapping[str, str]) -> ViewAsked:
    """What cannot be read is not asked for: an old address still shows a list."""
    state, due, sort = _member(State, given), _member(Due, given), _member(Sort, given) or Sort.NEWEST
    asked = ViewAsked(
        state=state, priority=_member(Priority, given), owner=_member(Owner, given), due=due, unread=bool(given.get("unread")), snoozed=bool(given.get("snoozed")),
        words=given.get("words", "").strip()[:LONGEST_WORDS], sort=sort,
    )  # fmt: skip
    if not (asked.ended and asked.by_need):
        return asked
    kept: dict[str, Any] = {each.name: getattr(asked, each.name) for each in fields(asked)}
    return ViewAsked(**kept | {"due": None, "sort": Sort.NEWEST})


def checked_view(name: str, asked: ViewAsked) -> str:
    """The name as it is kept. Raises NoViewName, EndedNotDue."""
    told = " ".join(name.split())
    if not told or len(told) > LONGEST_NAME:
        raise NoViewName(longest=LONGEST_NAME, field="name")
    if asked.ended and asked.by_need:
        raise EndedNotDue
    return told


def _member(kind: type[E], given: Mapping[str, str]) -> E | None:
    value = given.get(kind.__name__.lower(), "")
    return kind(value) if value in {each.value for each in kind} else None


@dataclass(frozen=True, slots=True)
class SavedViewFacts:
    """`centre_id`: shared with whoever reads tickets there; null: its owner's alone. `count`: how many stand in it for whoever asks;
    counting stops at 100."""

    id: UUID
    name: str
    owner_id: UUID
    centre_id: UUID | None
    asked: ViewAsked
    version: int
    count: int = 0


@dataclass(frozen=True)
class ViewSaved:
    """A view was kept or changed."""

    view_id: UUID
    shared: bool


@dataclass(frozen=True)
class ViewRetired:
    view_id: UUID


@dataclass(frozen=True)
class ViewRevived:
    view_id: UUID
