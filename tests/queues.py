"""The queues as tests ask for them."""

from typing import Any
from uuid import UUID

from service_desk.foundation.paging import Page
from service_desk.repairs import queries as repairs
from service_desk.repairs.rules import OrderRow
from service_desk.tickets import queries as tickets
from service_desk.tickets.rules import TicketRow

NOBODY = UUID(int=0)
Centres = frozenset[UUID] | None


async def tickets_in(
    centres: Centres = None, *, me: UUID = NOBODY, cursor: str | None = None, limit: int = 50, **by: Any
) -> Page[TicketRow]:
    return await tickets.queue(tickets.QueueFilter(**by), centres=centres, me=me, cursor=cursor, limit=limit)


async def orders_in(
    centres: Centres = None, *, me: UUID = NOBODY, cursor: str | None = None, limit: int = 50, **by: Any
) -> Page[OrderRow]:
    return await repairs.queue(repairs.OrderFilter(**by), centres=centres, me=me, cursor=cursor, limit=limit)
