"""The one way in which a file is loaded: batch by batch, each committed together with how far the run came.

A row that cannot be loaded never ends a run: its batch is halved until it stands alone, and then it is refused.
"""

import dataclasses
import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, Generic, Protocol, TypeVar
from uuid import UUID

import asyncpg
import msgspec

from service_desk.events.actions import record
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.days.written import fits
from service_desk.foundation.db import DB, atomic, copying, execute, fetch, fetchrow
from service_desk.foundation.errors import Busy, Conflict, DeskError, Forbidden, Unauthorised
from service_desk.foundation.ids import uuid7
from service_desk.foundation.sentences import said, sentence
from service_desk.foundation.written import Phrase, Term
from service_desk.imports.reading import Line, Look, Table, fingerprint, look_at, opened
from service_desk.imports.rules import (
    BadCell,
    Differs,
    ImportFinished,
    Mapping,
    OnDifference,
    Outcome,
    Reader,
    Refused,
    Tally,
)
from service_desk.imports.rules.fitting import misfit
from service_desk.imports.rules.reasons import DatabaseRefused

T = TypeVar("T")
S_contra = TypeVar("S_contra", contravariant=True)
BATCH: Final = 5000
EXAMPLES: Final = 10  # rows of a preview
SHOWN: Final = 20  # refused rows of a preview
_ROOM: Final = "service_desk.imports"
_ROW: Final = "(row)"  # where no column is to blame
_NAMED: Final = 100  # models that are told by name
_LONGEST_KEPT: Final = 5000  # of a cell that was refused
Progress = Callable[[Tally, int | None], None]
# What PostgreSQL says of a row, by its class of error, in our words: its own are in English and name our columns.
_SAID: Final[tuple[tuple[type[Exception], str], ...]] = (
    (asyncpg.UniqueViolationError, "it is there already"),
    (asyncpg.ForeignKeyViolationError, "it points to something that is not there"),
    (asyncpg.IntegrityConstraintViolationError, "a value is outside of what is allowed"),
    (asyncpg.DataError, "a text or a number in it cannot be kept"),
)
_UNFINISHED: Final = """
select id, number, position, total, tally from import_run
 where centre_id = $1 and kind = $2 and file_hash = $3 and mapping_hash = $4 and state = 'running' and not dry
   and file_id is null order by started_at desc limit 5"""
_BEGIN: Final = """
insert into import_run (id, number, centre_id, kind, state, dry, file_name, language, file_hash, mapping_hash, mapping, position,
  tally, preview, problem, attempts, total, started_at, started_by, beat_at)
values ($1, nextval('import_run_number'), $2, $3, 'running', false, $4, $5, $6, $7, $8, 0, $9, $10, '', 1, $11, $12, $13, $12)
returning number"""
LOCK: Final = "select pg_try_advisory_lock(hashtextextended('import ' || $1::text, 11))"
_GO_ON: Final = """
update import_run set position = $2, tally = $3, beat_at = $4, total = $5, state = $6, finished_at = $7
 where id = $1 and state = 'running' returning true"""
_FINDINGS: Final = (
    "id", "run_id", "outcome", "line", "column", "reason", "cells", "subject_id", "fields", "taken",
)  # fmt: skip
# What the database may say of one row, and not of the moment: the data itself, its integrity, its own rules.
_OF_THE_ROW: Final = ("22", "23", "P0")


class RunStopped(Conflict):
    code = "import_stopped"
    message = (
        "The import was cancelled. {done:# row is|# rows are} in; `desk import undo` or the API takes them out again."
    )


class RunAtWork(Conflict):
    code = "import_at_work"
    message = "Import {number} is at work just now: it is loaded or undone. Wait for its end."


class Loader(Protocol[S_contra]):
    """One kind of file. `prepare` reads a row or raises BadCell; `load` writes some rows, all or none."""

    reader: Reader

    async def open(self) -> None: ...
    def prepare(self, line: Line) -> Any: ...
    async def load(self, rows: Sequence[S_contra]) -> Outcome: ...
    def forget(self) -> None: ...
    def shown(self, row: S_contra) -> dict[str, str]: ...


@dataclasses.dataclass
class _Batch:
    """What became of some rows."""

    outcome: Outcome = dataclasses.field(default_factory=Outcome)
    refused: list[Refused] = dataclasses.field(default_factory=list)


def mapping_digest(mapping: Mapping) -> bytes:
    return hashlib.sha256(msgspec.json.encode(mapping, order="deterministic")).digest()


class Run(Generic[T]):
    """An import of one file. With `run_id` it is one that was asked for; else one that was interrupted goes on, or a new
    one begins.
    """

    def __init__(
        self, *, path: Path, mapping: Mapping, centre_id: UUID, by: Actor, latest: date, language: str = "en",
        batch: int | None = None,
    ) -> None:  # fmt: skip
        self.path, self.mapping, self.centre_id, self.by = path, mapping, centre_id, by
        self.latest, self.language = latest, language
        self.batch = batch or BATCH
        self.tally, self.position, self.total = Tally(), 0, 0
        self.id, self.number = uuid7(), 0
        self.examples: list[dict[str, str]] = []
        self.refusals: list[Refused] = []

    def open(self) -> Look:
        """Read the whole file once: DatesDoNotFit and its like are said before anything is loaded."""
        self.table: Table = opened(self.path, self.mapping.source, self.mapping.needed)
        days = {day.column for day in self.mapping.days.values() if day.value is None}
        look = look_at(self.table, days, self.whole)
        self.total = look.rows
        if not self.mapping.accept_misfits:
            for day in self.mapping.days.values():
                if day.value is None and (fault := misfit(day, look.days[day.column], self.latest)):
                    raise fault
        return look

    def written(self) -> dict[str, Any]:
        """How the file is written, as it was found out."""
        table = self.table
        return {
            "format": table.format.value, "encoding": table.encoding, "delimiter": table.delimiter, "header": table.names,
            "notes": [said(note, _ROOM, self.language) for note in table.notes],
        }  # fmt: skip

    def whole(self, row: dict[str, str]) -> bool:
        """Whether a line could be a row: what names it is there, and its dates are dates."""
        for name in self.mapping.REQUIRED:
            if (column := self.mapping.columns.get(name)) is not None and not row[column].strip():
                return False
        for day in self.mapping.days.values():
            if day.value is None and (text := row[day.column].strip()) and not fits(text, day.forms, self.latest):
                return False
        return True

    async def begin(self) -> None:
        """A run of the same file and mapping that was interrupted goes on behind its last committed batch."""
        file, mapping = fingerprint(self.path), mapping_digest(self.mapping)
        for row in await fetch(_UNFINISHED, self.centre_id, self.mapping.kind, file, mapping):
            if await self._lock.fetchval(LOCK, str(row["id"])):
                self.take_up(row)
                return
        row = await fetchrow(
            _BEGIN, self.id, self.centre_id, self.mapping.kind, self.path.name, self.language, file, mapping,
            msgspec.to_builtins(self.mapping), dataclasses.asdict(self.tally), self.written(), self.total, clock.now(), self.by.id,
        )  # fmt: skip
        assert row is not None
        self.number = row["number"]
        await self._lock.fetchval(LOCK, str(self.id))

    def take_up(self, row: Any) -> None:
        self.id, self.number, self.position = row["id"], row["number"], row["position"]
        self.tally = msgspec.convert(row["tally"], Tally)

    async def all(self, loader: Loader[T], progress: Progress) -> Tally:
        """Load the file, from where a run of it was interrupted; the tally of the whole file."""
        self.by.require("imports.run", self.centre_id)
        self.open()
        self._lock = await DB.get_new_connection()
        try:
            await self.begin()
            return await self.load(loader, progress)
        finally:
            await self._lock.close()

    async def load(self, loader: Loader[T], progress: Progress, *, dry: bool = False) -> Tally:
        """Batch by batch; `dry` within one transaction of the caller, which forgets it."""
        await loader.open()
        lines: list[Line] = []
        prepared: list[T] = []
        refused: list[Refused] = []
        number = self.position
        for line in self.table.rows(skip=self.position, whole=self.whole):
            number = line.number
            try:
                row = _sound(line, loader)
            except BadCell as cell:
                refused.append(self._refused(line, cell.column, cell.reason))
            else:
                prepared.append(row)
                lines.append(line)
            if len(prepared) + len(refused) >= self.batch:
                await self._commit(number, loader, prepared, lines, refused, dry=dry)
                progress(self.tally, self.total)
                lines, prepared, refused = [], [], []
        await self._commit(number, loader, prepared, lines, refused, last=True, dry=dry)
        progress(self.tally, self.total)
        return self.tally

    async def _commit(
        self, number: int, loader: Loader[T], prepared: Sequence[T], lines: Sequence[Line], refused: list[Refused], *,
        last: bool = False, dry: bool = False,
    ) -> None:  # fmt: skip
        done, rows = _Batch(refused=refused), len(prepared) + len(refused)
        async with atomic():
            if prepared:
                done.outcome = await self._load(loader, prepared, lines, done.refused)
                done.refused += [self._refused(lines[at], column, why) for at, column, why in done.outcome.refused]
            taken = self.mapping.on_difference is OnDifference.UPDATE
            tally = _counted(self.tally, done, rows, taken=taken)
            if dry:
                self.refusals += sorted(done.refused, key=lambda one: one.line)[: SHOWN - len(self.refusals)]
                lost = {one.line for one in done.refused}
                for row in (row for row, line in zip(prepared, lines, strict=True) if line.line not in lost):
                    if len(self.examples) < EXAMPLES:
                        self.examples.append(loader.shown(row))
            else:
                await self._keep(done, lines, taken=taken)
            self.tally, self.position = tally, number
            state = "finished" if last else "running"
            if not dry and not await fetchrow(
                _GO_ON, self.id, number, dataclasses.asdict(tally), clock.now(), self.total, state,
                clock.now() if last else None,
            ):  # fmt: skip
                raise RunStopped(done=self.tally.loaded)
            if last and not dry:
                fact = ImportFinished(
                    self.id, self.mapping.kind, tally.rows, tally.loaded, tally.refused, tally.existing, tally.differs
                )
                await record(fact, subject=("import_run", self.id), centre_id=self.centre_id, by=self.by)

    async def _load(
        self, loader: Loader[T], rows: Sequence[T], lines: Sequence[Line], refused: list[Refused]
    ) -> Outcome:
        """All that can be loaded of these rows; what cannot is refused, found by halving."""
        try:
            async with atomic():
                return await loader.load(rows)
        except (BadCell, DeskError, asyncpg.PostgresError, asyncpg.DataError, ValueError, OverflowError) as error:
            if not _of_the_row(error):
                raise
            loader.forget()
            if len(rows) == 1:
                column, reason = self._reason(error)
                refused.append(self._refused(lines[0], column, reason))
                return Outcome()
        half = len(rows) // 2
        outcome = await self._load(loader, rows[:half], lines[:half], refused)
        outcome.add(await self._load(loader, rows[half:], lines[half:], refused), half)
        return outcome

    def _reason(self, error: Exception) -> tuple[str, DeskError]:
        if isinstance(error, BadCell):
            return error.column, error.reason
        if isinstance(error, DeskError):
            return self.mapping.columns.get(error.field or "", error.field or _ROW), error
        return _ROW, DatabaseRefused(told=_told(error))

    def _refused(self, line: Line, column: str, reason: DeskError) -> Refused:
        cells = tuple(_kept(cell) for cell in line.cells)
        if column == _ROW:
            column = said(Term(_ROW), _ROOM, self.language)
        return Refused(line.line, column, sentence(reason, self.language), cells)

    async def _keep(self, done: _Batch, lines: Sequence[Line], *, taken: bool) -> None:
        """The findings and what was made, in the transaction of the batch."""
        for kind, ids in done.outcome.made.items():
            if ids:
                await execute(
                    "insert into import_batch (id, run_id, kind, ids) values ($1, $2, $3, $4)",
                    uuid7(),
                    self.id,
                    kind,
                    ids,
                )
        differs = [Differs(lines[at].line, key, fields, taken) for at, key, fields in done.outcome.differs]
        records: list[tuple[Any, ...]] = [
            (uuid7(), self.id, "refused", each.line, each.column, each.reason, list(each.cells), None, None, False)
            for each in done.refused
        ]
        records += [
            (uuid7(), self.id, "differs", each.line, "", "", None, each.subject_id, each.fields, each.taken)
            for each in differs
        ]
        if records:
            async with copying() as connection:
                await connection.copy_records_to_table("import_finding", records=records, columns=_FINDINGS)


def _sound(line: Line, loader: Loader[Any]) -> Any:
    if line.fault is not None:
        raise BadCell(_ROW, line.fault)
    return loader.prepare(line)


def _counted(tally: Tally, done: _Batch, rows: int, *, taken: bool) -> Tally:
    outcome = done.outcome
    return Tally(
        rows=tally.rows + rows,
        loaded=tally.loaded + outcome.loaded,
        refused=tally.refused + len(done.refused),
        existing=tally.existing + outcome.existing,
        differs=tally.differs + len(outcome.differs),
        taken=tally.taken + (len(outcome.differs) if taken else 0),
        tickets=tally.tickets + outcome.tickets,
        tickets_there=tally.tickets_there + outcome.tickets_there,
        models=tally.models + len(outcome.models),
        new_models=(*tally.new_models, *outcome.models)[:_NAMED],
    )


def _of_the_row(error: Exception) -> bool:
    """Not of the moment (a lock, a lost connection) and not of the caller (a right)."""
    if isinstance(error, asyncpg.PostgresError):
        return str(error.sqlstate or "").startswith(_OF_THE_ROW)
    return not isinstance(error, Busy | Forbidden | Unauthorised | RunStopped)


def _kept(cell: Any) -> str:
    if cell is None:
        return ""
    text = cell.isoformat() if isinstance(cell, date) else str(cell)
    return text[:_LONGEST_KEPT].encode("utf-8", "replace").decode().replace("\x00", "\ufffd")


def _told(error: Exception) -> Phrase:
    why = next((said for kind, said in _SAID if isinstance(error, kind)), "it does not fit the rules of the desk")
    return Phrase("{why} ({code})", why=Term(why), code=getattr(error, "sqlstate", None) or type(error).__name__)
