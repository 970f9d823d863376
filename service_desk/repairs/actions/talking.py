"""A time line for an order that began without a ticket, as soon as its customer has something to say."""

from typing import Final
from uuid import UUID

from service_desk.foundation.actor import Actor
from service_desk.foundation.db import execute, joined
from service_desk.repairs import queries
from service_desk.repairs.actions.seen import seen
from service_desk.repairs.rules import ENDED
from service_desk.tickets import actions as tickets
from service_desk.tickets.rules import Channel
from service_desk.tickets.rules import State as TicketState

_JOIN: Final = "update repair_order set ticket_id = $2 where id = $1"


async def ticket_for(*, order_id: UUID, by: Actor) -> UUID:
    """The order's ticket; one is opened where it has none. It is in repair as long as the order is."""
    async with joined():
        order = await seen(order_id, by, "tickets.open")
        if order.ticket_id is not None:
            return order.ticket_id
        known = [item.item_id for item in await queries.items(order.id) if item.item_id is not None]
        opened = await tickets.open_ticket(
            centre_id=order.centre_id, party_id=order.party_id, item_id=known[0] if known else None,
            words=order.number, channel=Channel.PORTAL, by=by,
        )  # fmt: skip
        await execute(_JOIN, order.id, opened.id)
        ended = order.state in ENDED
        await tickets.follow(ticket_id=opened.id, to=TicketState.RESOLVED if ended else TicketState.IN_REPAIR, by=by)
    return opened.id
