"""Forget what a customer said: the tickets stay as facts."""

from collections.abc import Sequence
from uuid import UUID

from service_desk.foundation import files
from service_desk.foundation.db import atomic, execute, fetch
from service_desk.tickets.rules import SUBJECT


async def erase_words(*, party_ids: Sequence[UUID]) -> list[UUID]:
    """Words, entries and files of all tickets of these customers, for the room privacy. The tickets' ids."""
    async with atomic():
        ids = [
            row["id"]
            for row in await fetch("select id from ticket where party_id = any($1) order by id for update", party_ids)
        ]
        await execute(
            "update ticket set words = '', snooze_words = '', search = null, version = version + 1 where id = any($1)",
            ids,
        )
        await execute("update ticket_entry set body = '', changes = changes - 'words' where ticket_id = any($1)", ids)
        await files.erase(SUBJECT, ids)
    return ids
