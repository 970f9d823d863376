"""When an order is due: at the earliest promise of its units, else when its ticket is."""

from typing import Any, Final
from uuid import UUID

from service_desk.events.rules import Recorded
from service_desk.foundation.db import execute
from service_desk.repairs.rules import SUBJECT

_DUE: Final = """
update repair_order r set due_at = d.due_at
  from (select o.id, coalesce((select min(promised_at) from repair_item where order_id = o.id), t.due_at) as due_at
          from repair_order o left join ticket t on t.id = o.ticket_id where {} = $1) d
 where r.id = d.id and r.due_at is distinct from d.due_at"""


async def reckon_due(order_id: UUID) -> None:
    await execute(_DUE.format("o.id"), order_id)


async def due_with_ticket(event: Recorded[Any]) -> None:
    """The clock of a ticket moved: so does that of its order."""
    await execute(_DUE.format("o.ticket_id"), event.subject_id)


async def due_as_promised(event: Recorded[Any]) -> None:
    assert event.subject_kind == SUBJECT
    await reckon_due(event.subject_id)
