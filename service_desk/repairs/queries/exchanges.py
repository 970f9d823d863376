"""Which units were given for others, and on which orders."""

from typing import Any, Final
from uuid import UUID

from service_desk.foundation.db import fetch, fetchrow, fetchval
from service_desk.foundation.errors import NotFound
from service_desk.products.queries import exchanged_along
from service_desk.repairs.rules import ExchangeFacts, State

_EXCHANGE: Final = """
select x.id, x.old_id, coalesce(o.serial, o.batch, '') as old_serial, x.new_id, coalesce(n.serial, n.batch, '') as new_serial,
       x.order_id, r.number as order_number, x.line_id, x.move_id is not null as from_stock, x.keeps, l.code as old_place,
       x.on_date, x.undone_at
  from unit_exchange x join service_item o on o.id = x.old_id join service_item n on n.id = x.new_id
       left join repair_order r on r.id = x.order_id
       left join stock_move m on m.id = x.old_move_id left join location l on l.id = m.to_id"""
# What hangs on a unit since it was handed out: nothing may, if that is to be taken back.
_USED: Final = """
select number from ticket where item_id = $1 and state <> 'cancelled' union all
select r.number from repair_order r join repair_item n on n.order_id = r.id where n.item_id = $1 and r.state <> 'cancelled' union all
select coalesce(i.serial, i.batch, '') from service_item i where i.replaces_id = $1 limit 1"""


async def exchanges(item_id: UUID) -> list[ExchangeFacts]:
    """Those along the line of units that replaced one another, the newest first; undone ones too."""
    rows = await fetch(
        f"{_EXCHANGE} where x.old_id = any($1) or x.new_id = any($1) or x.new_id = $2 order by x.id desc",
        await exchanged_along(item_id),
        item_id,
    )
    return [_facts(row) for row in rows]


async def exchange(exchange_id: UUID) -> ExchangeFacts:
    row = await fetchrow(f"{_EXCHANGE} where x.id = $1", exchange_id)
    if row is None:
        raise NotFound(kind="exchange", key=exchange_id)
    return _facts(row)


def _facts(row: Any) -> ExchangeFacts:
    return ExchangeFacts(**row)


async def in_house(item_id: UUID) -> list[UUID]:
    """The orders that a unit is on and has not been handed back from."""
    rows = await fetch(
        "select r.id from repair_order r join repair_item n on n.order_id = r.id where n.item_id = $1 "
        "and r.state <> all($2) order by r.started_at, r.id",
        item_id,
        [State.HANDED_OVER, State.CANCELLED],
    )
    return [row["id"] for row in rows]


async def used_since(item_id: UUID) -> str | None:
    """A ticket, order or later exchange of a unit; None where there is none."""
    found: str | None = await fetchval(_USED, item_id)
    return found
