"""The one way in which a file is loaded: batch by batch, each committed together with how far the run came."""

import csv
import dataclasses
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

import msgspec

from service_desk.events.actions import record
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic, execute, fetchrow
from service_desk.foundation.ids import uuid7
from service_desk.imports.reading import Line, fingerprint, rows
from service_desk.imports.rules import BadCell, ImportFinished, Mapping, Refused, Tally

T = TypeVar("T")
BATCH: Final = 5000
Progress = Callable[[Tally], None]
_BEGIN: Final = """
insert into import_run (id, centre_id, kind, file_hash, mapping_hash, position, tally, started_at, started_by)
values ($1, $2, $3, $4, $5, 0, $6, $7, $8)
on conflict (centre_id, kind, file_hash, mapping_hash) where finished_at is null do update set started_by = excluded.started_by
returning id, position, tally"""


class Run(Generic[T]):
    """An import of one file. `prepare` reads a row or raises BadCell; `load` writes a batch and adds it to the tally."""

    def __init__(self, *, path: Path, mapping: Mapping, errors: Path, centre_id: UUID, by: Actor) -> None:
        self.path, self.mapping, self.errors, self.centre_id, self.by = path, mapping, errors, centre_id, by
        self.tally, self.position, self.id = Tally(), 0, uuid7()
        self._errors_at = 0

    async def begin(self) -> None:
        """A run of the same file and mapping that was interrupted goes on behind its last committed batch."""
        self.by.require("imports.run", self.centre_id)
        mapping_hash = msgspec.json.encode(self.mapping, order="deterministic")
        row = await fetchrow(
            _BEGIN, self.id, self.centre_id, self.mapping.kind, fingerprint(self.path), hashlib.sha256(mapping_hash).digest(),
            self._state(), clock.now(), self.by.id,
        )  # fmt: skip
        assert row is not None
        self.id, self.position = row["id"], row["position"]
        self.tally = Tally(**row["tally"]["rows"])
        self._errors_at = row["tally"]["errors_at"]

    def _state(self) -> dict[str, Any]:
        return {"rows": dataclasses.asdict(self.tally), "errors_at": self._errors_at}

    async def all(
        self,
        prepare: Callable[[Line], T],
        load: Callable[[Sequence[T], Tally], Awaitable[None]],
        progress: Progress,
    ) -> Tally:
        """Load the file from where the run stands; the tally of the whole file."""
        prepared: list[T] = []
        refused: list[Refused] = []
        number = self.position
        for line in rows(self.path, self.mapping, skip=self.position):
            number = line.number
            try:
                prepared.append(_prepared(prepare, line))
            except BadCell as cell:
                refused.append(Refused(line.line, cell.column, cell.reason))
            if len(prepared) + len(refused) >= BATCH:
                await self._commit(number, prepared, refused, load)
                progress(self.tally)
                prepared, refused = [], []
        await self._commit(number, prepared, refused, load, last=True)
        progress(self.tally)
        return self.tally

    async def _commit(
        self,
        number: int,
        prepared: Sequence[T],
        refused: Sequence[Refused],
        load: Callable[[Sequence[T], Tally], Awaitable[None]],
        *,
        last: bool = False,
    ) -> None:
        tally = dataclasses.replace(self.tally)
        tally.rows += len(prepared) + len(refused)
        tally.refused += len(refused)
        errors_at = self._write(refused)
        async with atomic():
            if prepared:
                await load(prepared, tally)
            self.tally, self.position, self._errors_at = tally, number, errors_at
            await execute(
                "update import_run set position = $2, tally = $3, finished_at = $4 where id = $1",
                self.id, number, self._state(), clock.now() if last else None,
            )  # fmt: skip
            if last:
                fact = ImportFinished(
                    self.id, self.mapping.kind, tally.rows, tally.loaded, tally.refused, tally.existing
                )
                await record(fact, subject=("import_run", self.id), centre_id=self.centre_id, by=self.by)

    def _write(self, refused: Sequence[Refused]) -> int:
        """Add to the error file behind what is committed: lines of a batch that was interrupted are written again."""
        if not refused and not self.errors.exists():
            return self._errors_at
        self.errors.parent.mkdir(parents=True, exist_ok=True)
        with self.errors.open("a", encoding="utf-8", newline="") as file:
            file.truncate(self._errors_at)
            file.seek(self._errors_at)
            writer = csv.writer(file)
            if not self._errors_at:
                writer.writerow(("line", "column", "reason"))
            writer.writerows((each.line, each.column, each.reason) for each in refused)
            return file.tell()


def _prepared(prepare: Callable[[Line], T], line: Line) -> T:
    if not line.sound:
        raise BadCell("(row)", "more cells than the header has: is a quote or a delimiter missing?")
    return prepare(line)
