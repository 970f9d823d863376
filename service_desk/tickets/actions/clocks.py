"""The clocks of a ticket: set when it is opened, and moved with its state and priority."""

from datetime import datetime, timedelta
from typing import Final, cast
from uuid import UUID

from asyncpg import Record

from service_desk.centres import queries as centres
from service_desk.centres.rules import KnownSetting
from service_desk.foundation.clock import now, plausible
from service_desk.foundation.db import execute
from service_desk.foundation.errors import Conflict, Invalid
from service_desk.tickets.rules import ANSWERS, FIRST_RESPONSE, OPEN_STATES, SOLUTION, Clocks, Priority, State
from service_desk.tickets.rules import clocks as rules

_SET: Final = """
update ticket set due_at = $2, due_left = $3, answered_at = coalesce(answered_at, $4)
 where id = $1 and (due_at, due_left, answered_at) is distinct from ($2, $3, coalesce(answered_at, $4))"""
_ANSWERED: Final = "update ticket set answered_at = $2, version = version + 1 where id = $1 and answered_at is null"


class StandsStill(Conflict):
    code = "stands_still"
    message = "No time runs on ticket {number}: it is {state}. Set what is due once it is open again."


class DueBeforeReport(Invalid):
    code = "due_before_report"
    message = "Ticket {number} cannot be due before it was reported. Check the day."


async def begun(centre_id: UUID, priority: Priority, opened_at: datetime) -> Clocks:
    place = await centres.centre(centre_id)
    return rules.begun(opened_at, *await _minutes(priority, centre_id), await centres.working_calendar(place))


async def follow_state(ticket: Record, to: State) -> None:
    """`ticket`: the row as it was, its `state` included. Going on to some states is an answer to the customer too."""
    at, centre_id = now(), ticket["centre_id"]
    _, solution = await _minutes(Priority(ticket["priority"]), centre_id)
    calendar = await centres.working_calendar(await centres.centre(centre_id))
    due_at, left = rules.moved(State(ticket["state"]), to, at, _kept(ticket), solution, calendar)
    await execute(_SET, ticket["id"], due_at, _whole(left), at if to in ANSWERS else None)


async def of_priority(ticket: Record, priority: Priority) -> dict[str, datetime | int | None]:
    """The columns of the clocks under another priority."""
    centre_id = ticket["centre_id"]
    calendar = await centres.working_calendar(await centres.centre(centre_id))
    was, is_ = [await _minutes(each, centre_id) for each in (Priority(ticket["priority"]), priority)]
    clocks = rules.prioritised(_kept(ticket), was, is_, ticket["opened_at"], calendar)
    return {
        "first_response_due_at": clocks.first_response_due_at, "due_at": clocks.due_at, "due_left": _whole(clocks.left),
    }  # fmt: skip


def by_hand(ticket: Record, due_at: datetime) -> dict[str, datetime | int | None]:
    """The columns of the clocks with a time that was promised. Raises StandsStill,
    DueBeforeReport, ImplausibleDay."""
    state = State(ticket["state"])
    if state not in OPEN_STATES or state is State.WAITING_CUSTOMER:
        raise StandsStill(number=ticket["number"], state=state, field="due_at")
    if due_at <= ticket["opened_at"]:
        raise DueBeforeReport(number=ticket["number"], field="due_at")
    plausible(due_at.date(), "due_at")
    return {"due_at": due_at, "due_left": None}


async def answered(ticket_id: UUID) -> None:
    """The first answer to the customer was given; later ones change nothing."""
    await execute(_ANSWERED, ticket_id, now())


def _kept(ticket: Record) -> Clocks:
    left = ticket["due_left"]
    return Clocks(ticket["first_response_due_at"], ticket["due_at"], None if left is None else timedelta(minutes=left))


def _whole(left: timedelta | None) -> int | None:
    return None if left is None else left // timedelta(minutes=1)


async def _minutes(priority: Priority, centre_id: UUID) -> tuple[int, int]:
    """(to the first answer, to the end), as they are set for the centre."""

    async def of(setting: KnownSetting) -> int:
        return cast("int", await centres.setting(setting.name, centre_id))

    return await of(FIRST_RESPONSE[priority]), await of(SOLUTION[priority])
