"""Forget why time on a customer's order was taken back: the time stays."""

from collections.abc import Sequence
from uuid import UUID

from service_desk.foundation.db import execute


async def erase_reasons(*, subject_ids: Sequence[UUID]) -> None:
    """For the room privacy."""
    await execute(
        "update time_entry set void_reason = '' where subject_id = any($1) and void_reason <> ''", subject_ids
    )
