"""On which day something is posted when its own day lies in a closed accounting period."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from service_desk.centres.rules.facts import PeriodFacts, PeriodState
from service_desk.foundation.errors import Conflict


class LatePosting(StrEnum):
    NEXT_OPEN_DAY = "next_open_day"
    REJECT = "reject"


class PeriodClosed(Conflict):
    code = "period_closed"
    message = (
        "The books for {day} are closed. Open that accounting period, or let late postings move to the next open day."
    )


class NoOpenPeriod(Conflict):
    code = "no_open_period"
    message = "No accounting period is open on {day} or later. Open one, then this can be posted."


def posting_day(day: date, periods: Iterable[PeriodFacts], policy: LatePosting) -> date:
    """`day` itself where its period is open; else, by policy, the first open day after it.

    Raises PeriodClosed (policy `reject`) or NoOpenPeriod. The caller keeps the original day beside the result.
    """
    ahead = [p for p in periods if p.state == PeriodState.OPEN and p.ends_on >= day]
    if any(p.starts_on <= day for p in ahead):
        return day
    if policy == LatePosting.REJECT:
        raise PeriodClosed(day=day)
    if not ahead:
        raise NoOpenPeriod(day=day)
    return min(p.starts_on for p in ahead)
