"""The counters of a country's law: attempts, days out of use, waits and hours, and when a remedy is due (section 7)."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from operator import ge, gt
from typing import Any, Final

from service_desk.warranty.rules.dates import Interval, days_in
from service_desk.warranty.rules.facts import Service

WARN_AT: Final = 0.8
_LATE: Final[Mapping[str, Callable[[float, float], bool]]] = {">": gt, ">=": ge}


class Alarm(StrEnum):
    NONE = "none"
    WARNING = "warning"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Counter:
    """One rule's count. `rule` and `source` are the legal ground that is printed for the customer (LAW-4)."""

    rule: str
    count: float
    limit: float
    alarm: Alarm
    remedy: tuple[str, ...]
    source: str


def attempts(
    rule: Mapping[str, Any], history: Iterable[Service], group: str, *, reported_again: bool, safety: bool = False
) -> Counter | None:
    """Completed repairs of one fault group, handed back and not declined; due when the same fault is reported once more.

    None where the rule asks for a safety fault and this is none. A repair without a fault found counts as an attempt in
    `Service.attempt`, or not, by the rule's `count_nff` (faults.rules.is_attempt).
    """
    if rule.get("safety") and not safety:
        return None
    count = sum(1 for service in history if service.attempt and service.symptom_group == group)
    limit = rule["n"]
    alarm = Alarm.NONE
    if count >= limit and reported_again:
        alarm = Alarm.DUE
    elif count >= limit - 1:
        alarm = Alarm.WARNING
    return _counter(rule, count, limit, alarm)


def days_out(
    rule: Mapping[str, Any],
    intervals: Iterable[Interval],
    *,
    weekend: Collection[int] = (),
    holidays: Collection[date] = (),
) -> Counter:
    """Days in the union of the intervals out of use, both ends in; working days where the rule says so."""
    working = rule.get("unit") == "working"
    count = days_in(intervals, holidays, weekend) if working else days_in(intervals)
    return _by_limit(rule, count)


def elapsed_days(rule: Mapping[str, Any], since: date, today: date) -> Counter:
    """A wait for parts or a repair limit: elapsed days since the event (DATE-6)."""
    return _by_limit(rule, (today - since).days)


def elapsed_hours(rule: Mapping[str, Any], since: datetime, now: datetime) -> Counter:
    """Hours at a standstill, to the minute; both instants are aware."""
    return _by_limit(rule, (now - since) / timedelta(hours=1))


def _by_limit(rule: Mapping[str, Any], count: float) -> Counter:
    """Day and hour counters warn at 80 % of their limit."""
    limit = rule["n"]
    alarm = Alarm.NONE
    if _LATE[rule.get("op", ">")](count, limit):
        alarm = Alarm.DUE
    elif count >= WARN_AT * limit:
        alarm = Alarm.WARNING
    return _counter(rule, count, limit, alarm)


def _counter(rule: Mapping[str, Any], count: float, limit: float, alarm: Alarm) -> Counter:
    return Counter(rule["id"], count, limit, alarm, tuple(rule.get("remedy", ())), rule["source"])
