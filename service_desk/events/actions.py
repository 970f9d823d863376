"""Record what happened, in the transaction in which it happened."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from service_desk.events.rules import kind_of, payload_of, version_of
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import fetchval, in_transaction
from service_desk.foundation.live import announce
from service_desk.foundation.logs import REQUEST_ID

TOPIC: Final = "events"
_INSERT: Final = """
insert into event (kind, version, subject_kind, subject_id, centre_id, actor_id, request_id, payload, occurred_at, recorded_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id"""


async def record(
    fact: Any,
    *,
    subject: tuple[str, UUID],
    centre_id: UUID | None,
    by: Actor,
    occurred_at: datetime | None = None,
) -> int:
    """Append `fact` to the log; the last thing an action does. The id of the event."""
    if not in_transaction():
        raise RuntimeError("an event is recorded inside the action's transaction")
    kind, now = type(fact), clock.now()
    event_id = await fetchval(
        _INSERT, kind_of(kind), version_of(kind), subject[0], subject[1], centre_id, by.id, REQUEST_ID.get(),
        payload_of(fact), occurred_at or now, now,
    )  # fmt: skip
    announce(TOPIC)
    return int(event_id)
