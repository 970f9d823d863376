"""Worker processes that a row kills, started again until one of them lives. Each begins an hour later: leases ran out."""

import asyncio
import os
import signal
import sys
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_WORKER = """
import asyncio
from datetime import datetime
from service_desk.foundation import clock
from service_desk.foundation.claim import drain
from service_desk.foundation.db import DB
from service_desk.foundation.settings import environment
{setup}

async def work():
    await DB.open(environment().database_url)
    with clock.at(datetime.fromisoformat("{moment}")):
        for _ in range(3):
            await drain(queue())

asyncio.run(work())
"""


async def deaths(dsn: str, setup: str, start: datetime, most: int = 12, **settings: str) -> int:
    """How many workers were killed before one came to the end. `setup` defines `queue()`."""
    for died in range(most):
        moment = (start + died * timedelta(hours=1)).isoformat()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", _WORKER.format(setup=setup, moment=moment), cwd=ROOT,
            env=os.environ | {"DATABASE_URL": dsn, "PYTHONPATH": f"{ROOT}:{ROOT / 'barcode'}"} | settings,
        )  # fmt: skip
        ended = await process.wait()
        if ended == 0:
            return died
        assert ended == -signal.SIGKILL, ended
    raise AssertionError(f"{most} workers died")
