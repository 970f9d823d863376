"""What can be asked about imports: the runs, their refused and differing rows, the error file."""

import csv
import io
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import msgspec

from service_desk.foundation import clock
from service_desk.foundation.db import fetch, fetchrow
from service_desk.foundation.errors import NotFound
from service_desk.foundation.naming import as_written, looked_up
from service_desk.foundation.paging import DEFAULT, BadCursor, Page, checked_limit, cut, decode
from service_desk.imports.rules import Kind, Preview, Tally

Scope = frozenset[UUID] | None
_RUN: Final = """
select r.id, r.number, r.centre_id, r.kind, r.state, r.dry, r.file_name, r.total, r.tally, r.preview, r.problem, r.started_at,
       r.started_by, r.beat_at, r.finished_at, r.undone_at
  from import_run r where ($1::uuid[] is null or r.centre_id = any($1))"""
_NO_PREVIEW: Final[dict[str, Any]] = {
    "format": "", "encoding": "", "delimiter": "", "header": [], "notes": [], "broken_characters": 0, "dates": {}, "headings": {},
    "rows": [], "refused": [],
}  # fmt: skip
_LATE: Final = timedelta(minutes=2)
_PAGE: Final = 5000
_NUMBER: Final = re.compile(r"[+-][\d\s().,/-]*")


class RunState(StrEnum):
    """`interrupted`: nothing came further for two minutes. `tried`: a trial that is done."""

    WAITING = "waiting"
    RUNNING = "running"
    INTERRUPTED = "interrupted"
    FINISHED = "finished"
    TRIED = "tried"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNDONE = "undone"


class FindingKind(StrEnum):
    REFUSED = "refused"
    DIFFERS = "differs"


@dataclass(frozen=True)
class RunFacts:
    """`total` rows are in the file, as far as that is known; `problem` says why it failed."""

    id: UUID
    number: int
    centre_id: UUID
    kind: Kind
    state: RunState
    dry: bool
    file_name: str
    total: int | None
    tally: Tally
    preview: Preview
    problem: str
    started_at: datetime
    started_by: UUID
    finished_at: datetime | None
    undone_at: datetime | None


@dataclass(frozen=True)
class Finding:
    """A row that was refused (`column`, `reason`), or differs from what is there: `fields` with what is kept and what the
    file says; `taken` where the latter holds now.
    """

    id: UUID
    outcome: FindingKind
    line: int
    column: str
    reason: str
    subject_id: UUID | None
    fields: dict[str, tuple[str, str]] | None
    taken: bool


def _facts(row: Any) -> RunFacts:
    told = {key: row[key] for key in RunFacts.__dataclass_fields__}
    if row["state"] == "running" and row["beat_at"] is not None and row["beat_at"] < clock.now() - _LATE:
        told["state"] = "interrupted"
    known = {key: value for key, value in row["tally"].items() if key in Tally.__dataclass_fields__}
    told |= {
        "kind": Kind(row["kind"]),
        "state": RunState(told["state"]),
        "tally": msgspec.convert(known, Tally),
        "preview": msgspec.convert(_NO_PREVIEW | row["preview"], Preview),
    }
    return RunFacts(**told)


async def runs(centres: Scope = None, *, cursor: str | None = None, limit: int = DEFAULT) -> Page[RunFacts]:
    """The newest first."""
    before = _before(cursor)
    rows = await fetch(
        f"{_RUN} and ($2::bigint is null or r.number < $2) order by r.number desc limit $3",
        list(centres) if centres is not None else None,
        before,
        checked_limit(limit) + 1,
    )
    return cut([_facts(row) for row in rows], limit, lambda run: (str(run.number),))


def _before(cursor: str | None) -> int | None:
    parts = decode(cursor, 1)
    if not parts:
        return None
    if not parts[0].isascii() or not parts[0].isdigit() or len(parts[0]) > 18:
        raise BadCursor
    return int(parts[0])


async def run(run_id: UUID, centres: Scope = None) -> RunFacts:
    row = await fetchrow(f"{_RUN} and r.id = $2", list(centres) if centres is not None else None, run_id)
    if row is None:
        raise NotFound(kind="import", key=run_id)
    return _facts(row)


async def run_by_number(number: int) -> RunFacts:
    row = await fetchrow(f"{_RUN} and r.number = $2", None, number)
    if row is None:
        raise NotFound(kind="import", key=number)
    return _facts(row)


run_named: Final = looked_up(
    "import",
    "select id, number::text as alone from import_run where number::text = $1 and ($2::uuid[] is null or centre_id = any($2))",
    as_written,
)


async def findings(
    run_id: UUID, outcome: FindingKind, *, cursor: str | None = None, limit: int = DEFAULT
) -> Page[Finding]:
    """In the order of the file."""
    mark = decode(cursor, 2)
    rows = await fetch(
        'select id, outcome, line, "column", reason, subject_id, fields, taken from import_finding where run_id = $1 '
        "and outcome = $2 and ($3::int is null or (line, id) > ($3, $4::uuid)) order by line, id limit $5",
        run_id, outcome, int(mark[0]) if mark else None, UUID(mark[1]) if mark else None, checked_limit(limit) + 1,
    )  # fmt: skip
    return cut(
        [Finding(**{**row, "outcome": FindingKind(row["outcome"])}) for row in rows],
        limit,
        lambda one: (str(one.line), str(one.id)),
    )


async def error_file(run_id: UUID, header: list[str] | None = None) -> AsyncIterator[str]:
    """The refused rows as they stood, with import_line, import_column and import_reason behind them: corrected, the file can
    be loaded again with the same mapping.
    """
    row = await fetchrow("select preview, mapping from import_run where id = $1", run_id)
    if row is None:
        raise NotFound(kind="import", key=run_id)
    names = header or row["preview"].get("header") or []
    source = row["mapping"].get("source") or {}
    delimiter = source.get("delimiter") or row["preview"].get("delimiter") or ","
    if source.get("header", True):
        yield _written([*names, "import_line", "import_column", "import_reason"], delimiter)
    last: tuple[int, UUID] = (0, UUID(int=0))
    while found := await fetch(
        'select id, line, "column", reason, cells from import_finding where run_id = $1 and outcome = \'refused\' '
        "and (line, id) > ($2, $3) order by line, id limit $4",
        run_id, *last, _PAGE,
    ):  # fmt: skip
        for one in found:
            cells = [*(one["cells"] or [])]
            if len(cells) > len(names) > 0:
                cells = [*cells[: len(names) - 1], delimiter.join(cells[len(names) - 1 :])]
            cells += [""] * (len(names) - len(cells))
            yield _written([*cells, one["line"], one["column"], one["reason"]], delimiter)
        last = (found[-1]["line"], found[-1]["id"])


def _written(cells: list[Any], delimiter: str) -> str:
    """A cell that a spreadsheet would reckon with gets an apostrophe before it, which a later import takes off again."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerow([_disarmed(str(cell)) for cell in cells])
    return out.getvalue()


def _disarmed(cell: str) -> str:
    text = cell.lstrip()
    armed = (
        text[:1] in {"=", "@"} or cell[:1] in {"\t", "\r"} or (text[:1] in {"+", "-"} and not _NUMBER.fullmatch(text))
    )
    return f"'{cell}" if armed else cell


_POINTING: Final = """
select distinct c.oid::regclass::text as child, a.attname::text as name
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and a.atttypid = 'uuid'::regtype
  left join pg_constraint f on f.conrelid = c.oid and f.contype = 'f' and a.attnum = any(f.conkey)
 where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
   and (f.confrelid = $1::text::regclass or (f.oid is null and a.attname in ($2 || '_id', 'subject_id')))"""
# What tells of a record for ever uses nothing.
_TELLING: Final = frozenset({"event", "event_seal", "event_delivery", "idempotency", "import_finding", "import_batch"})


async def users_of(table: str, name: str, ids: list[UUID], ignoring: frozenset[str]) -> dict[UUID, dict[str, int]]:
    """Record: how many rows of which tables point to it, by a key of the database or by name (`item_id`, `subject_id`).

    Read from the catalogue, so that a table of a new room is seen without being named here.
    """
    found: dict[UUID, dict[str, int]] = {}
    for child, column in await fetch(_POINTING, table, name):
        if child in ignoring or child in _TELLING:
            continue
        sql = f'select "{column}" as used, count(*) as count from {child} where "{column}" = any($1) group by 1'
        for row in await fetch(sql, ids):
            of = found.setdefault(row["used"], {})
            of[child] = of.get(child, 0) + row["count"]
    return found
