"""Forget what files of others said: rows that were refused, rows that differ, previews; what became of them stays counted."""

from datetime import timedelta
from typing import Final

from service_desk.foundation import clock
from service_desk.foundation.db import atomic, execute

KEPT: Final = timedelta(days=90)


async def forget_old_imports() -> int:
    """After 90 days; how many rows of files."""
    before = clock.now() - KEPT
    async with atomic():
        done = await execute(
            "delete from import_finding where run_id in (select id from import_run where started_at < $1)", before
        )
        await execute(
            "update import_run set file_name = '', preview = '{}' where started_at < $1 and file_name <> ''", before
        )
    return int(done.split()[-1])
