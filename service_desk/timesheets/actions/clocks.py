"""Start and stop clocks, enter time afterwards, take it back."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from asyncpg import ExclusionViolationError, UniqueViolationError

from service_desk.centres import queries as centres
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import aware, local_date, now, shown
from service_desk.foundation.db import atomic, execute, fetch, fetchrow, joined
from service_desk.foundation.errors import Conflict, Invalid, NotFound
from service_desk.foundation.ids import uuid7
from service_desk.foundation.live import announce
from service_desk.foundation.written import Term
from service_desk.timesheets import queries
from service_desk.timesheets.rules import (
    CLOCK,
    LONGEST_ENTRY,
    ClockFacts,
    ClockForgotten,
    ClockStarted,
    ResourceFacts,
    TimeFacts,
    TimeRecorded,
    TimeVoided,
    billed_minutes,
    checked_activity,
    checked_entry,
    checked_start,
    checked_stop,
    worth,
)

BOOK: Final = "time.book"
_LONGEST_REASON: Final = 500
_OPEN: Final = """
insert into time_entry (id, resource_id, centre_id, subject_kind, subject_id, activity, started_at, started_by, worked_on,
  stopped_at, subject_number, currency, void_reason, too_long)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', '', false)"""
_CLOSE: Final = """
update time_entry set stopped_at = $2, stopped_by = $3, minutes = $4, cost_rate = $5, bill_rate = $6, cost = $7,
       bill = $8, currency = $9, too_long = $10
 where id = $1 returning id"""
_STANDS: Final = """
select subject_number, started_at, stopped_at from time_entry where resource_id = $1 and voided_at is null
   and tstzrange(started_at, stopped_at) && tstzrange($2, $3) order by started_at limit 1"""
_VOID: Final = """
update time_entry set voided_at = $2, voided_by = $3, void_reason = $4
 where id = $1 and voided_at is null returning resource_id, centre_id, subject_kind, subject_id"""


class ClockAlreadyRunning(Conflict):
    code = "clock_already_running"
    message = "A clock of {resource} has been running on {number} since {since}. Stop it first, then start this one."


class NoClockRunning(Conflict):
    code = "no_clock_running"
    message = "No clock of {resource} is running. Start one, or enter the time with start and stop."


class OverlappingTime(Conflict):
    code = "overlapping_time"
    message = (
        "{resource} already has time booked on {number} from {started} to {stopped}. Choose times that do not overlap it; "
        "work that is over is entered with start and stop."
    )


class OverlappingClock(Conflict):
    code = "overlapping_clock"
    message = "A clock of {resource} runs on {number} since {started}. Enter time that ended before it began, or stop it first."


class PersonLeft(Conflict):
    code = "person_left"
    message = "{resource} has left: no clock starts for them any more. Choose another person."


class RetiredResource(Conflict):
    code = "retired_resource"
    message = "{resource} is no longer used. Choose another person or machine."


class ReasonNeeded(Invalid):
    code = "reason_needed"
    message = "Say in a few words why the time is taken back (at most 500 characters)."


async def start_clock(
    *,
    resource_id: UUID,
    subject: tuple[str, UUID],
    by: Actor,
    number: str = "",
    activity: str = "repair",
    started_at: datetime | None = None,
) -> ClockFacts:
    """Now, or at a moment of the last 24 hours that someone forgot. One clock per resource.

    `number` is the human number of the subject, for those who read why a clock stands in their way.
    """
    moment = now()
    who = await _usable(resource_id, by)
    if who.left:
        raise PersonLeft(resource=who.code, field="resource_id")
    zone = (await centres.centre(who.centre_id)).zone
    start = moment if started_at is None else checked_start(aware(started_at), moment, zone)
    entry_id = uuid7()
    async with joined():
        await _write(entry_id, who, subject, number, checked_activity(activity), start, None, by)
        facts = ClockFacts(entry_id, resource_id, who.centre_id, *subject, activity, start, number)
        event = ClockStarted(entry_id, resource_id, *subject, activity, start)
        await record(event, subject=subject, centre_id=who.centre_id, by=by, occurred_at=start)
        _show(who)
    return facts


async def stop_clock(
    *, resource_id: UUID, by: Actor, subject: tuple[str, UUID] | None = None, stopped_at: datetime | None = None
) -> TimeFacts:
    """Stop the resource's clock (with `subject`, only when it runs on that) and freeze minutes, rates and amounts.

    A clock that ran longer than the centre allows is stopped and flagged. One that ran more than 24 hours was forgotten:
    nothing is booked (ClockForgotten) until a person gives the true `stopped_at`, or discards it.
    """
    moment = now()
    async with joined():
        who = await queries.resource(resource_id)
        by.require_row(BOOK, who.centre_id, kind="resource", key=resource_id)
        row = await fetchrow(
            "select id, subject_number, activity, started_at from time_entry where resource_id = $1 "
            "and stopped_at is null and voided_at is null and ($2::uuid is null or subject_id = $2) for update",
            resource_id,
            None if subject is None else subject[1],
        )
        if row is None:
            raise NoClockRunning(resource=who.code)
        zone = (await centres.centre(who.centre_id)).zone
        if stopped_at is None and moment - row["started_at"] > LONGEST_ENTRY:
            since = shown(row["started_at"], zone)
            raise ClockForgotten(resource=who.code, number=_named(row), since=since, field="stopped_at")
        stop = checked_stop(row["started_at"], aware(stopped_at or moment), moment, zone)
        return await _freeze(row["id"], who, row["activity"], row["started_at"], stop, by)


async def discard_clock(*, resource_id: UUID, subject: tuple[str, UUID], reason: str, by: Actor) -> None:
    """End a clock that measured nothing: started by mistake, or forgotten so long that nobody knows. Nothing is booked."""
    async with joined():
        who = await queries.resource(resource_id)
        by.require_row(BOOK, who.centre_id, kind="resource", key=resource_id)
        clock = await queries.running(resource_id)
        if clock is None or clock.subject_id != subject[1]:
            raise NoClockRunning(resource=who.code)
        await void_time(entry_id=clock.entry_id, reason=reason, by=by)


async def add_time(
    *,
    resource_id: UUID,
    subject: tuple[str, UUID],
    started_at: datetime,
    stopped_at: datetime,
    by: Actor,
    number: str = "",
    activity: str = "repair",
) -> TimeFacts:
    """Time that was worked without a clock."""
    who = await _usable(resource_id, by)
    zone = (await centres.centre(who.centre_id)).zone
    back = await queries.back_days(who.centre_id)
    start, stop = checked_entry(aware(started_at), aware(stopped_at), now(), zone, back)
    entry_id = uuid7()
    async with joined():
        await _write(entry_id, who, subject, number, checked_activity(activity), start, stop, by)
        return await _freeze(entry_id, who, activity, start, stop, by)


async def void_time(*, entry_id: UUID, reason: str, by: Actor) -> None:
    """Take an entry back. It stays, with who did it and why, and no longer stands in the way of another."""
    if not 0 < len(reason.strip()) <= _LONGEST_REASON:
        raise ReasonNeeded(field="reason")
    async with joined():
        row = await fetchrow(_VOID, entry_id, now(), by.id, reason.strip())
        if row is None:
            raise NotFound(kind="time entry", key=entry_id)
        by.require_row(BOOK, row["centre_id"], kind="time entry", key=entry_id)
        subject = (row["subject_kind"], row["subject_id"])
        event = TimeVoided(entry_id, row["resource_id"], *subject)
        await record(event, subject=subject, centre_id=row["centre_id"], by=by)
        _show(await queries.resource(row["resource_id"]))


def _show(who: ResourceFacts) -> None:
    """Their open pages show whether their clock runs."""
    if who.staff_id is not None:
        announce(CLOCK, str(who.staff_id))


async def _usable(resource_id: UUID, by: Actor) -> ResourceFacts:
    who = await queries.resource(resource_id)
    by.require_row(BOOK, who.centre_id, kind="resource", key=resource_id)
    if who.retired:
        raise RetiredResource(resource=who.code, field="resource_id")
    return who


async def _write(
    entry_id: UUID,
    who: ResourceFacts,
    subject: tuple[str, UUID],
    number: str,
    activity: str,
    start: datetime,
    stop: datetime | None,
    by: Actor,
) -> None:
    """The two constraints decide, so that two requests at once cannot both be right; the savepoint lets us say why."""
    worked_on = local_date(start, (await centres.centre(who.centre_id)).zone)
    try:
        async with atomic():
            await execute(
                _OPEN, entry_id, who.id, who.centre_id, *subject, activity, start, by.id, worked_on, stop, number[:40]
            )
    except (UniqueViolationError, ExclusionViolationError):
        raise await _clash(who, start, stop) from None


async def _clash(who: ResourceFacts, start: datetime, stop: datetime | None) -> Conflict:
    """What stands in the way: which order, and when, on the clock of the centre."""
    zone = (await centres.centre(who.centre_id)).zone
    if stop is None and (clock := await queries.running(who.id)) is not None:
        since = shown(clock.started_at, zone)
        return ClockAlreadyRunning(resource=who.code, number=clock.subject_number or Term("another order"), since=since)
    row = await fetchrow(_STANDS, who.id, start, stop)
    if row is None:  # gone while we looked
        end = shown(stop or now(), zone)
        return OverlappingTime(resource=who.code, number=Term("another order"), started=shown(start, zone), stopped=end)
    started, number = shown(row["started_at"], zone), _named(row)
    if row["stopped_at"] is None:
        return OverlappingClock(resource=who.code, number=number, started=started)
    return OverlappingTime(resource=who.code, number=number, started=started, stopped=shown(row["stopped_at"], zone))


def _named(row: Any) -> str:
    return row["subject_number"] or Term("another order")


async def _freeze(
    entry_id: UUID, who: ResourceFacts, activity: str, start: datetime, stop: datetime, by: Actor
) -> TimeFacts:
    """Write what the time is worth by the rates of the day it began, and record it."""
    day = local_date(start, (await centres.centre(who.centre_id)).zone)
    rates = await queries.rates(who.centre_id, who.id, activity, day)
    minutes = billed_minutes(stop - start, await queries.rounding(who.centre_id))
    cost, bill = (worth(minutes, rate, rates.currency) for rate in (rates.cost, rates.bill))
    too_long = stop - start > await queries.longest_clock(who.centre_id)
    await execute(_CLOSE, entry_id, stop, by.id, minutes, rates.cost, rates.bill, cost, bill, rates.currency, too_long)
    facts = await queries.time(entry_id)
    event = TimeRecorded(
        entry_id,
        who.id,
        facts.subject_kind,
        facts.subject_id,
        activity,
        day,
        minutes,
        cost,
        bill,
        rates.currency,
        too_long,
    )
    subject = (facts.subject_kind, facts.subject_id)
    await record(event, subject=subject, centre_id=who.centre_id, by=by, occurred_at=stop)
    _show(who)
    return facts


async def name_running_clocks(staff_id: UUID, _by: Actor) -> list[str]:
    """What the clocks of somebody who leaves run on. They are listed as forgotten until a person says when the work ended."""
    rows = await fetch(
        "select t.subject_number as number from time_entry t join resource r on r.id = t.resource_id "
        "where r.staff_id = $1 and t.stopped_at is null and t.voided_at is null order by t.started_at",
        staff_id,
    )
    return [row["number"] for row in rows]
