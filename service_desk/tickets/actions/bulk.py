"""Change many tickets at once: each in a savepoint of its own, so that one that refuses stops no other; taken back as one."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from asyncpg import Record

from service_desk.centres import queries as centres
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic, execute, fetchrow
from service_desk.foundation.errors import DeskError, NotFound
from service_desk.foundation.ids import uuid7
from service_desk.foundation.sentences import sentence
from service_desk.tickets.actions.change import assign, change_ticket
from service_desk.tickets.actions.move import move_ticket
from service_desk.tickets.actions.seen import seen
from service_desk.tickets.actions.snooze import snooze_ticket, wake_ticket
from service_desk.tickets.rules import (
    OPEN_STATES,
    BulkAsked,
    ChangedSince,
    NoWayBack,
    Owner,
    Priority,
    Rest,
    State,
    checked_bulk,
    rests,
    way_back,
)

KEPT: Final = timedelta(days=30)
_INSERT: Final = "insert into bulk_change (id, made_by, made_at, asked, results) values ($1, $2, $3, $4, $5)"
_HELD: Final = "select asked, results, undone from bulk_change where id = $1 and made_by = $2 for update"
_UNDONE: Final = "update bulk_change set undone = $2 where id = $1"
_FORGET: Final = "delete from bulk_change where made_at < $1"


async def change_many(*, ticket_ids: Sequence[UUID], asked: BulkAsked, by: Actor) -> UUID:
    """The id of what was done, by which each ticket's verdict is read and all is taken back.

    Raises NothingChosen, TooManyChosen, NothingToChange; NotFound or Forbidden where one may not even be read.
    """
    chosen, change_id = checked_bulk(ticket_ids, asked), uuid7()
    by.require("tickets.move")
    async with atomic():
        for each in chosen:
            await seen(each, by, "tickets.read")
        results = [await _verdict(each, by, lambda row: _change(row, asked, by)) for each in chosen]
        await execute(_INSERT, change_id, by.id, clock.now(), asdict(asked), results)
    return change_id


async def undo_many(*, change_id: UUID, by: Actor, why: str = "") -> None:
    """Each that took it becomes as it was, unless somebody changed it since; `why` stands on those that are opened again.

    Done twice it does no more. NotFound for whoever did not make it.
    """
    async with atomic():
        held = await fetchrow(_HELD, change_id, by.id)
        if held is None:
            raise NotFound(kind="change", key=change_id)
        if held["undone"] is not None:
            return
        asked = _asked(held["asked"])
        undone = [await _taken_back(each, asked, by, why) for each in held["results"] if each["was"] is not None]
        await execute(_UNDONE, change_id, undone)


async def forget_old_changes() -> None:
    """Nobody takes back what was done a month ago."""
    await execute(_FORGET, clock.now() - KEPT)


async def _taken_back(kept: Mapping[str, Any], asked: BulkAsked, by: Actor, why: str) -> dict[str, Any]:
    return await _verdict(UUID(kept["ticket_id"]), by, lambda row: _back(row, kept["was"], asked, by, why))


async def _verdict(ticket_id: UUID, by: Actor, do: Callable[[Record], Awaitable[None]]) -> dict[str, Any]:
    """What it was where it took the change, else why it did not."""
    number = ""
    try:
        async with atomic():
            row = await seen(ticket_id, by, "tickets.read")
            number = row["number"]
            await do(row)
    except DeskError as error:
        told = sentence(error, by.language)
        return {"ticket_id": ticket_id, "number": number, "code": error.code, "refused": told, "was": None}
    kept = {name: row[name] for name in ("assignee_id", "priority", "state", "snoozed_until", "snooze_words")}
    return {"ticket_id": ticket_id, "number": number, "code": None, "refused": None, "was": kept}


async def _change(row: Record, asked: BulkAsked, by: Actor) -> None:
    """What ends it comes last, what opens it again first."""
    ticket_id, opens = row["id"], asked.to in OPEN_STATES
    if asked.to and opens:
        await move_ticket(ticket_id=ticket_id, to=asked.to, note=asked.note, by=by)
    if asked.assigns:
        await assign(ticket_id=ticket_id, assignee_id=asked.assignee(by.id), by=by)
    if asked.priority:
        await change_ticket(ticket_id=ticket_id, priority=asked.priority, by=by)
    if asked.puts_off:
        until = asked.until or await _over(row["centre_id"], asked.rest or Rest.HOUR)
        await snooze_ticket(ticket_id=ticket_id, until=until, why=asked.note, by=by)
    if asked.to and not opens:
        await move_ticket(ticket_id=ticket_id, to=asked.to, note=asked.note, by=by)


async def _over(centre_id: UUID, rest: Rest) -> datetime:
    place = await centres.centre(centre_id)
    return rests(clock.now(), await centres.working_calendar(place), place.weekend)[rest]


async def _back(row: Record, was: Mapping[str, Any], asked: BulkAsked, by: Actor, why: str) -> None:
    ticket_id, number = row["id"], row["number"]
    given = (asked.to, asked.priority, asked.assignee(by.id) if asked.assigns else row["assignee_id"])
    now = (asked.to and row["state"], asked.priority and row["priority"], row["assignee_id"])
    if given != now or (asked.puts_off and asked.to in {None, *OPEN_STATES} and row["snoozed_until"] is None):
        raise ChangedSince(number=number)
    if asked.to:
        before = way_back(State(was["state"]), asked.to)
        if before is None:
            raise NoWayBack(number=number, state=asked.to, before=State(was["state"]))
        await move_ticket(ticket_id=ticket_id, to=before, note=why, by=by)
    if asked.puts_off:
        await _rest_again(ticket_id, was, by)
    if asked.priority:
        await change_ticket(ticket_id=ticket_id, priority=Priority(was["priority"]), by=by)
    if asked.assigns:
        assignee = was["assignee_id"]
        await assign(ticket_id=ticket_id, assignee_id=UUID(assignee) if assignee else None, by=by)


async def _rest_again(ticket_id: UUID, was: Mapping[str, Any], by: Actor) -> None:
    """Put off as it was before, where it was and that is still to come."""
    until = datetime.fromisoformat(was["snoozed_until"]) if was["snoozed_until"] else None
    if until is not None and until > clock.now():
        await snooze_ticket(ticket_id=ticket_id, until=until, why=was["snooze_words"], by=by)
    else:
        await wake_ticket(ticket_id=ticket_id, by=by)


def _asked(kept: Mapping[str, Any]) -> BulkAsked:
    read: dict[str, Callable[[Any], Any]] = {
        "owner": Owner, "assignee_id": UUID, "priority": Priority, "to": State, "until": datetime.fromisoformat, "rest": Rest,
    }  # fmt: skip
    return BulkAsked(**{name: read[name](value) if name in read and value else value for name, value in kept.items()})
