"""Quality check before an order is closed, and the moves that a person simply asks for."""

from typing import Final
from uuid import UUID

from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.db import execute, joined
from service_desk.repairs import queries
from service_desk.repairs.actions.seen import changeable, illegal, step
from service_desk.repairs.rules import SUBJECT, QualityChecked, State, by_hand

_CHECKED: Final = "update repair_order set checked_at = $2, checked_by = $3, version = version + 1 where id = $1"


async def pass_check(*, order_id: UUID, passed: bool, by: Actor, note: str = "") -> None:
    """Passed: ready to be closed. Failed: back to the bench, and the note says why. IllegalMove before any repair."""
    async with joined():
        order = await changeable(order_id, by, "repairs.work")
        if order.state != State.QUALITY_CHECK:
            await step(order, State.QUALITY_CHECK, by, note if passed else "")
            order = await queries.order(order.id)
        if not passed:
            await step(order, State.REPAIRING, by, note)
        await execute(_CHECKED, order.id, now() if passed else None, by.id if passed else None)
        checked = QualityChecked(order.id, order.number, passed)
        await record(checked, subject=(SUBJECT, order.id), centre_id=order.centre_id, by=by)


async def move_order(*, order_id: UUID, to: State, by: Actor, note: str = "") -> None:
    """To or from the bench, waiting for a part, quality check. Other states are reached by their own act."""
    async with joined():
        order = await changeable(order_id, by, "repairs.work")
        if to not in by_hand(State(order.state)):
            raise illegal(order, to)
        await step(order, to, by, note)
