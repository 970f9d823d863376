"""One repair order with what hangs on it."""

from typing import Any, Final
from uuid import UUID

from service_desk.foundation.db import fetch, fetchrow
from service_desk.foundation.errors import NotFound
from service_desk.foundation.naming import looked_up, looked_up_within, number
from service_desk.repairs.rules import (
    EstimateFacts,
    HandoverFacts,
    LineFacts,
    MoveFacts,
    OrderFacts,
    RepairItemFacts,
    shares_from,
)

Scope = frozenset[UUID] | None  # the centres one may see; None: all
_ORDER: Final = """
select r.id, r.centre_id, r.number, r.ticket_id, t.number as ticket_number, o.id as party_id, o.name as party_name,
       r.state, r.currency, r.reported_at, r.reported_on, r.started_at, r.state_at, r.checked_at, r.closed_on,
       r.handed_over_on, r.closing, r.version, nullif(r.return_by, '') as return_by, r.return_address
  from repair_order r left join ticket t on t.id = r.ticket_id
       left join party a on a.id = r.party_id left join party o on o.id = coalesce(a.merged_into, a.id)"""
_ITEMS: Final = """
select r.id, r.seq, r.item_id, coalesce(i.serial, i.batch, r.serial_given) as serial, p.sku, p.name as product_name,
       r.scheme, r.scheme_version, r.symptom, r.condition, r.section, r.defect, r.repair, r.outcome, r.override_note,
       r.override_by, r.state, r.service_type, r.technician_id, s.name as technician, r.wait_reason, r.shelf_id,
       l.code as shelf, r.promised_at
  from repair_item r left join service_item i on i.id = r.item_id left join product p on p.id = i.product_id
       left join staff s on s.id = r.technician_id left join location l on l.id = r.shelf_id
 where r.order_id = $1 order by r.seq"""
_LINES: Final = """
select l.id, l.repair_item_id, r.item_id, l.seq, l.kind, l.product_id, p.sku, p.product_class, l.part_line_id, l.text,
       l.quantity, l.minutes, l.uom, l.unit_price, l.amount, l.currency, l.cost, l.cost_currency, l.cost_rate, l.verdict, l.reason, l.payer,
       l.shares, l.move_id, l.time_entry_id, l.lot, l.serial, l.old_serial, l.reverses_id, l.closing, l.written_at,
       l.voided_at, exists(select 1 from unit_exchange x where x.line_id = coalesce(l.reverses_id, l.id)) as whole_unit
  from order_line l join repair_item r on r.id = l.repair_item_id left join product p on p.id = l.product_id
 where l.order_id = $1 and ($2 or l.voided_at is null) order by l.seq"""
_ESTIMATE: Final = (
    "select id, order_id, number, state, currency, total, customer_total, customer_tax, "
    "customer_total + customer_tax as customer_gross, lines, valid_until, sent_at, answered_at, answered_by, "
    "answer_note, answered_party_id, answered_ip, answered_with "
    "from estimate where {} = $1 order by sent_at, id"
)


async def order(order_id: UUID, centres: Scope = None) -> OrderFacts:
    """NotFound also for one of a centre outside `centres` (None: all may be seen)."""
    return _facts(await fetchrow(f"{_ORDER} where r.id = $1", order_id), centres, order_id)


def _facts(row: Any, centres: Scope, key: object) -> OrderFacts:
    if row is None or (centres is not None and row["centre_id"] not in centres):
        raise NotFound(kind="repair order", key=key)
    return OrderFacts(**row)


async def order_of_ticket(ticket_id: UUID) -> OrderFacts | None:
    """The latest order of a ticket that was not cancelled; none where no repair was started."""
    latest = "where r.ticket_id = $1 and r.state <> 'cancelled' order by r.started_at desc, r.id desc limit 1"
    row = await fetchrow(f"{_ORDER} {latest}", ticket_id)
    return None if row is None else OrderFacts(**row)


async def items(order_id: UUID) -> list[RepairItemFacts]:
    return [RepairItemFacts(**row) for row in await fetch(_ITEMS, order_id)]


async def lines(order_id: UUID, *, voided: bool = False) -> list[LineFacts]:
    """In the order in which they were written; with `voided` also those that were taken off again."""
    rows = await fetch(_LINES, order_id, voided)
    return [LineFacts(**{**row, "shares": shares_from(row["shares"] or ())}) for row in rows]


async def estimates(order_id: UUID) -> list[EstimateFacts]:
    """All that were ever sent, the latest last."""
    return [EstimateFacts(**row) for row in await fetch(_ESTIMATE.format("order_id"), order_id)]


async def estimate(estimate_id: UUID) -> EstimateFacts:
    row = await fetchrow(_ESTIMATE.format("id"), estimate_id)
    if row is None:
        raise NotFound(kind="estimate", key=estimate_id)
    return EstimateFacts(**row)


async def moves(order_id: UUID) -> list[MoveFacts]:
    rows = await fetch(
        "select from_state, to_state, note, moved_at, moved_by from order_move where order_id = $1 order by id",
        order_id,
    )
    return [MoveFacts(**row) for row in rows]


async def handovers(order_id: UUID) -> list[HandoverFacts]:
    """Who had each unit, the earliest first."""
    rows = await fetch(
        "select repair_item_id, from_id, to_id, reason, given_at, given_by from unit_handover where order_id = $1 order by id",
        order_id,
    )
    return [HandoverFacts(**row) for row in rows]


order_named = looked_up(
    "repair order",
    "select id, number as alone from repair_order where number = $1 and ($2::uuid[] is null or centre_id = any($2))",
    number,
)
estimate_named = looked_up(
    "estimate",
    "select e.id, e.number as alone from estimate e join repair_order r on r.id = e.order_id "
    "where e.number = $1 and ($2::uuid[] is null or r.centre_id = any($2))",
    number,
)
line_named = looked_up_within(
    "order line", "select id, seq::text as alone from order_line where order_id = $2 and seq::text = $1"
)
repair_item_named = looked_up_within(
    "unit on the order",
    "select r.id, r.seq::text as alone from repair_item r left join service_item i on i.id = r.item_id "
    "where r.order_id = $2 and ($1 = r.seq::text or lower($1) in (lower(i.serial), lower(r.serial_given)))",
)
