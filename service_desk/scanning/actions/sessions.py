"""Start, finish and cancel a delivery that is taken in, or a place that is counted."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from barcodes import normalise_serial
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic, fetchrow
from service_desk.foundation.ids import uuid7
from service_desk.parts import actions as stock
from service_desk.parts import queries as places
from service_desk.parts.rules import LocationFacts
from service_desk.parts.rules.places import checked_open
from service_desk.scanning import queries
from service_desk.scanning.rules.sessions import (
    RIGHTS,
    SUBJECT,
    Line,
    NothingScanned,
    Purpose,
    ScansLeft,
    SessionCancelled,
    SessionEnded,
    SessionFacts,
    SessionFinished,
    SessionStarted,
    SessionState,
)
from service_desk.scanning.tables import StockSession

_END: Final = """
update stock_session set state = $2, state_at = $3, state_by = $4, version = version + 1
 where id = $1 and state = 'open' returning id"""


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


async def opened(session_id: UUID, by: Actor) -> SessionFacts:
    """The session, for one who may scan into it. Raises SessionEnded."""
    session = await queries.session(session_id, by.centres)
    by.require(RIGHTS[session.purpose], session.centre_id)
    if session.state is not SessionState.OPEN:
        raise SessionEnded(state=session.state)
    return session


async def finish_session(
    *,
    session_id: UUID,
    by: Actor,
    whole: bool = False,
    leave_unknown: bool = False,
    came_back: Collection[str] = (),
) -> Finished:
    """Receive what was scanned, or correct the books to what was counted; all of it or nothing.

    Refused while scans are not understood, unless they are left out on purpose. `came_back`: the serials among them that left
    the stock before and are here again.
    """
    again = frozenset(normalise_serial(serial) for serial in came_back)
    async with atomic():
        session = await opened(session_id, by)
        left = await queries.waiting_scans(session_id)
        if left and not leave_unknown:
            shown = [one.raw.strip()[:40] for one in left[:3]]
            raise ScansLeft(count=session.unclear + session.unknown, shown=shown)
        lines = await queries.session_lines(session_id, whole=whole)
        if not lines or not (whole or session.counted):
            raise NothingScanned
        differences = 0
        for line in lines:
            differences += await _post(session, line, again, by)
        await _end(session, SessionState.FINISHED, by)
        finished = SessionFinished(session_id, session.purpose, session.location_id, len(lines), differences)
        await record(finished, subject=(SUBJECT, session_id), centre_id=session.centre_id, by=by)
        return Finished(await queries.session(session_id, by.centres), lines, differences)


async def _post(session: SessionFacts, line: Line, again: frozenset[str], by: Actor) -> int:
    """1 where the books had to be corrected."""
    at: dict[str, Any] = {
        "part_id": line.product_id,
        "location_id": session.location_id,
        "lot": line.lot,
        "serial": line.serial,
        "by": by,
    }
    if session.purpose is Purpose.RECEIPT:
        await stock.receive(
            **at,
            quantity=line.counted,
            subject=(SUBJECT, session.id),
            number=session.number,
            came_back=bool(line.serial) and normalise_serial(line.serial) in again,
        )
        return 0
    reason = f"count {session.number}".strip()
    return 0 if await stock.count(**at, counted=line.counted, reason=reason) is None else 1


async def _end(session: SessionFacts, to: SessionState, by: Actor) -> None:
    if await fetchrow(_END, session.id, to, now(), by.id) is None:
        raise SessionEnded(state=(await queries.session(session.id, by.centres)).state)


async def cancel_session(*, session_id: UUID, by: Actor) -> SessionFacts:
    """Nothing is posted; the scans stay to be looked at."""
    async with atomic():
        session = await opened(session_id, by)
        await _end(session, SessionState.CANCELLED, by)
        cancelled = SessionCancelled(session_id, session.purpose, session.location_id)
        await record(cancelled, subject=(SUBJECT, session_id), centre_id=session.centre_id, by=by)
        return await queries.session(session_id, by.centres)
