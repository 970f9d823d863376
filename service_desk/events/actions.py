"""Record what happened, in the transaction in which it happened."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from service_desk.events.rules import Recorded, kind_of, payload_of, version_of
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import fetchval, in_transaction
from service_desk.foundation.live import announce
from service_desk.foundation.logs import REQUEST_ID

TOPIC: Final = "events"
Follow = Callable[[Recorded[Any]], Awaitable[None]]
AT_ONCE: Final[dict[type, Sequence[Follow]]] = {}
"""Fact -> what higher rooms do in the same transaction, because nobody may see the one without the other. Filled in
`service_desk.subscriptions`; what may come a moment later is delivered by the worker instead."""
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
    """Append `fact` to the log, and do what follows at once; the last thing an action does. The id of the event."""
    if not in_transaction():
        raise RuntimeError("an event is recorded inside the action's transaction")
    kind, now, request_id = type(fact), clock.now(), REQUEST_ID.get()
    happened = occurred_at or now
    event_id = int(
        await fetchval(
            _INSERT, kind_of(kind), version_of(kind), subject[0], subject[1], centre_id, by.id, request_id,
            payload_of(fact), happened, now,
        )
    )  # fmt: skip
    announce(TOPIC)
    announce(*subject)
    for follow in AT_ONCE.get(kind, ()):
        event = Recorded(
            event_id, kind_of(kind), version_of(kind), fact, *subject, centre_id, by.id, happened, now, request_id
        )
        await follow(event)
    return event_id
