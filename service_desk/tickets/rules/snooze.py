"""Put a ticket off until a time: it stands in no list of what is to be done until then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from service_desk.centres.rules.hours import first_day
from service_desk.centres.rules.working import WorkingCalendar
from service_desk.foundation.clock import begins, local_date
from service_desk.foundation.errors import Conflict, Invalid

FURTHEST: Final = timedelta(days=366)


class SnoozedWhen(Invalid):
    code = "snoozed_when"
    message = "A ticket is put off until a time to come, within a year. Check the day and the time."


class NotOpen(Conflict):
    code = "not_open"
    message = "Ticket {number} is {state}. Only what is open is put off; open it again first."


class Rest(StrEnum):
    """Until when a ticket is put off by one press."""

    HOUR = "hour"
    MORNING = "morning"  # when its centre opens next after today
    WEEK = "week"  # when it opens next in another week


@dataclass(frozen=True)
class TicketSnoozed:
    """Somebody put it off."""

    ticket_id: UUID
    number: str
    until: datetime


@dataclass(frozen=True)
class TicketWoken:
    """It is to be done again: its time came, the customer wrote, or somebody said so."""

    ticket_id: UUID
    number: str


def checked_until(until: datetime, now: datetime) -> datetime:
    """Raises SnoozedWhen."""
    if not now < until <= now + FURTHEST:
        raise SnoozedWhen(field="until")
    return until


def rests(now: datetime, calendar: WorkingCalendar, weekend: Sequence[int]) -> Mapping[Rest, datetime]:
    """When each is over; in a centre without hours, at the beginning of its usual day."""
    today = local_date(now, calendar.zone)
    tomorrow = today + timedelta(days=1)
    monday = today + timedelta(days=(first_day(weekend) - today.isoweekday() - 1) % 7 + 1)
    opens = {
        rest: calendar.after(begins(day, calendar.zone), timedelta())
        or begins(day, calendar.zone) + timedelta(hours=calendar.opens(day).hour, minutes=calendar.opens(day).minute)
        for rest, day in ((Rest.MORNING, tomorrow), (Rest.WEEK, monday))
    }
    return {Rest.HOUR: now + timedelta(hours=1), **opens}
