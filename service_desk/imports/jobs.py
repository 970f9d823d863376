"""Loads files that were sent in: one at a time a worker, batch by batch, gone on with where a worker died."""

import asyncio
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import msgspec

from service_desk.accounts.queries import actor_of
from service_desk.centres.queries import centre as centre_facts
from service_desk.foundation import clock, files
from service_desk.foundation.actor import SYSTEM, Actor
from service_desk.foundation.claim import LEASE, MOST_DEATHS, LeaseLost, Queue, backoff, settle
from service_desk.foundation.db import DB, atomic, execute, fetch
from service_desk.foundation.errors import Busy, DeskError, Forbidden, Invalid
from service_desk.foundation.i18n import LANGUAGES
from service_desk.foundation.sentences import sentence
from service_desk.foundation.written import Phrase
from service_desk.imports.actions.asking import SUBJECT, TOPIC
from service_desk.imports.actions.loading import loader_for
from service_desk.imports.actions.runs import LOCK, Run, RunStopped
from service_desk.imports.actions.trial import try_file
from service_desk.imports.reading import guess
from service_desk.imports.rules import BadMapping, Kind, parse_mapping
from service_desk.imports.rules import Mapping as FileMapping

BATCH: Final = 1000  # shorter than on the command line: the worker has other work to do in between
MOST_ATTEMPTS: Final = 5
_NOW: Final = "coalesce($2::timestamptz, statement_timestamp())"
_CLAIM: Final = f"""
update import_run set state = 'running', attempts = attempts + 1, beat_at = {_NOW}, lease_token = $3,
       lease_until = {_NOW} + $4::interval
 where id in (select id from import_run where state = 'waiting' and not_before <= {_NOW} and (deaths > 0) = $5
               order by started_at limit $1 for update skip locked) returning *"""
_SWEEP: Final = f"""
update import_run set state = case when deaths + 1 >= {MOST_DEATHS} then 'failed' else 'waiting' end, deaths = deaths + 1,
       problem = case when deaths + 1 >= {MOST_DEATHS} then coalesce($2::jsonb ->> language, $2::jsonb ->> 'en') else '' end, lease_token = null, lease_until = null,
       not_before = coalesce($1::timestamptz, statement_timestamp())
 where state = 'running' and lease_until < coalesce($1::timestamptz, statement_timestamp())"""
_END: Final = """
update import_run set state = $2, problem = $3, finished_at = $4, lease_token = null, lease_until = null
 where id = $1 and lease_token = $5"""
_LATER: Final = """
update import_run set state = 'waiting', not_before = $3, lease_token = null, lease_until = null
 where id = $1 and lease_token = $2 and state = 'running'"""
_TRIED: Final = """
update import_run set tally = $2, preview = $3, total = $4 where id = $1 and state = 'running'"""


class WorkerDied(Invalid):
    code = "import_worker_died"
    message = (
        "The worker stopped each time it loaded this file, and nothing more of it is tried. Divide the file, or load it with "
        "`desk import` where there is more memory. What is in stays until it is undone."
    )


class GaveUp(Invalid):
    code = "import_gave_up"
    message = "The file could not be loaded in several tries ({error}). Look into the worker's log, then send it again."


def queue() -> Queue[Any]:
    return Queue(
        "imports", "import_run", _claim, _work, _failed, _sweep, topics=(TOPIC,), due=("waiting",), width=1
    )  # fmt: skip


async def _claim(limit: int, at: datetime | None, token: UUID, suspects: bool) -> Sequence[Any]:
    return await fetch(_CLAIM, limit, at, token, LEASE, suspects)


async def _sweep(at: datetime | None) -> int:
    told = {language: sentence(WorkerDied(), language) for language in LANGUAGES}
    return int((await execute(_SWEEP, at, told)).split()[-1])


async def _work(row: Any, token: UUID) -> None:
    """Whoever holds the lock of the run works on it; the other one leaves it."""
    guard = await DB.get_new_connection()
    try:
        if not await guard.fetchval(LOCK, str(row["id"])):
            raise LeaseLost("import_run")
        try:
            with tempfile.TemporaryDirectory(prefix="desk-import-") as folder:
                path = Path(folder) / "file"
                await files.write_to(row["file_id"], path)
                await _load(row, path)
        except RunStopped:
            await _end(row, token, "cancelled", "")
        except DeskError as error:
            if isinstance(error, Busy):
                raise
            await _end(row, token, "failed", sentence(error, row["language"]))
        else:
            await _end(row, token, "tried" if row["dry"] else "finished", "")
    finally:
        await guard.close()


async def _failed(row: Any, token: UUID, error: Exception) -> None:
    """Something of the moment: later again, from the last committed batch."""
    if row["attempts"] >= MOST_ATTEMPTS:
        await _end(row, token, "failed", sentence(GaveUp(error=type(error).__name__), row["language"]))
    else:
        await settle(_LATER, row["id"], token, clock.now() + backoff(row["attempts"]))


async def _end(row: Any, token: UUID, state: str, problem: str) -> None:
    async with atomic():
        await settle(_END, row["id"], state, problem[:2000], clock.now(), token)
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
        await execute(_TRIED, row["id"], msgspec.to_builtins(tally), told, tally.rows)
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
        raise BadMapping(why=Phrase("none was sent, and the file does not tell {open}", open=found.open))
    return parse_mapping(found.mapping, row["kind"])


async def _by(staff_id: UUID) -> Actor:
    if staff_id == SYSTEM.id:
        return SYSTEM
    if (by := await actor_of(staff_id)) is None:
        raise Forbidden(right="imports.run")
    return by
