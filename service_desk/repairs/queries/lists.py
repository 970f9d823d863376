"""Lists of repair orders, page by page, by one statement each."""

from collections.abc import Sequence
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
from service_desk.repairs.rules import OrderRow, State

Scope = frozenset[UUID] | None
_ROW: Final = """
select x.id, x.centre_id, x.number, t.number as ticket_number, o.name as party_name,
       coalesce((select string_agg(coalesce(i.serial, i.batch, n.serial_given), ', ' order by n.seq)
          from repair_item n left join service_item i on i.id = n.item_id where n.order_id = x.id), '') as serials,
       x.state, x.state_at, x.started_at, x.reported_on
  from {source} left join ticket t on t.id = x.ticket_id
       left join party a on a.id = x.party_id left join party o on o.id = coalesce(a.merged_into, a.id)"""
_NEWEST: Final = Newest("repair_order", "started_at", _ROW, of="centre_id")
# The predicate of the partial index repair_order_open, word for word.
_OPEN: Final = "x.state not in ('closed', 'handed_over', 'cancelled')"

_ENDED: Final = {State.CLOSED, State.HANDED_OVER, State.CANCELLED}
# What leaves little to search in.
_NARROW: Final = ("party_id", "item_id", "ticket_id")
_OF_PEOPLE: Final = "x.party_id in (select id from party where id = any({0}) or merged_into = any({0}))"
_A_MONTH: Final = timedelta(31)


class Narrowed(TypedDict, total=False):
    """What a list is narrowed by; None or absent: by nothing. `since` and `until`: days of the report."""

    state: OneOf
    ticket_id: UUID | None
    party_id: UUID | None
    item_id: UUID | None
    since: date | None
    until: date | None
    updated_since: datetime | None


async def orders(
    *, centres: Scope, cursor: str | None = None, limit: int = 50, **by: Unpack[Narrowed]
) -> Page[OrderRow]:
    """The newest first; all that are not ended, or whatever is asked for."""
    where = _where(limit, centres, by, opened=all(value is None for value in by.values()))
    return _rows_of(await _NEWEST.page(where, limit, cursor))


async def search(
    words: str,
    *,
    centres: Scope,
    regions: Regions = None,
    cursor: str | None = None,
    limit: int = 50,
    **by: Unpack[Narrowed],
) -> Page[OrderRow]:
    """Orders of any state, the newest first, that have words beginning as all the given ones in their ticket's report, units or
    customer; or those of that number, however it is written; or with a unit with that in its serial."""
    where, numbers = _where(limit, centres, by), await numbers_meant(words, NumberKind.REPAIR, centres)
    asked = asked_for(words)
    if not asked and not numbers and "@" not in words:
        return Page([])
    others: list[tuple[str, Any]] = [("x.number = any({})", numbers)] if numbers else []
    if numbers and not words.strip().isdecimal():  # a whole number is looked up, not searched for
        page = await _NEWEST.page(where, limit, cursor, sought=Sought(Asked([]), others))
        if page.items:
            return _rows_of(page)
    if units := await ids_by_serial_part(words):
        others.append(("x.id in (select order_id from repair_item where item_id = any({}))", units))
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
    return bool(asked) and _ENDED.isdisjoint(asked)


def _where(limit: int, centres: Scope, by: Narrowed, *, opened: bool = False) -> Where:
    where = Where(checked_limit(limit) + 1)
    where.among("x.state", by.get("state"))
    if opened := opened or _only_open(by):
        where.add(_OPEN)
    of_one = next(iter(centres)) if centres is not None and len(centres) == 1 and not opened else None
    # So that the newest of one centre are met in an index of theirs; open ones have an index of their own.
    where.add("x.centre_id = {}", of_one)
    where.add("x.centre_id = any({})", None if centres is None or of_one else list(centres))
    where.add("x.ticket_id = {}", by.get("ticket_id"))
    where.add("x.party_id in (select id from party where id = {0} or merged_into = {0})", by.get("party_id"))
    where.add("x.id in (select order_id from repair_item where item_id = {})", by.get("item_id"))
    where.add("x.reported_on >= {}", by.get("since"))
    where.add("x.reported_on <= {}", by.get("until"))
    where.add("x.changed_at >= {}", by.get("updated_since"))
    return where


def _rows_of(page: Page[dict[str, Any]]) -> Page[OrderRow]:
    return Page(_rows(page.items), page.next)


async def orders_of_item(
    item_id: UUID, *, centres: Scope, cursor: str | None = None, limit: int = 50
) -> Page[OrderRow]:
    """Every order a unit was on, and those of units that it was exchanged for or with; the newest first."""
    where = _where(limit, centres, {})
    where.add("x.id in (select order_id from repair_item where item_id = any({}))", await exchanged_along(item_id))
    return _rows_of(await _NEWEST.page(where, limit, cursor))


def _rows(found: list[Any]) -> list[OrderRow]:
    return [OrderRow(**row) for row in found]


async def open_of_parties(party_ids: Sequence[UUID]) -> list[str]:
    """Numbers of the orders of these customers whose units are still in the house, in any centre."""
    sql = "select number from repair_order where party_id = any($1) and state <> all($2) order by number"
    rows = await fetch(sql, party_ids, [State.HANDED_OVER, State.CANCELLED])
    return [row["number"] for row in rows]


async def open_with_part(product_id: UUID) -> list[str]:
    """Numbers of the orders at work on which this part is planned and not taken out of stock yet."""
    sql = (
        "select distinct r.number from order_line n join repair_order r on r.id = n.order_id "
        "where n.product_id = $1 and n.kind = 'part' and n.move_id is null and n.voided_at is null "
        "and n.reverses_id is null and r.state not in ('closed', 'handed_over', 'cancelled') order by r.number"
    )
    return [row["number"] for row in await fetch(sql, product_id)]
