"""Lists of tickets: the open ones page by page, and those that hold given words. One statement each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, TypedDict, Unpack
from uuid import UUID

from service_desk.centres.queries import numbers_meant
from service_desk.centres.rules import NumberKind
from service_desk.foundation.db import fetch
from service_desk.foundation.newest import Newest, Sought
from service_desk.foundation.paging import Page, checked_limit
from service_desk.foundation.phones import Regions
from service_desk.foundation.search import Asked, asked_for
from service_desk.foundation.where import OneOf, Where, several
from service_desk.parties import queries as parties
from service_desk.products.queries import exchanged_along, ids_by_serial_part
from service_desk.tickets.rules import OPEN_STATES, TicketRow

Scope = frozenset[UUID] | None  # the centres one may see; None: all
_ROW: Final = """
select x.id, x.centre_id, x.number, x.state, x.priority, coalesce(i.serial, i.batch, x.serial_given) as serial, p.sku,
       p.name as product_name, o.name as party_name, x.symptom, x.decided_verdict as verdict,
       x.decided_reason as reason, x.reported_on, x.opened_at, x.assignee_id
  from {source} left join service_item i on i.id = x.item_id left join product p on p.id = i.product_id
       left join party a on a.id = x.party_id left join party o on o.id = coalesce(a.merged_into, a.id)"""
_NEWEST: Final = Newest("ticket", "opened_at", _ROW, of="centre_id")
# The predicate of the partial index ticket_open, word for word: else the planner walks all tickets ever.
_OPEN: Final = "x.state in ('new', 'open', 'waiting_customer', 'in_repair')"

# What leaves little to search in.
_NARROW: Final = ("party_id", "item_id")
_OF_PEOPLE: Final = "x.party_id in (select id from party where id = any({0}) or merged_into = any({0}))"
_A_MONTH: Final = timedelta(31)


class Narrowed(TypedDict, total=False):
    """What a list is narrowed by; None or absent: by nothing. `since` and `until`: days of the report."""

    state: OneOf
    assignee_id: UUID | None
    party_id: UUID | None
    item_id: UUID | None
    since: date | None
    until: date | None
    updated_since: datetime | None


async def open_list(
    *, centres: Scope, cursor: str | None = None, limit: int = 50, **by: Unpack[Narrowed]
) -> Page[TicketRow]:
    """The newest first; all that are open, or whatever is asked for. Costs the same however many tickets there are."""
    everything = not {name for name, value in by.items() if value is not None} - {"assignee_id"}
    where = _where(limit, centres, by, opened=everything)
    return _rows_of(await _NEWEST.page(where, limit, cursor))


async def search(
    words: str,
    *,
    centres: Scope,
    regions: Regions = None,
    cursor: str | None = None,
    limit: int = 50,
    **by: Unpack[Narrowed],
) -> Page[TicketRow]:
    """Tickets of any state, the newest first, that have words beginning as all the given ones in report, serial, model or
    customer; or those of that number, however it is written; or of a unit with that in its serial."""
    where, numbers = _where(limit, centres, by), await numbers_meant(words, NumberKind.TICKET, centres)
    asked = asked_for(words)
    if not asked and not numbers and "@" not in words:
        return Page([])
    others: list[tuple[str, Any]] = [("x.number = any({})", numbers)] if numbers else []
    if numbers and not words.strip().isdecimal():  # a whole number is looked up, not searched for
        page = await _NEWEST.page(where, limit, cursor, sought=Sought(Asked([]), others))
        if page.items:
            return _rows_of(page)
    if units := await ids_by_serial_part(words):
        others.append(("x.item_id = any({})", units))
    if people := await parties.ids_by_contact(words, regions):
        others.append((_OF_PEOPLE, people))
    few = _few(by)
    return _rows_of(await _NEWEST.page(where, limit, cursor, sought=Sought(asked, others), few=few))


def _few(by: Narrowed) -> bool:
    since, until = by.get("since"), by.get("until")
    days = since is not None and until is not None and until - since <= _A_MONTH
    return days or _only_open(by) or any(by.get(name) is not None for name in _NARROW)


def _only_open(by: Narrowed) -> bool:
    asked = several(by.get("state"))
    return bool(asked) and set(OPEN_STATES).issuperset(asked)


def _where(limit: int, centres: Scope, by: Narrowed, *, opened: bool = False) -> Where:
    where = Where(checked_limit(limit) + 1)
    where.among("x.state", by.get("state"))
    if opened := opened or _only_open(by):
        where.add(_OPEN)
    of_one = next(iter(centres)) if centres is not None and len(centres) == 1 and not opened else None
    # So that the newest of one centre are met in an index of theirs; open ones have an index of their own.
    where.add("x.centre_id = {}", of_one)
    where.add("x.centre_id = any({})", None if centres is None or of_one else list(centres))
    where.add("x.assignee_id = {}", by.get("assignee_id"))
    where.add("x.party_id in (select id from party where id = {0} or merged_into = {0})", by.get("party_id"))
    where.add("x.item_id = {}", by.get("item_id"))
    where.add("x.reported_on >= {}", by.get("since"))
    where.add("x.reported_on <= {}", by.get("until"))
    where.add("x.changed_at >= {}", by.get("updated_since"))
    return where


def _rows_of(page: Page[dict[str, Any]]) -> Page[TicketRow]:
    return Page(_rows(page.items), page.next)


async def tickets_of_item(
    item_id: UUID, *, centres: Scope, cursor: str | None = None, limit: int = 50
) -> Page[TicketRow]:
    """Every report on a unit and on those that it was exchanged for or with, the newest first."""
    where = _where(limit, centres, {})
    where.add("x.item_id = any({})", await exchanged_along(item_id))
    return _rows_of(await _NEWEST.page(where, limit, cursor))


def _rows(found: list[Any]) -> list[TicketRow]:
    return [TicketRow(**row) for row in found]


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
