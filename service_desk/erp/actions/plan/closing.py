"""The journal of a closing: labour, travel and expenses by payer; parts only as far as nobody else books them."""

from collections import defaultdict
from decimal import Decimal
from typing import Final

from service_desk.centres import queries as centres
from service_desk.erp import connectors, queries
from service_desk.erp.actions.plan.frame import Frame, Planned, frame
from service_desk.erp.actions.streams import order_stream, stock_need
from service_desk.erp.rules import (
    ENDED,
    WARRANTY_RESERVE_ON,
    Cost,
    JournalEntry,
    Kind,
    PartValue,
    entries_for,
    roles_of,
)
from service_desk.erp.rules.entries import Split
from service_desk.events.rules import Recorded
from service_desk.repairs.rules import ClosedLine, LineKind, RepairClosed

ALL: Final = Decimal(100)


async def plan_closing(event: Recorded[RepairClosed]) -> Planned | None:
    closed = event.payload
    made = await frame(event, closed.number, closed.closed_on)
    reserve = bool(await centres.setting(WARRANTY_RESERVE_ON.name, event.centre_id, closed.closed_on))
    costs, parts = [], []
    for line in closed.lines:
        if line.kind != LineKind.PART:
            costs.append(Cost(line.kind, await _in_books(line, made), payers_of(line)))
        elif connectors.chosen().capabilities.erp_posts_stock_value:
            parts += await _moved_over(line, made, event.id, reserve=reserve)
        else:
            costs.append(Cost(line.kind, await _worth(line, made, event.id), payers_of(line)))
    entries = entries_for(costs, parts, reserve=reserve, currency=made.book, accounts=made.accounts)
    if not entries and not made.needs:
        return None
    document = JournalEntry(**made.head(Kind.JOURNAL), entries=entries, text=f"Cost of {closed.number}")
    return made.done(document, (order_stream(closed.number),))


def payers_of(line: ClosedLine) -> Split:
    shares = tuple((share.payer, share.percent) for share in line.shares if share.percent)
    return shares or ((line.payer, ALL),)


async def _moved_over(line: ClosedLine, made: Frame, event_id: int, *, reserve: bool) -> list[PartValue]:
    """A part whose payer changed after it was used: its value stands on the roles that the issue booked it to."""
    found = None if line.move_id is None else await queries.part_value(line.move_id, event_id)
    if found is None or line.move_id is None:
        return []
    value, document = found
    stands_on: Split = tuple((bearer.role, bearer.percent) for bearer in document.bearers)
    if _by_role(stands_on) == _by_role(roles_of(payers_of(line), reserve=reserve)):
        return []
    await _costs_known(line, made)
    return [PartValue(value if line.quantity > 0 else -value, stands_on, payers_of(line))]


def _by_role(shares: Split) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for role, percent in shares:
        found[role] += percent
    return dict(found)


async def _worth(line: ClosedLine, made: Frame, event_id: int) -> Decimal:
    """What the ERP says the part cost; the desk's own cost where the ERP was never told of the move."""
    found = None if line.move_id is None else await queries.part_value(line.move_id, event_id)
    if found is None:
        return await _in_books(line, made)
    await _costs_known(line, made)
    return found[0] if line.quantity > 0 else -found[0]


async def _in_books(line: ClosedLine, made: Frame) -> Decimal:
    """At the rate of the closing that booked it first, so that a reversing line undoes the same sum."""
    if line.cost_rate is not None:
        return line.cost * line.cost_rate
    return await made.in_books(line.cost, line.cost_currency)


async def _costs_known(line: ClosedLine, made: Frame) -> None:
    """The closing waits for the ERP's cost of its parts: the verification of the last of them lets it go."""
    assert line.move_id is not None
    if await queries.unfinished_moves(line.move_id, ENDED):
        made.needs.add(stock_need(made.order))
