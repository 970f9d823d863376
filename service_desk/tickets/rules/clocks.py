"""How soon a customer is answered and helped: working time of the centre by priority, as two clocks of each ticket."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from service_desk.centres.rules import KnownSetting, declare
from service_desk.centres.rules.working import WorkingCalendar
from service_desk.tickets.rules.states import REOPENED, Priority, State

_MOST: Final = 60_000  # minutes; a working year has about 120,000
# Half an hour of a safety matter and four of a usual one to the first answer; one working day and five to the end.
FIRST_RESPONSE: Final[Mapping[Priority, KnownSetting]] = {
    Priority.SAFETY: declare(
        KnownSetting(
            "first_response_minutes_safety", int, 30, "Working minutes to the first answer on a ticket of priority safety; 0 for no clock.",
            least=0, most=_MOST, room="tickets",
        )
    ),
    Priority.HIGH: declare(
        KnownSetting(
            "first_response_minutes_high", int, 120, "Working minutes to the first answer on a ticket of priority high; 0 for no clock.",
            least=0, most=_MOST, room="tickets",
        )
    ),
    Priority.NORMAL: declare(
        KnownSetting(
            "first_response_minutes_normal", int, 240, "Working minutes to the first answer on a ticket of priority normal; 0 for no clock.",
            least=0, most=_MOST, room="tickets",
        )
    ),
    Priority.LOW: declare(
        KnownSetting(
            "first_response_minutes_low", int, 480, "Working minutes to the first answer on a ticket of priority low; 0 for no clock.",
            least=0, most=_MOST, room="tickets",
        )
    ),
}  # fmt: skip
SOLUTION: Final[Mapping[Priority, KnownSetting]] = {
    Priority.SAFETY: declare(
        KnownSetting(
            "solution_minutes_safety", int, 480, "Working minutes in which a ticket of priority safety is to be solved; 0 for no clock.",
            least=0, most=_MOST, room="tickets",
        )
    ),
    Priority.HIGH: declare(
        KnownSetting(
            "solution_minutes_high", int, 960, "Working minutes in which a ticket of priority high is to be solved; 0 for no clock.",
            least=0, most=_MOST, room="tickets",
        )
    ),
    Priority.NORMAL: declare(
        KnownSetting(
            "solution_minutes_normal", int, 2400, "Working minutes in which a ticket of priority normal is to be solved; 0 for no clock.",
            least=0, most=_MOST, room="tickets",
        )
    ),
    Priority.LOW: declare(
        KnownSetting(
            "solution_minutes_low", int, 4800, "Working minutes in which a ticket of priority low is to be solved; 0 for no clock.",
            least=0, most=_MOST, room="tickets",
        )
    ),
}  # fmt: skip
# Going there somebody has answered: the customer was asked something, the unit is on the bench, or it is done.
ANSWERS: Final = frozenset({State.WAITING_CUSTOMER, State.IN_REPAIR, State.RESOLVED})


@dataclass(frozen=True, slots=True)
class Clocks:
    """`due_at` is empty while the customer is waited for; `left` is then the working time that was left."""

    first_response_due_at: datetime | None
    due_at: datetime | None
    left: timedelta | None = None


def begun(at: datetime, first_response: int, solution: int, calendar: WorkingCalendar) -> Clocks:
    """The clocks of a ticket opened at that moment; minutes of 0 are no clock."""
    return Clocks(_due(at, first_response, calendar), _due(at, solution, calendar))


def _due(at: datetime, minutes: int, calendar: WorkingCalendar) -> datetime | None:
    return calendar.after(at, timedelta(minutes=minutes)) if minutes else None


def moved(
    was: State, to: State, at: datetime, clocks: Clocks, solution: int, calendar: WorkingCalendar
) -> tuple[datetime | None, timedelta | None]:
    """(due, left) after a ticket went from state to state: it stops while the customer is waited for, and begins anew where what
    had ended is opened again."""
    if to is State.WAITING_CUSTOMER and clocks.due_at is not None:
        return None, calendar.between(at, clocks.due_at)  # nothing is left where it was late already
    if was in REOPENED and to not in REOPENED:
        return _due(at, solution, calendar), None
    if was is State.WAITING_CUSTOMER and clocks.left is not None:
        return calendar.after(at, clocks.left), None
    return clocks.due_at, clocks.left


def prioritised(
    clocks: Clocks, was: tuple[int, int], now: tuple[int, int], opened_at: datetime, calendar: WorkingCalendar
) -> Clocks:
    """Another priority has other times, counted from the report; what the ticket had stood still is not taken from it.
    `was` and `now`: minutes to the first answer and to the end."""
    fresh, before = begun(opened_at, *now, calendar), begun(opened_at, *was, calendar)
    if clocks.left is not None:
        gained = timedelta(minutes=now[1] - was[1])
        return Clocks(fresh.first_response_due_at, None, max(clocks.left + gained, timedelta()) if now[1] else None)
    stood = calendar.between(before.due_at, clocks.due_at) if before.due_at and clocks.due_at else timedelta()
    due = calendar.after(opened_at, timedelta(minutes=now[1]) + stood) if now[1] else None
    return Clocks(fresh.first_response_due_at, due)
