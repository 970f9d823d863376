"""Take in a delivery or count a place by scans alone: a stream becomes lines, and finishing posts them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from barcodes import ScanHints, Source, parse_scan
from barcodes.commands import Command, command_of
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic, fetch, fetchrow
from service_desk.foundation.errors import NotFound
from service_desk.foundation.ids import uuid7
from service_desk.parts import actions as stock
from service_desk.parts import queries as places
from service_desk.parts.rules import LocationFacts
from service_desk.parts.rules.places import checked_open
from service_desk.scanning import queries
from service_desk.scanning.actions.scans import kept
from service_desk.scanning.rules import OWN
from service_desk.scanning.rules.sessions import (
    MOST_SCANS,
    MOST_TAGS,
    RIGHTS,
    SUBJECT,
    Counted,
    Line,
    NothingScanned,
    NothingToUndo,
    Outcome,
    Purpose,
    ScansLeft,
    SessionCancelled,
    SessionEnded,
    SessionFacts,
    SessionFinished,
    SessionStarted,
    SessionState,
    Taken,
    TooManyScans,
    spellings,
    tags_in,
    take,
)
from service_desk.scanning.tables import StockSession

# The session's row is locked by this until the commit: numbers of scans follow one another, two scanners or not.
_COUNT_ON: Final = """
update stock_session set scans = scans + $2 where id = $1 and state = 'open' returning scans - $2 as before"""
_WRITE: Final = """
insert into session_scan as s (id, session_id, seq, given, outcome, identity, product_id, lot, serial, quantity, reads, scanned_at,
  scanned_by)
select id, $1, seq, given, outcome, identity, product_id, lot, serial, quantity, reads, $2, $3
  from unnest($4::uuid[], $5::int[], $6::bytea[], $7::text[], $8::text[], $9::uuid[], $10::text[], $11::text[], $12::numeric[],
    $13::int[]) as v (id, seq, given, outcome, identity, product_id, lot, serial, quantity, reads)
on conflict (session_id, identity) where identity <> '' and undone_at is null do update set reads = s.reads + excluded.reads
returning s.id"""
_UNDO: Final = """
update session_scan set undone_at = $2 where id = (
  select id from session_scan where session_id = $1 and undone_at is null order by seq desc limit 1) returning seq"""
_DROP: Final = (
    "update session_scan set undone_at = $3 where session_id = $1 and seq = $2 and undone_at is null returning seq"
)
_END: Final = """
update stock_session set state = $2, state_at = $3, state_by = $4, version = version + 1
 where id = $1 and state = 'open' returning id"""


@dataclass(frozen=True, slots=True)
class Progress:
    """What a request of scans came to, scan by scan, and how the session stands now."""

    session: SessionFacts
    scans: list[Counted]
    undone: int


@dataclass(frozen=True, slots=True)
class Finished:
    """`lines` as they were posted; in a count each `difference` was corrected."""

    session: SessionFacts
    lines: list[Line]
    differences: int


async def start_session(*, location_id: UUID, purpose: Purpose, by: Actor, number: str = "") -> SessionFacts:
    """A receipt (`number`: the delivery note's) or a count, at a real place."""
    place = await _place(location_id, purpose, by)
    moment = now()
    row = StockSession(
        id=uuid7(), centre_id=place.centre_id, location_id=location_id, purpose=purpose, number=number.strip()[:40],
        state=SessionState.OPEN, started_at=moment, started_by=by.id, state_at=moment, state_by=by.id,
    )  # fmt: skip
    async with atomic():
        await StockSession.insert(row)
        started = SessionStarted(row.id, purpose, location_id)
        await record(started, subject=(SUBJECT, row.id), centre_id=place.centre_id, by=by)
        return await queries.session(row.id, by.centres)


async def _place(location_id: UUID, purpose: Purpose, by: Actor) -> LocationFacts:
    place = await places.location(location_id)
    by.require_row(RIGHTS[purpose], place.centre_id, kind="location", key=location_id)
    return checked_open(place)


async def add_scans(*, session_id: UUID, scans: Sequence[str], by: Actor, source: Source = Source.WEDGE) -> Progress:
    """A stream of scans in the order they came. A scanned UNDO takes the one before it back."""
    if len(scans) > MOST_SCANS:
        raise TooManyScans(most=MOST_SCANS, field="scans")
    return await _add(session_id, [(raw, 1) for raw in scans], source, by)


async def add_tags(*, session_id: UUID, text: str, by: Actor) -> Progress:
    """The text stream of an RFID reader: every tag counts once, however often and in however many requests it is read."""
    tags = tags_in(text)
    if len(tags) > MOST_TAGS:
        raise TooManyScans(most=MOST_TAGS, field="text")
    return await _add(session_id, tags, Source.RFID, by)


async def _add(session_id: UUID, given: Sequence[tuple[str, int]], source: Source, by: Actor) -> Progress:
    async with atomic():
        session = await _open(session_id, by)
        hints = ScanHints(source=source, internal_formats=OWN)
        read = [(raw, reads, parse_scan(raw.rstrip("\r\n\t"), hints)) for raw, reads in given]
        known = await queries.known_parts(
            (form for _, _, result in read for form in spellings(result)),
            (each.gtin for _, _, result in read for each in result.candidates if each.gtin),
            session.location_id,
            serials=session.purpose is Purpose.COUNT,
        )
        named = await queries.named_part(session_id)
        written, undone, batch = list[Counted](), 0, list[Taken]()
        for raw, reads, result in read:
            told = command_of(result)
            if told is None:
                taken = take(raw, result, known, named, reads)
                named = taken.part if taken.outcome is Outcome.NAMED else named
                batch.append(taken)
            elif told[0] is Command.UNDO:
                written += await _write(session_id, batch, by)
                batch = []
                undone += await _undo(session_id)
                named = await queries.named_part(session_id)
        written += await _write(session_id, batch, by)
        return Progress(await queries.session(session_id, by.centres), written, undone)


async def _open(session_id: UUID, by: Actor) -> SessionFacts:
    session = await queries.session(session_id, by.centres)
    by.require(RIGHTS[session.purpose], session.centre_id)
    if session.state is not SessionState.OPEN:
        raise SessionEnded(state=session.state.value)
    return session


async def _write(session_id: UUID, batch: Sequence[Taken], by: Actor) -> list[Counted]:
    """One statement for all; doubles in the request itself are folded before, since one statement cannot meet a row twice."""
    if not batch:
        return []
    rows = _folded(batch)
    moved = await fetchrow(_COUNT_ON, session_id, len(rows))
    if moved is None:
        raise SessionEnded(state=(await queries.session(session_id, by.centres)).state.value)
    ids = [uuid7() for _ in rows]
    seqs = [moved["before"] + at for at in range(1, len(rows) + 1)]
    kept_rows = await fetch(
        _WRITE, session_id, now(), by.id, ids, seqs, [kept(one.raw) for one in rows], [one.outcome for one in rows],
        [one.identity for one in rows], [one.part.id if one.part else None for one in rows], [one.lot for one in rows],
        [one.serial for one in rows], [one.quantity for one in rows], [one.reads for one in rows],
    )  # fmt: skip
    new = {row["id"] for row in kept_rows}
    return [
        _counted(seq, one, folded=key not in new or one.reads > 1)
        for key, seq, one in zip(ids, seqs, rows, strict=True)
    ]


def _folded(batch: Sequence[Taken]) -> list[Taken]:
    rows: dict[object, Taken] = {}
    for at, one in enumerate(batch):
        key: object = one.identity or at
        before = rows.get(key)
        rows[key] = one if before is None else _more(before, one.reads)
    return list(rows.values())


def _more(one: Taken, reads: int) -> Taken:
    return Taken(one.raw, one.outcome, one.part, one.lot, one.serial, one.quantity, one.identity, one.reads + reads)


def _counted(seq: int, one: Taken, *, folded: bool) -> Counted:
    sku = one.part.sku if one.part else ""
    return Counted(seq, one.raw, one.outcome, sku, one.lot, one.serial, one.quantity, one.reads, folded)


async def _undo(session_id: UUID) -> int:
    return 0 if await fetchrow(_UNDO, session_id, now()) is None else 1


async def undo_last(*, session_id: UUID, by: Actor) -> Progress:
    """Take the last scan back; again, the one before it."""
    async with atomic():
        await _open(session_id, by)
        if not await _undo(session_id):
            raise NothingToUndo
        return Progress(await queries.session(session_id, by.centres), [], 1)


async def drop_scan(*, session_id: UUID, seq: int, by: Actor) -> Progress:
    """Take one scan off, such as an unknown one."""
    async with atomic():
        await _open(session_id, by)
        if await fetchrow(_DROP, session_id, seq, now()) is None:
            raise NotFound(kind="scan", key=seq)
        return Progress(await queries.session(session_id, by.centres), [], 1)


async def finish_session(*, session_id: UUID, by: Actor, whole: bool = False, leave_unknown: bool = False) -> Finished:
    """Receive what was scanned, or correct the books to what was counted; all of it or nothing.

    Refused while scans are not understood, unless they are left out on purpose.
    """
    async with atomic():
        session = await _open(session_id, by)
        left = await queries.waiting_scans(session_id)
        if left and not leave_unknown:
            shown = ", ".join(one.raw.strip()[:40] for one in left[:3])
            raise ScansLeft(count=session.unclear + session.unknown, shown=shown)
        lines = await queries.session_lines(session_id, whole=whole)
        if not lines or not (whole or session.counted):
            raise NothingScanned
        differences = 0
        for line in lines:
            differences += await _post(session, line, by)
        await _end(session, SessionState.FINISHED, by)
        finished = SessionFinished(session_id, session.purpose, session.location_id, len(lines), differences)
        await record(finished, subject=(SUBJECT, session_id), centre_id=session.centre_id, by=by)
        return Finished(await queries.session(session_id, by.centres), lines, differences)


async def _post(session: SessionFacts, line: Line, by: Actor) -> int:
    """1 where the books had to be corrected."""
    at: dict[str, Any] = {
        "part_id": line.product_id,
        "location_id": session.location_id,
        "lot": line.lot,
        "serial": line.serial,
        "by": by,
    }
    if session.purpose is Purpose.RECEIPT:
        await stock.receive(**at, quantity=line.counted, subject=(SUBJECT, session.id), number=session.number)
        return 0
    reason = f"count {session.number}".strip()
    return 0 if await stock.count(**at, counted=line.counted, reason=reason) is None else 1


async def _end(session: SessionFacts, to: SessionState, by: Actor) -> None:
    if await fetchrow(_END, session.id, to, now(), by.id) is None:
        raise SessionEnded(state=(await queries.session(session.id, by.centres)).state.value)


async def cancel_session(*, session_id: UUID, by: Actor) -> SessionFacts:
    """Nothing is posted; the scans stay to be looked at."""
    async with atomic():
        session = await _open(session_id, by)
        await _end(session, SessionState.CANCELLED, by)
        cancelled = SessionCancelled(session_id, session.purpose, session.location_id)
        await record(cancelled, subject=(SUBJECT, session_id), centre_id=session.centre_id, by=by)
        return await queries.session(session_id, by.centres)
