"""Worked time: limits, rounding, and what it is worth."""

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final, overload

from service_desk.centres.rules.settings import KnownSetting, declare
from service_desk.foundation.clock import shown
from service_desk.foundation.errors import Conflict, Invalid
from service_desk.foundation.i18n import code_form
from service_desk.foundation.money import Money
from service_desk.foundation.numbers import shown as shown_number

# No single piece of work is longer, however it comes in: clock, entry by hand, bench, import.
LONGEST_ENTRY: Final = timedelta(hours=24)
# A client's clock may run ahead of ours by a little; more than that is a typing error.
SKEW: Final = timedelta(minutes=1)
_ACTIVITY: Final = re.compile(r"[a-z0-9_-]{1,30}")
_CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,29}")

STEP = declare(
    KnownSetting(
        "labour_step_minutes",
        int,
        1,
        "Worked time is billed in steps of so many minutes.",
        least=1,
        most=60,
        room="timesheets",
    )
)
ROUNDING = declare(
    KnownSetting(
        "labour_rounding",
        str,
        "up",
        "How worked time is rounded to the step.",
        choices=("up", "nearest"),
        room="timesheets",
    )
)
LEAST = declare(
    KnownSetting(
        "labour_least_minutes", int, 1, "The shortest time that is billed.", least=0, most=480, room="timesheets"
    )
)
LONGEST_CLOCK = declare(
    KnownSetting(
        "clock_longest_hours",
        int,
        12,
        "A clock that ran longer was forgotten: it is flagged.",
        least=1,
        most=24,
        room="timesheets",
    )
)


BACK_DAYS = declare(
    KnownSetting(
        "time_back_days",
        int,
        31,
        "Worked time may be entered for so many days back.",
        least=1,
        most=366,
        room="timesheets",
    )
)


class ResourceKind(StrEnum):
    PERSON = "person"
    MACHINE = "machine"


class BadResource(Invalid):
    code = "bad_resource"
    message = "'{value}' cannot be used. {wanted}"


class FutureTime(Invalid):
    code = "future_time"
    message = "{moment} lies in the future. Time is entered when it has been worked."


class StopsBeforeStart(Invalid):
    code = "stops_before_start"
    message = "The work stops at {stopped}, before it starts at {started}. Check the two times."


class EntryTooLong(Invalid):
    code = "entry_too_long"
    message = "One entry holds at most 24 hours. Enter each day on its own."


class TooFarBack(Invalid):
    code = "too_far_back"
    message = "{moment} is more than {days:# day|# days} ago. Check the day and the year."


class ClockTooFarBack(Invalid):
    code = "clock_too_far_back"
    message = (
        "A clock cannot have started at {moment}: that is more than 24 hours ago. Check the day and the year, "
        "or enter the time with start and stop."
    )


class ClockForgotten(Conflict):
    code = "clock_forgotten"
    message = (
        "The clock of {resource} on {number} has run since {since}, more than 24 hours: it was forgotten, and nothing is "
        "booked. Stop it with the time when the work really ended, or discard it."
    )


class BadLabourRate(Invalid):
    code = "bad_labour_rate"
    message = "An hour costs zero or more, with at most four digits after the point; {rate} does not."


@dataclass(frozen=True, slots=True)
class RoundingRule:
    """`step` and `least` in minutes; `nearest` rounds half up, otherwise every begun step counts."""

    step: int = 1
    nearest: bool = False
    least: int = 1


@dataclass(frozen=True, slots=True)
class Rates:
    """Per hour; None where nobody has set one."""

    cost: Decimal | None
    bill: Decimal | None
    currency: str


def billed_minutes(worked: timedelta, rule: RoundingRule) -> int:
    """Minutes that are billed for time worked: rounded to the step, at least `rule.least`."""
    steps = worked.total_seconds() / 60 / rule.step
    count = math.floor(steps + 0.5) if rule.nearest else math.ceil(steps)
    return max(count * rule.step, rule.least)


@overload
def worth(minutes: int, rate: Decimal, currency: str) -> Decimal: ...
@overload
def worth(minutes: int, rate: None, currency: str) -> None: ...
@overload
def worth(minutes: int, rate: Decimal | None, currency: str) -> Decimal | None: ...
def worth(minutes: int, rate: Decimal | None, currency: str) -> Decimal | None:
    """Minutes at a rate per hour, half-up to the currency's smallest unit."""
    return None if rate is None else Money(rate * minutes / 60, currency).rounded().amount


def checked_start(started_at: datetime, now: datetime, zone: str = "UTC") -> datetime:
    """The start of a clock: not in the future, and not so long ago that stopping it now would be refused."""
    start = _past(started_at, now, zone, "started_at")
    if now - start > LONGEST_ENTRY:
        raise ClockTooFarBack(moment=shown(started_at, zone), field="started_at")
    return start


def checked_stop(started_at: datetime, stopped_at: datetime, now: datetime, zone: str = "UTC") -> datetime:
    """The end of any piece of work. Raises FutureTime, StopsBeforeStart and EntryTooLong (over LONGEST_ENTRY)."""
    stop = _past(stopped_at, now, zone, "stopped_at")
    if stop < started_at:
        raise StopsBeforeStart(stopped=shown(stop, zone), started=shown(started_at, zone), field="stopped_at")
    if stop - started_at > LONGEST_ENTRY:
        raise EntryTooLong(field="stopped_at")
    return stop


def checked_entry(
    started_at: datetime, stopped_at: datetime, now: datetime, zone: str = "UTC", back_days: int = 31
) -> tuple[datetime, datetime]:
    """Both ends of time that is typed in afterwards; TooFarBack where it began more than `back_days` ago."""
    start = _past(started_at, now, zone, "started_at")
    if now - start > timedelta(days=back_days):
        raise TooFarBack(moment=shown(start, zone), days=back_days, field="started_at")
    stop = checked_stop(start, stopped_at, now, zone)
    if stop == start:
        raise StopsBeforeStart(stopped=shown(stop, zone), started=shown(start, zone), field="stopped_at")
    return start, stop


def _past(moment: datetime, now: datetime, zone: str, field: str) -> datetime:
    if moment > now + SKEW:
        raise FutureTime(moment=shown(moment, zone), field=field)
    return min(moment, now)


def checked_rate(rate: Decimal) -> Decimal:
    if not rate.is_finite() or not 0 <= rate < Decimal(10) ** 12 or rate != round(rate, 4):
        raise BadLabourRate(rate=shown_number(rate))
    return rate


class KnownActivity(StrEnum):
    """Activities whose names are told in five languages. A company may book time on any word of its own beside them."""

    REPAIR = "repair"
    DIAGNOSIS = "diagnosis"
    INSPECTION = "inspection"
    TEST = "test"
    CLEANING = "cleaning"
    CALIBRATION = "calibration"
    MAINTENANCE = "maintenance"
    INSTALLATION = "installation"
    ASSEMBLY = "assembly"
    PROGRAMMING = "programming"
    ADVICE = "advice"
    TRAINING = "training"
    PACKING = "packing"
    TRANSPORT = "transport"
    COLLECTION = "collection"
    DELIVERY = "delivery"
    TRAVEL = "travel"
    JOURNEY = "journey"
    WAITING = "waiting"


def activity_named(text: str) -> KnownActivity | str:
    """What an activity is called: one of ours to be said in the reader's language, or the company's own word as it wrote it."""
    try:
        return KnownActivity(text)
    except ValueError:
        return text.replace("_", " ")


def checked_activity(value: str, *, every: bool = False) -> str:
    """A lower-case word; with `every`, '' stands for all activities."""
    if not _ACTIVITY.fullmatch(value) and not (every and not value):
        raise BadResource(value=value[:40], wanted="An activity is a lower-case word such as repair.", field="activity")
    return value


def checked_code(value: str) -> str:
    code = code_form(value)
    if not _CODE.fullmatch(code):
        raise BadResource(value=value[:40], wanted="A code has up to 30 letters, digits or hyphens.", field="code")
    return code


def checked_resource_kind(value: str) -> ResourceKind:
    try:
        return ResourceKind(value)
    except ValueError:
        raise BadResource(value=value[:20], wanted="A resource is a person or a machine.", field="kind") from None
