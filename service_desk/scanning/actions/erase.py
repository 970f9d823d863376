"""Forget what was printed, scanned and sent of a customer."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from service_desk.foundation.db import atomic, execute

_LABELS: Final = """
update print_job set data = null, caption = '',
       state = case when state in ('queued', 'retry_wait', 'dead') then 'cancelled' else state end
 where subject_id = any($1) or (subject_kind in ('claim', 'order') and state in ('done', 'dead', 'cancelled'))"""
_SCANS: Final = "update scan_record set given = '', alt_given = null where found_id = any($1)"
_SENT: Final = "select id from sent_picture where party_id = any($1) or sender = any($2)"


async def erase_sent(*, party_ids: Sequence[UUID], addresses: Sequence[str]) -> None:
    """The pictures they sent, with what was read from them. One that is being fetched just now is not kept afterwards."""
    async with atomic():
        await execute(f"delete from scan_record where picture_id in ({_SENT})", party_ids, addresses)
        await execute(f"delete from sent_picture where id in ({_SENT})", party_ids, addresses)


async def erase_labels(*, ids: Sequence[UUID]) -> None:
    """Drawn labels and raw scans of these parties, tickets and orders, for the room privacy. What still waits is not printed.

    A batch of slips names only its first ticket, so all slips that were printed are emptied.
    """
    async with atomic():
        await execute(_LABELS, ids)
        await execute(_SCANS, ids)
