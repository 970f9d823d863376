"""Take scans and tags into a session as fast as they come, and take the last one back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from barcodes import ScanHints, ScanResult, Source, parse_scan
from barcodes.commands import Command, command_of
from barcodes.rfid import read_tags
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic, fetch, fetchrow
from service_desk.foundation.errors import NotFound
from service_desk.foundation.ids import uuid7
from service_desk.scanning import queries
from service_desk.scanning.actions.scans import at_station, kept
from service_desk.scanning.actions.sessions import opened
from service_desk.scanning.rules import OWN
from service_desk.scanning.rules.sessions import (
    MOST_SCANS,
    MOST_TAGS,
    Counted,
    NothingToUndo,
    SessionEnded,
    SessionFacts,
    TooManyScans,
    UnevenScans,
)
from service_desk.scanning.rules.taking import Reckoned, Taken, spellings, take

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


@dataclass(frozen=True, slots=True)
class Progress:
    """What a request of scans came to, scan by scan, and how the session stands now."""

    session: SessionFacts
    scans: list[Counted]
    undone: int


async def add_scans(
    *,
    session_id: UUID,
    scans: Sequence[str],
    by: Actor,
    source: Source = Source.WEDGE,
    alt_raws: Sequence[str] = (),
    station_id: UUID | None = None,
) -> Progress:
    """A stream of scans in the order they came. A scanned UNDO takes the one before it back.

    `alt_raws`: the same scans as the keyboard's layout wrote them, as many or none.
    """
    if len(scans) > MOST_SCANS:
        raise TooManyScans(most=MOST_SCANS, field="scans")
    if alt_raws and len(alt_raws) != len(scans):
        raise UnevenScans(scans=len(scans), alt_raws=len(alt_raws), field="alt_raws")
    hints, _ = await at_station(ScanHints(source=source, internal_formats=OWN), station_id, by)
    texts = zip(scans, alt_raws or [""] * len(scans), strict=True)
    read = [(raw, 1, _parsed(raw, replace(hints, alt_raw=alt) if alt else hints)) for raw, alt in texts]
    return await _add(session_id, read, by)


async def add_tags(*, session_id: UUID, text: str, by: Actor) -> Progress:
    """The text stream of an RFID reader: every tag counts once, however often and in however many requests it is read."""
    found = read_tags(text.splitlines())
    if len(found.tags) + len(found.foreign) > MOST_TAGS:
        raise TooManyScans(most=MOST_TAGS, field="text")
    hints = ScanHints(source=Source.RFID, internal_formats=OWN)
    tags = [(one.raw, found.reads[one.best.extra["epc"]], one) for one in found.tags]
    tags += [(memory, reads, parse_scan(memory, hints)) for memory, reads in found.foreign.items()]
    return await _add(session_id, tags, by)


def _parsed(raw: str, hints: ScanHints) -> ScanResult:
    return parse_scan(raw.rstrip("\r\n\t"), hints)


async def _add(session_id: UUID, read: Sequence[tuple[str, int, ScanResult]], by: Actor) -> Progress:
    async with atomic():
        session = await opened(session_id, by)
        known = await queries.known_parts(
            (form for _, _, result in read for form in spellings(result)),
            (each.gtin for _, _, result in read for each in result.candidates if each.gtin),
            session.location_id,
            serials=True,
        )
        named = await queries.named_part(session_id)
        written, undone, batch = list[Counted](), 0, list[Taken]()
        for raw, reads, result in read:
            told = command_of(result)
            if told is None:
                taken = take(raw, result, known, named, reads)
                named = taken.part if taken.outcome is Reckoned.NAMED else named
                batch.append(taken)
            elif told[0] is Command.UNDO:
                written += await _write(session_id, batch, by)
                batch = []
                undone += await _undo(session_id)
                named = await queries.named_part(session_id)
        written += await _write(session_id, batch, by)
        return Progress(await queries.session(session_id, by.centres), written, undone)


async def _write(session_id: UUID, batch: Sequence[Taken], by: Actor) -> list[Counted]:
    """One statement for all; doubles in the request itself are folded before, since one statement cannot meet a row twice."""
    if not batch:
        return []
    rows = _folded(batch)
    moved = await fetchrow(_COUNT_ON, session_id, len(rows))
    if moved is None:
        raise SessionEnded(state=(await queries.session(session_id, by.centres)).state)
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
        await opened(session_id, by)
        if not await _undo(session_id):
            raise NothingToUndo
        return Progress(await queries.session(session_id, by.centres), [], 1)


async def drop_scan(*, session_id: UUID, seq: int, by: Actor) -> Progress:
    """Take one scan off, such as an unknown one."""
    async with atomic():
        await opened(session_id, by)
        if await fetchrow(_DROP, session_id, seq, now()) is None:
            raise NotFound(kind="scan", key=seq)
        return Progress(await queries.session(session_id, by.centres), [], 1)
