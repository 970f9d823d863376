"""What a check of the running desk found."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from service_desk.centres.rules import PeriodFacts, PeriodState


class State(StrEnum):
    """`warning`: somebody should look at it soon. `fault`: something does not work."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """`says`: what is so. `advice`: what to do about it, empty where nothing is to be done."""

    check: str
    state: State
    says: str
    advice: str = ""


def worst(findings: list[Finding]) -> State:
    order = list(State)
    return max((finding.state for finding in findings), key=order.index, default=State.OK)


PERIODS_AHEAD = timedelta(days=31)


def period_finding(periods: list[PeriodFacts], today: date) -> Finding:
    """Whether postings have a day to go to, now and in a month."""
    opened = [each for each in periods if each.state == PeriodState.OPEN]
    if not any(each.starts_on <= today <= each.ends_on for each in opened):
        return Finding(
            "periods", State.FAULT, f"No accounting period is open on {today}.", "Open one: POST /api/v1/periods."
        )
    last = max(each.ends_on for each in opened)
    if last < today + PERIODS_AHEAD:
        return Finding(
            "periods",
            State.WARNING,
            f"The last open period ends on {last}.",
            "Open the next ones: POST /api/v1/periods.",
        )
    return Finding("periods", State.OK, f"Today lies in an open period; periods are there until {last}.")
