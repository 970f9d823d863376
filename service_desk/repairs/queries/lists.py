"""Lists of repair orders: the queue page by page, those that hold given words, and how many stand in a view."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from service_desk.centres.rules import NumberKind
from service_desk.foundation.db import fetch
from service_desk.foundation.newest import Newest
from service_desk.foundation.paging import Page
from service_desk.foundation.where import Where
from service_desk.products.queries import exchanged_along
from service_desk.repairs.rules import OrderRow, State, WaitReason
from service_desk.tickets.queries.work import NEWEST, Narrowed, Scope, WorkList, sorts
from service_desk.tickets.rules import Owner

_ROW: Final = """
select x.id, x.centre_id, x.number, x.ticket_id, t.number as ticket_number, t.priority, left(t.words, 120) as words,
       o.id as party_id, o.name as party_name, u.serials, u.skus, t.decided_verdict as verdict,
       x.state, x.state_at, x.started_at, x.reported_on, x.due_at,
       u.technicians, u.waits, u.shelves, u.promised_at, x.changed_at, x.version
  from {source} left join ticket t on t.id = x.ticket_id
       left join party a on a.id = x.party_id left join party o on o.id = coalesce(a.merged_into, a.id)
       cross join lateral (
         select coalesce(string_agg(coalesce(i.serial, i.batch, n.serial_given), ', ' order by n.seq), '') as serials,
                coalesce(string_agg(p.sku, ', ' order by n.seq), '') as skus,
                coalesce(array_agg(distinct s.name) filter (where s.name is not null), '{{}}') as technicians,
                coalesce(array_agg(distinct n.wait_reason) filter (where n.wait_reason is not null), '{{}}') as waits,
                coalesce(array_agg(distinct l.code) filter (where l.code is not null), '{{}}') as shelves,
                min(n.promised_at) as promised_at
           from repair_item n left join service_item i on i.id = n.item_id left join product p on p.id = i.product_id
                left join staff s on s.id = n.technician_id left join location l on l.id = n.shelf_id
          where n.order_id = x.id) u"""
_UNIT: Final = "exists (select from repair_item n where n.order_id = x.id and {})"
_SORTS: Final = sorts("started_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilter(Narrowed):
    """`technician` or `technician_id`, `wait` and `shelf_id`: of any of its units; those of work, not of what is ended."""

    ticket_id: UUID | None = None
    technician: Owner | None = None
    technician_id: UUID | None = None
    wait: Sequence[WaitReason] | None = None
    shelf_id: UUID | None = None

    @property
    def narrow(self) -> tuple[UUID | None, ...]:
        return self.party_id, self.item_id, self.ticket_id


def _own(where: Where, asked: OrderFilter, me: UUID) -> None:
    where.add("x.ticket_id = {}", asked.ticket_id)
    technician = me if asked.technician is Owner.ME else asked.technician_id
    where.add(_UNIT.format("n.technician_id = {}"), technician)
    where.add(_UNIT.format("n.technician_id is null and {}"), True if asked.technician is Owner.NOBODY else None)
    where.add(_UNIT.format("n.wait_reason = any({})"), [*asked.wait] if asked.wait else None)
    where.add(_UNIT.format("n.shelf_id = {}"), asked.shelf_id)


ORDERS: Final[WorkList[OrderFilter, OrderRow]] = WorkList(
    newest=Newest("repair_order", _SORTS[NEWEST], _ROW, of="centre_id"),
    sorts=_SORTS,
    numbers=NumberKind.REPAIR,
    open_states=frozenset(State) - {State.CLOSED, State.HANDED_OVER, State.CANCELLED},
    opened="x.state not in ('closed', 'handed_over', 'cancelled')",
    done=State.HANDED_OVER,
    kept="x.state <> 'handed_over'",
    of_items="x.id in (select order_id from repair_item where item_id = any({}))",
    own=_own,
    row_of=OrderRow,
)


queue, counts, row = ORDERS.page, ORDERS.counts, ORDERS.row


async def orders_of_item(
    item_id: UUID, *, centres: Scope, cursor: str | None = None, limit: int = 50
) -> Page[OrderRow]:
    """Every order a unit was on, and those of units that it was exchanged for or with; the newest first."""
    units = await exchanged_along(item_id)
    return await ORDERS.of_units(units, centres=centres, cursor=cursor, limit=limit)


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
