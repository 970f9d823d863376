"""Lock the order an action is about, and move it: every change of one order waits for the one before it."""

from collections.abc import Sequence
from uuid import UUID

from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.db import execute, fetchrow
from service_desk.foundation.errors import Conflict, NotFound
from service_desk.foundation.ids import uuid7
from service_desk.foundation.written import Term
from service_desk.repairs import queries
from service_desk.repairs.rules import (
    CHANGEABLE,
    ENDED,
    MOVES,
    SUBJECT,
    OrderFacts,
    RepairItemFacts,
    RepairMoved,
    State,
    UnitMoved,
    WaitReason,
    by_hand,
    follows,
    sources,
)

# Whatever is done to an order makes a new version of it, so that nobody changes what they have not seen.
_LOCK = "update repair_order set version = version + 1 where id = $1 returning centre_id"
# Back on the bench it is worked on again, and the check of before says nothing about that.
_STEP = """
update repair_order set state = $2::varchar, state_at = $4, state_by = $5, version = version + 1,
       checked_at = case when $2::varchar in ('quality_check', 'closed', 'handed_over') then checked_at end,
       checked_by = case when $2::varchar in ('quality_check', 'closed', 'handed_over') then checked_by end
 where id = $1 and state = any($3) returning id"""
_ALL = "update repair_item set state = $2::varchar, wait_reason = case when $2::varchar = 'waiting_part' then coalesce(wait_reason, 'part') end where order_id = $1"
_ONE = "update repair_item set state = $2, wait_reason = $3 where id = $1"
_MOVED = """
insert into order_move (id, order_id, from_state, to_state, note, moved_at, moved_by) values ($1, $2, $3, $4, $5, $6, $7)"""


class ClosedOrder(Conflict):
    code = "closed_order"
    message = "Repair order {number} is {state}: nothing on it can be changed. {advice}"


class EstimateOutstanding(Conflict):
    code = "estimate_outstanding"
    message = "The customer has not answered the estimate of {number} yet. Enter their answer first, then go on."


class IllegalMove(Conflict):
    code = "illegal_move"
    message = "Repair order {number} is {state} and cannot become {target}. From here it can become: {choices}."


_ADVICE = {
    State.CLOSED: "Reopen it, or hand the item over.",
    State.HANDED_OVER: "Start a new order; if the same fault is back, its cover is found by itself.",
    State.CANCELLED: "Start a new order.",
}


async def seen(order_id: UUID, by: Actor, right: str) -> OrderFacts:
    """The order, locked until the action ends; of a centre one may not see, it is not there. `right` is needed there."""
    row = await fetchrow(_LOCK, order_id)
    if row is None or not by.sees(row["centre_id"]):
        raise NotFound(kind="repair order", key=order_id)
    by.require(right, row["centre_id"])
    return await queries.order(order_id)


async def changeable(order_id: UUID, by: Actor, right: str) -> OrderFacts:
    """Like `seen`, for an order that may still be worked on. Raises ClosedOrder or EstimateOutstanding."""
    order = await seen(order_id, by, right)
    if order.state in CHANGEABLE:
        return order
    if order.state in ENDED:
        raise closed_order(order)
    raise EstimateOutstanding(number=order.number)


def closed_order(order: OrderFacts) -> ClosedOrder:
    state = State(order.state)
    return ClosedOrder(number=order.number, state=state, advice=Term(_ADVICE[state]))


async def step(order: OrderFacts, to: State, by: Actor, note: str = "") -> None:
    """The order and every unit on it, by one conditional UPDATE along MOVES, with its row in the history; raises IllegalMove."""
    await _step(order, to, by, note)
    await execute(_ALL, order.id, to)


async def step_unit(
    order: OrderFacts, unit: RepairItemFacts, to: State, by: Actor, note: str = "", wait: WaitReason | None = None
) -> None:
    """One unit, which then waits for `wait`, and the order where its state follows; raises IllegalMove."""
    if to not in MOVES[State(unit.state)]:
        raise illegal_unit(order, unit, to)
    await execute(_ONE, unit.id, to, wait)
    moved = UnitMoved(order.id, order.number, unit.id, unit.item_id, unit.state, to)
    await record(moved, subject=(SUBJECT, order.id), centre_id=order.centre_id, by=by)
    overall = follows(State(each.state) for each in await queries.items(order.id))
    if overall != order.state:
        await _step(order, overall, by, note)


async def _step(order: OrderFacts, to: State, by: Actor, note: str) -> None:
    moment = now()
    if await fetchrow(_STEP, order.id, to, list(sources(to)), moment, by.id) is None:
        raise illegal(order, to)
    await execute(_MOVED, uuid7(), order.id, order.state, to, note, moment, by.id)
    moved = RepairMoved(order.id, order.number, order.state, to)
    await record(moved, subject=(SUBJECT, order.id), centre_id=order.centre_id, by=by)


async def begun(
    order: OrderFacts, to: State, by: Actor, already: frozenset[State], unit: RepairItemFacts | None = None
) -> None:
    """Work that is done says by itself that it is being done: move the unit (None: the order) to `to` unless it is past that."""
    if unit is None:
        if order.state not in already:
            await step(order, to, by)
    elif unit.state not in already:
        await step_unit(order, unit, to, by)


def illegal(order: OrderFacts, to: State) -> IllegalMove:
    state = State(order.state)
    return IllegalMove(number=order.number, state=state, target=to, choices=_choices(MOVES[state]))


def illegal_unit(order: OrderFacts, unit: RepairItemFacts, to: State) -> IllegalMove:
    state = State(unit.state)
    return IllegalMove(number=order.number, state=state, target=to, choices=_choices(by_hand(state)))


def _choices(states: frozenset[State]) -> Sequence[object]:
    return sorted(states) or (Term("nothing; start a new order"),)
