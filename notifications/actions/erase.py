"""Forget a person: that something was said, when, and what became of it stays; to whom and in which words does not."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic, execute, fetch

# What waits, or could be sent again by a person, has lost its words: it is never sent.
_MESSAGES: Final = """
update message set address = '', params = '{}', subject = '', body = '', fallbacks = '[]', error_text = null,
       state = case when state in ('queued', 'unknown', 'dead') then 'cancelled' else state end,
       state_at = case when state in ('queued', 'unknown', 'dead') then $3 else state_at end
 where recipient_key = any($1) or address = any($2) returning id"""
_EVENTS: Final = "update message_event set text = null where message_id = any($1)"
_CONSENTS: Final = "update consent set ip = null where recipient_key = any($1)"
_SUPPRESSIONS: Final = "update suppression set address = 'erased:' || id, note = '' where address = any($1)"


async def erase_recipient(*, keys: Sequence[str], addresses: Sequence[str]) -> list[UUID]:
    """Every message to these recipients or addresses; the messages' ids. Consent stays, under the key alone."""
    async with atomic():
        ids = [row["id"] for row in await fetch(_MESSAGES, keys, addresses, now())]
        await execute(_EVENTS, ids)
        await execute(_CONSENTS, keys)
        await execute(_SUPPRESSIONS, addresses)
    return ids
