"""Loads files that were sent in: one at a time a worker, batch by batch, gone on with where a worker died."""

import asyncio
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import msgspec

from service_desk.accounts.queries import actor_of
from service_desk.centres.queries import centre as centre_facts
from service_desk.foundation import clock, files
from service_desk.foundation.actor import SYSTEM, Actor
from service_desk.foundation.claim import LeaseLost, Queue
from service_desk.foundation.db import DB, execute, fetch
from service_desk.foundation.errors import DeskError, Forbidden
from service_desk.foundation.sentences import sentence
from service_desk.imports.actions.asking import SUBJECT, TOPIC
from service_desk.imports.actions.loading import loader_for
from service_desk.imports.actions.runs import LOCK, Run, RunStopped
from service_desk.imports.actions.trial import try_file
from service_desk.imports.reading import guess
from service_desk.imports.rules import BadMapping, Kind, parse_mapping
from service_desk.imports.rules import Mapping as FileMapping

BATCH: Final = 1000  # shorter than on the command line: the worker has other work to do in between
LATE: Final = timedelta(minutes=2)
MOST_ATTEMPTS: Final = 5
_CLAIM: Final = """
update import_run set state = 'running', attempts = attempts + 1, beat_at = $2 where id in (
  select id from import_run where file_id is not null
     and (state = 'waiting' or (state = 'running' and coalesce(beat_at, started_at) < $3))
   order by started_at limit $1 for update skip locked) returning *"""
_END: Final = """
update import_run set state = $2, problem = $3, finished_at = $4 where id = $1 and state in ('running', 'finished')"""
_TRIED: Final = """
update import_run set state = 'tried', tally = $2, preview = $3, total = $4, finished_at = $5 where id = $1 and state = 'running'"""
_DIED: Final = "The worker stopped {attempts} times while it loaded this file. Nothing more of it is tried."


def queue() -> Queue[Any]:
    return Queue("imports", _claim, _work, _failed, _sweep, topics=(TOPIC,), batch=1, width=1)


async def _claim(limit: int, at: datetime, _token: UUID) -> Sequence[Any]:
    return await fetch(_CLAIM, limit, at, at - LATE)


async def _sweep(_at: datetime) -> int:
    """Late runs are claimed again as they are."""
    return 0


async def _work(row: Any, _token: UUID) -> None:
    """Whoever holds the lock of the run works on it; the other one leaves it."""
    guard = await DB.get_new_connection()
    try:
        if not await guard.fetchval(LOCK, str(row["id"])):
            raise LeaseLost("import_run")
        if row["attempts"] > MOST_ATTEMPTS:
            await _end(row, "failed", _DIED.format(attempts=row["attempts"] - 1))
            return
        try:
            with tempfile.TemporaryDirectory(prefix="desk-import-") as folder:
                path = Path(folder) / "file"
                await files.write_to(row["file_id"], path)
                await _load(row, path)
        except RunStopped:
            await files.erase(SUBJECT, [row["id"]])
        except DeskError as error:
            await _end(row, "failed", sentence(error, row["language"]))
        else:
            await files.erase(SUBJECT, [row["id"]])
    finally:
        await guard.close()


async def _failed(row: Any, _token: UUID, error: Exception) -> None:
    """Something of the moment: the run is late soon, and then it is claimed again."""
    del error
    await execute("update import_run set beat_at = $2 where id = $1 and state = 'running'", row["id"], clock.now())


async def _end(row: Any, state: str, problem: str) -> None:
    await execute(_END, row["id"], state, problem[:2000], clock.now())
    await files.erase(SUBJECT, [row["id"]])


async def _load(row: Any, path: Path) -> None:
    centre = await centre_facts(row["centre_id"])
    by = await _by(row["started_by"])
    latest = clock.today(centre.zone)
    mapping = await asyncio.to_thread(_mapping, row, path, latest)
    if row["dry"]:
        tally, preview = await try_file(
            path=path, mapping=mapping, centre_id=centre.id, by=by, language=row["language"]
        )
        told = msgspec.to_builtins(preview)
        await execute(_TRIED, row["id"], msgspec.to_builtins(tally), told, tally.rows, clock.now())
        return
    run: Run[Any] = Run(
        path=path, mapping=mapping, centre_id=centre.id, by=by, latest=latest, language=row["language"], batch=BATCH
    )
    by.require("imports.run", centre.id)
    run.take_up(row)
    await asyncio.to_thread(run.open)
    await execute(
        "update import_run set preview = $2, total = $3, mapping = $4 where id = $1",
        row["id"], run.written(), run.total, msgspec.to_builtins(mapping),
    )  # fmt: skip
    await run.load(loader_for(mapping, centre, by), lambda _tally, _total: None)


def _mapping(row: Mapping[str, Any], path: Path, latest: Any) -> FileMapping:
    """What was sent along, else what the names of the columns say. Raises BadMapping with what nobody can guess."""
    if row["mapping"]:
        return parse_mapping(row["mapping"], row["kind"])
    found = guess(path, Kind(row["kind"]), latest)
    if found.open:
        raise BadMapping(why=f"none was sent, and the file does not tell {'; '.join(found.open)}")
    return parse_mapping(found.mapping, row["kind"])


async def _by(staff_id: UUID) -> Actor:
    if staff_id == SYSTEM.id:
        return SYSTEM
    if (by := await actor_of(staff_id)) is None:
        raise Forbidden(right="imports.run")
    return by
