"""Lists of tickets: the queue page by page, those that hold given words, and how many stand in a view."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from service_desk.centres.rules import NumberKind
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import fetch
from service_desk.foundation.newest import ID, Key, Newest
from service_desk.foundation.paging import Page
from service_desk.foundation.where import Where
from service_desk.products.queries import exchanged_along
from service_desk.tickets.queries.work import DUE, NEWEST, Narrowed, Scope, WorkList, both_ways, sorts
from service_desk.tickets.rules import OPEN_STATES, RANKS, Owner, Priority, Sort, State, TicketRow

_ROW: Final = """
select x.id, x.centre_id, x.number, x.state, x.priority, x.item_id, coalesce(i.serial, i.batch, x.serial_given) as serial, p.sku,
       p.name as product_name, o.id as party_id, o.name as party_name, left(x.words, 120) as words, x.symptom,
       x.decided_verdict as verdict, x.decided_reason as reason, x.reported_on, x.opened_at, x.first_response_due_at, x.answered_at, x.due_at,
       x.assignee_id, s.name as assignee_name, x.state_at, x.changed_at, x.version, x.unread_at,
       x.snoozed_until, x.snooze_words, x.woke_at
  from {source} left join service_item i on i.id = x.item_id left join product p on p.id = i.product_id
       left join party a on a.id = x.party_id left join party o on o.id = coalesce(a.merged_into, a.id)
       left join staff s on s.id = x.assignee_id"""
# The expression stands in an index of migrations/sql, word for word.
_RANK: Final = Key(
    "(case x.priority when 'safety' then 0 when 'high' then 1 when 'normal' then 2 else 3 end)",
    lambda row: RANKS[row["priority"]],
    int,
)
_SORTS: Final = {**sorts("opened_at"), **both_ways("priority", _RANK, DUE, ID)}


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter(Narrowed):
    """`owner`: of whom it is, in words; else `assignee_id`. `unread`: to which the customer wrote last.
    `snoozed`: only those that are put off, or only the others. `woke`: only those of mine that are to be done again."""

    owner: Owner | None = None
    assignee_id: UUID | None = None
    priority: Sequence[Priority] | None = None
    unread: bool = False
    snoozed: bool | None = None
    woke: bool = False


def _own(where: Where, asked: QueueFilter, me: UUID) -> None:
    where.add("x.assignee_id = {}", asked.assignee_id)
    if asked.owner is Owner.NOBODY:
        where.add("x.assignee_id is null")
    elif asked.owner is Owner.ME:
        where.add("x.assignee_id = {}", me)
    where.among("x.priority", asked.priority)
    if asked.unread:
        where.add("x.unread_at is not null")
    if asked.snoozed:
        where.add("x.snoozed_until > {}", clock.now())
    elif asked.snoozed is not None:
        where.add("(x.snoozed_until is null or x.snoozed_until <= {})", clock.now())
    if asked.woke:
        where.add("x.woke_at is not null and {0} in (x.assignee_id, x.snoozed_by)", me)


TICKETS: Final[WorkList[QueueFilter, TicketRow]] = WorkList(
    newest=Newest("ticket", _SORTS[NEWEST], _ROW, of="centre_id"),
    sorts=_SORTS,
    numbers=NumberKind.TICKET,
    open_states=frozenset(OPEN_STATES),
    opened="x.state in ('new', 'open', 'waiting_customer', 'in_repair')",
    done=State.CLOSED,
    kept="x.state <> 'closed'",
    of_items="x.item_id = any({})",
    own=_own,
    row_of=TicketRow,
)


queue, counts, row = TICKETS.page, TICKETS.counts, TICKETS.row


async def tickets_of_item(
    item_id: UUID, *, centres: Scope, cursor: str | None = None, limit: int = 50
) -> Page[TicketRow]:
    """Every report on a unit and on those that it was exchanged for or with, the newest first."""
    units = await exchanged_along(item_id)
    return await TICKETS.of_units(units, centres=centres, cursor=cursor, limit=limit)


async def next_of_mine(me: Actor, *, but: UUID) -> str | None:
    """The number of my ticket that is due first, beside the one I am done with; None where that was the last."""
    mine = QueueFilter(owner=Owner.ME, sort=Sort.DUE, snoozed=False)
    page = await queue(mine, centres=me.where("tickets.read"), me=me.id, limit=2)
    return next((each.number for each in page.items if each.id != but), None)


async def open_of_parties(party_ids: Sequence[UUID]) -> list[str]:
    """Numbers of the tickets of these customers that somebody still works on, in any centre."""
    sql = "select number from ticket where party_id = any($1) and state = any($2) order by number"
    return [row["number"] for row in await fetch(sql, party_ids, list(OPEN_STATES))]


@dataclass(frozen=True, slots=True)
class LoadedTicket:
    """A ticket by the name that another system gave it; `loaded`: it came from there and was not opened here."""

    id: UUID
    number: str
    words: str
    reported_on: date
    loaded: bool


async def tickets_by_ref(refs: Sequence[str]) -> dict[str, LoadedTicket]:
    """What a file of another system is compared with."""
    rows = await fetch(
        "select external_ref, id, number, words, reported_on, channel = 'import' as loaded from ticket "
        "where external_ref = any($1)",
        list(refs),
    )
    return {row["external_ref"]: LoadedTicket(**{key: row[key] for key in LoadedTicket.__slots__}) for row in rows}
