"""What follows from an event: the ERP is owed its document. One handler serves all events of an order.

Deliveries keep the order of events per handler and subject, so the issue of a part is always owed before the closing and
the invoice of its order.
"""

from typing import Any, Final

from service_desk.erp.actions.plan import plan
from service_desk.erp.actions.streams import lock
from service_desk.erp.actions.write import write
from service_desk.events.rules import Recorded
from service_desk.foundation.db import atomic, fetchval

HANDLER: Final = "erp.post_to_erp"


async def post_to_erp(event: Recorded[Any]) -> None:
    """Owe the ERP the document for this event; delivered again, it finds its posting and does nothing."""
    async with atomic():
        if await fetchval("select 1 from posting where event_id = $1 and handler = $2", event.id, HANDLER):
            return
        planned = await plan(event)
        if planned is None:
            return
        await lock(planned.streams)
        if planned.needs:  # what was missing may have come while the lock was waited for; afterwards it would wake us
            planned = await plan(event)
        if planned is not None:
            await write(planned, by=event.actor_id, event_id=event.id, handler=HANDLER)
