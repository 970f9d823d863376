"""Every change of a ticket stays readable on it: what it was, what it became, who did it and when."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.db import execute
from service_desk.foundation.ids import uuid7
from service_desk.tickets.rules import EntryKind

_ENTRY = """
insert into ticket_entry (id, ticket_id, kind, body, changes, written_at, written_by) values ($1, $2, $3, $4, $5, $6, $7)"""


async def write_entry(
    entry_id: UUID, ticket_id: UUID, kind: EntryKind, body: str, changes: Mapping[str, list[Any]], by: Actor
) -> None:
    await execute(_ENTRY, entry_id, ticket_id, kind, body, dict(changes), now(), by.id)


async def trace(ticket_id: UUID, changes: Mapping[str, tuple[Any, Any]], by: Actor, note: str = "") -> None:
    """Keep what really changed: field -> (before, after). Nothing changed, nothing is written."""
    kept = {name: [_plain(was), _plain(is_)] for name, (was, is_) in changes.items() if was != is_}
    if kept or note:
        await write_entry(uuid7(), ticket_id, EntryKind.SYSTEM, note, kept, by)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value) if isinstance(value, (UUID, str)) else value
