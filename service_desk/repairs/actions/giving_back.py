"""How the customer wants their unit back."""

from typing import Final
from uuid import UUID

from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import execute, joined
from service_desk.foundation.errors import Conflict, Invalid
from service_desk.repairs.actions.seen import seen
from service_desk.repairs.rules import SUBJECT, ReturnBy, ReturnChosen, State

LONGEST_ADDRESS: Final = 500
_CHOSEN: Final = "update repair_order set return_by = $2, return_address = $3 where id = $1"


class GoneAlready(Conflict):
    code = "gone_already"
    message = "Order {number} is {state}: there is nothing left to give back."


class WhereTo(Invalid):
    code = "where_to"
    message = "Write the address to which it shall be sent."


async def choose_return(*, order_id: UUID, way: ReturnBy, by: Actor, address: str = "") -> None:
    """Picked up, or sent to `address`; said again it replaces what was said before. Raises GoneAlready, WhereTo."""
    where = " ".join(address.split("\x00")).strip()[:LONGEST_ADDRESS] if way is ReturnBy.SHIP else ""
    if way is ReturnBy.SHIP and not where:
        raise WhereTo(field="address")
    async with joined():
        order = await seen(order_id, by, "repairs.hand_over")
        if order.state in {State.HANDED_OVER, State.CANCELLED}:
            raise GoneAlready(number=order.number, state=State(order.state))
        await execute(_CHOSEN, order.id, way, where)
        await record(
            ReturnChosen(order.id, order.number, way), subject=(SUBJECT, order.id), centre_id=order.centre_id, by=by
        )
