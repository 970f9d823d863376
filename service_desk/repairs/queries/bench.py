"""A technician's bench, and what their work sheet lacks."""

from typing import Final
from uuid import UUID

from service_desk.centres import queries as centres
from service_desk.faults import queries as faults
from service_desk.faults.rules import CodeList, Needs
from service_desk.foundation.db import fetch
from service_desk.repairs.queries.goodwill import goodwill_of
from service_desk.repairs.queries.one import Scope, items, lines
from service_desk.repairs.rules import CHECK_NEEDED, BenchRow, Coded, Missing, OrderFacts, RepairItemFacts, missing
from service_desk.timesheets import queries as times

MOST: Final = 100
_BENCH: Final = """
with open as (
  select x.*, x.started_by = $1 or x.state_by = $1
         or exists (select from repair_item n where n.order_id = x.id and n.technician_id = $1) or exists (
           select from time_entry e join resource s on s.id = e.resource_id
            where e.subject_id = x.id and s.staff_id = $1 and e.voided_at is null) as mine
    from repair_order x
   where x.state not in ('closed', 'handed_over', 'cancelled') and ($2::uuid[] is null or x.centre_id = any($2)))
select x.id, x.number, x.state, x.state_at, x.started_at, x.due_at, x.mine, left(t.words, 120) as words,
       coalesce((select string_agg(coalesce(i.serial, i.batch, n.serial_given), ', ' order by n.seq)
          from repair_item n left join service_item i on i.id = n.item_id where n.order_id = x.id), '') as serials,
       (select p.name from repair_item n join service_item i on i.id = n.item_id join product p on p.id = i.product_id
         where n.order_id = x.id order by n.seq limit 1) as product_name
  from open x left join ticket t on t.id = x.ticket_id
 where x.mine or x.state = 'received'
 order by not x.mine, coalesce(x.due_at, x.started_at), x.id limit $3"""


async def bench(staff_id: UUID, seen: Scope) -> list[BenchRow]:
    """Their open orders by promise (else by age), then those that nobody has begun; at most 100."""
    rows = await fetch(_BENCH, staff_id, None if seen is None else list(seen), MOST)
    return [BenchRow(**row) for row in rows]


async def lacking(order: OrderFacts) -> list[Missing]:
    """What has to be done before the order can be closed; closing itself has the last word."""
    units = await items(order.id)
    unchecked = order.checked_at is None and bool(await centres.setting(CHECK_NEEDED.name, order.centre_id))
    return missing(
        [await _coded(unit) for unit in units],
        await lines(order.id),
        clocks=len(await times.running_for(order.id)),
        unchecked=unchecked,
        goodwill=[each.state for each in await goodwill_of(order.id)],
    )


async def _coded(unit: RepairItemFacts) -> Coded:
    asked = {Missing.DEFECT: (CodeList.DEFECT, unit.defect), Missing.REPAIR: (CodeList.REPAIR, unit.repair)}
    lacks = [
        each for each, (name, given) in asked.items() if not given and await faults.has_codes(name, unit.scheme)
    ]  # fmt: skip
    repair = await faults.coded(CodeList.REPAIR, unit.repair, unit.scheme, unit.scheme_version)
    return Coded(unit.id, frozenset(lacks), repair is not None and repair.needs == Needs.PART)
