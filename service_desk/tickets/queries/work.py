"""Lists of work, of tickets and of what is built upon them: narrowed, sorted and counted alike, by one statement each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from service_desk.centres.queries import numbers_meant
from service_desk.centres.rules import NumberKind
from service_desk.foundation import clock
from service_desk.foundation.db import fetch
from service_desk.foundation.newest import ID, Key, Newest, Order, Sought, by_moment
from service_desk.foundation.paging import Page, checked_limit
from service_desk.foundation.phones import Regions
from service_desk.foundation.search import Asked, asked_for
from service_desk.foundation.where import Where
from service_desk.parties import queries as parties
from service_desk.products.queries import ids_by_serial_part
from service_desk.tickets.rules import WITHIN, Due, EndedNotDue

Scope = frozenset[UUID] | None  # the centres one may see; None: all
COUNTED: Final = 100  # a count stops here, and is shown as 99+
_OF_PEOPLE: Final = "x.party_id in (select id from party where id = any({0}) or merged_into = any({0}))"
_A_MONTH: Final = timedelta(31)
NEWEST: Final = "-opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What a list of work is narrowed by; None: by nothing. `since` and `until`: days of the report."""

    state: Sequence[str] | None = None
    due: Due | None = None
    words: str | None = None
    party_id: UUID | None = None
    item_id: UUID | None = None
    since: date | None = None
    until: date | None = None
    updated_since: datetime | None = None
    sort: str = NEWEST

    @property
    def by_need(self) -> bool:
        """Whether it asks what is to be done first."""
        return self.due is not None or not self.sort.endswith("opened")

    @property
    def of_any_state(self) -> bool:
        """Whether what is ended is asked for too, where no state is."""
        told = (*self.narrow, self.words, self.since, self.until, self.updated_since)
        return any(value is not None for value in told)

    @property
    def narrow(self) -> tuple[UUID | None, ...]:
        """What leaves little to search in."""
        return self.party_id, self.item_id

    @property
    def few(self) -> bool:
        """Whether it leaves little to search in."""
        days = self.since is not None and self.until is not None and self.until - self.since <= _A_MONTH
        return days or any(value is not None for value in self.narrow)


# What has no due date is due last. Expressions and their indexes stand in migrations/sql, word for word.
_NEVER: Final = datetime(9999, 12, 31, tzinfo=UTC)
DUE: Final = Key(
    "coalesce(x.due_at, '9999-12-31 00:00:00+00')", lambda row: row["due_at"] or _NEVER, datetime.fromisoformat
)


def sorts(opened_at: str) -> dict[str, Order]:
    """By the moment of opening and the one that it is due at."""
    return {
        NEWEST: by_moment(opened_at),
        "opened": by_moment(opened_at, name="opened", descending=False),
        **both_ways("due", DUE, ID),
    }


def both_ways(name: str, *keys: Key) -> dict[str, Order]:
    return {name: Order(keys, name, descending=False), f"-{name}": Order(keys, f"-{name}")}


F = TypeVar("F", bound=Narrowed)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class WorkList(Generic[F, R]):
    """A kind of work: its list, the newest first, and in which other orders it stands. `opened`, `kept`: predicates of the partial
    indexes, word for word, of what is in `open_states` and of all that is not `done`; the planner takes them for nothing else.
    `own`: what else it is narrowed by.
    """

    newest: Newest
    sorts: Mapping[str, Order]
    numbers: NumberKind
    open_states: frozenset[str]
    opened: str
    done: str
    kept: str
    of_items: str
    own: Callable[[Where, F, UUID], None]
    row_of: Callable[..., R]

    async def page(
        self,
        asked: F,
        *,
        centres: Scope,
        me: UUID,
        regions: Regions = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[R]:
        """What is open, or of any state where a customer, item, time or words are asked for; as it is sorted. With words: what
        has words beginning as all of them in report, serial, model or customer, or that number, however it is written, or a unit
        with that in its serial, or a customer with that phone or mail.

        Raises BadCursor, BadLimit, EndedNotDue.
        """
        where = Where(checked_limit(limit) + 1)
        self._narrow(where, asked, centres, me)
        listed = self.newest.by(self.sorts[asked.sort])
        if asked.words is None:
            return self._rows_of(await listed.page(where, limit, cursor))
        few = asked.few or self._only_open(asked)
        for sought in await self._sought(asked.words, centres, regions):
            page = await listed.page(where, limit, cursor, sought=sought, few=few)
            if page.items:
                return self._rows_of(page)
        return Page([])

    async def counts(self, views: Sequence[F], *, centres: Scope, me: UUID, regions: Regions = None) -> list[int]:
        """How much stands in each of the lists; counting stops at `COUNTED`. One statement, and one more for each that has words."""
        where, every = Where(), []
        for asked in (view for view in views if view.words is None):
            where = Where(*where.args)
            self._narrow(where, asked, centres, me)
            every.append(
                f"(select count(*) from (select 1 from {self.newest.table} x where {where} limit {COUNTED}) y)"
            )
        row = (
            (await fetch(f"select array[{', '.join(every)}] as counted", *where.args))[0] if every else {"counted": []}
        )
        counted = iter(row["counted"])
        return [
            next(counted) if view.words is None else await self._found(view, centres, me, regions) for view in views
        ]

    async def _found(self, asked: F, centres: Scope, me: UUID, regions: Regions) -> int:
        where = Where(COUNTED)
        self._narrow(where, asked, centres, me)
        few = asked.few or self._only_open(asked)
        for sought in await self._sought(asked.words or "", centres, regions):
            if found := await self.newest.found(where, COUNTED - 1, None, sought, few=few):
                return len(found)
        return 0

    async def row(self, row_id: UUID, centres: Scope) -> R | None:
        """A line as it is now; None where there is none that one may see."""
        found = await self.newest.one(
            "x.id = $1 and ($2::uuid[] is null or x.centre_id = any($2))",
            row_id,
            None if centres is None else list(centres),
        )
        return None if found is None else self.row_of(**found)

    async def of_units(self, item_ids: Sequence[UUID], *, centres: Scope, cursor: str | None, limit: int) -> Page[R]:
        """All that was ever done with these units, the newest first."""
        where = Where(checked_limit(limit) + 1)
        self._of_centres(where, centres)
        where.add(self.of_items, list(item_ids))
        return self._rows_of(await self.newest.page(where, limit, cursor))

    def _rows_of(self, page: Page[dict[str, Any]]) -> Page[R]:
        return Page([self.row_of(**row) for row in page.items], page.next)

    async def _sought(self, words: str, centres: Scope, regions: Regions) -> list[Sought]:
        """What to look for, one after the other until something is found."""
        numbers = await numbers_meant(words, self.numbers, centres)
        asked = asked_for(words)
        if not asked and not numbers and "@" not in words:
            return []
        others: list[tuple[str, Any]] = [("x.number = any({})", numbers)] if numbers else []
        if numbers and not words.strip().isdecimal():  # a whole number is looked up, not searched for
            return [Sought(Asked([]), others), await self._all_ways(words, asked, others, regions)]
        return [await self._all_ways(words, asked, others, regions)]

    async def _all_ways(self, words: str, asked: Asked, others: list[tuple[str, Any]], regions: Regions) -> Sought:
        more = list(others)
        if units := await ids_by_serial_part(words):
            more.append((self.of_items, units))
        if people := await parties.ids_by_contact(words, regions):
            more.append((_OF_PEOPLE, people))
        return Sought(asked, more)

    def _only_open(self, asked: F) -> bool:
        if asked.state:
            return self.open_states.issuperset(asked.state)
        return asked.by_need or not asked.of_any_state

    def _narrow(self, where: Where, asked: F, centres: Scope, me: UUID) -> None:
        where.among("x.state", asked.state)
        opened = self._only_open(asked)
        if asked.by_need and not opened:
            raise EndedNotDue
        # One state has an index of its own, in the order of opening; beside it, what is open would be reckoned as next to nothing.
        of_one = not asked.by_need and len(asked.state or ()) == 1
        if opened and not of_one:
            where.add(self.opened)
        elif asked.state and self.done not in asked.state:
            where.add(self.kept)
        self._of_centres(where, centres)
        if asked.due is not None:
            where.add(f"{DUE.on} < {{}}", clock.now() + WITHIN[asked.due])
        where.add("x.party_id in (select id from party where id = {0} or merged_into = {0})", asked.party_id)
        where.add(self.of_items, None if asked.item_id is None else [asked.item_id])
        where.add("x.reported_on >= {}", asked.since)
        where.add("x.reported_on <= {}", asked.until)
        where.add("x.changed_at >= {}", asked.updated_since)
        self.own(where, asked, me)

    @staticmethod
    def _of_centres(where: Where, centres: Scope) -> None:
        of_one = next(iter(centres)) if centres is not None and len(centres) == 1 else None
        # So that the newest of one centre, and what is open there, are met in indexes of theirs.
        where.add("x.centre_id = {}", of_one)
        where.add("x.centre_id = any({})", None if centres is None or of_one else list(centres))
